import pytest

from deploy_cli.auth0.domain import Domain
from deploy_cli.errors import UsageError


@pytest.mark.parametrize(
    ("text", "name", "url"),
    [
        ("acme.eu.auth0.com", "acme.eu.auth0.com", "https://acme.eu.auth0.com"),
        ("https://acme.eu.auth0.com/", "acme.eu.auth0.com", "https://acme.eu.auth0.com"),
        ("  ACME.eu.Auth0.com\n", "acme.eu.auth0.com", "https://acme.eu.auth0.com"),
        ("acme.auth0.com:443", "acme.auth0.com", "https://acme.auth0.com"),
        ("localhost:8443", "localhost:8443", "https://localhost:8443"),
        ("http://localhost:8080/", "localhost:8080", "http://localhost:8080"),
        ("http://127.0.0.1:8080", "127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "[::1]:8080", "http://[::1]:8080"),
        ("http://tenant.localhost:80", "tenant.localhost", "http://tenant.localhost"),
        ("emulator", "emulator", "https://emulator"),
    ],
)
def test_a_domain_is_a_host_with_a_port_or_without(text: str, name: str, url: str) -> None:
    domain = Domain.parse(text)

    assert str(domain) == name
    assert domain.url == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://",
        "user:password@acme.eu.auth0.com",
        "acme.eu.auth0.com@evil.example",
        "acme.eu.auth0.com/api/v2",
        "acme.eu.auth0.com?x=1",
        "acme.eu.auth0.com#x",
        "acme.eu.auth0.com\r\nHost: evil.example",
        "acme\x00.auth0.com",
        "acme .auth0.com",
        "acme..auth0.com",
        "-acme.auth0.com",
        "acme.auth0.com:0",
        "acme.auth0.com:99999",
        "acme.auth0.com:https",
        "acme.auth0.com:",
        "ftp://acme.auth0.com",
        "https://https://acme.auth0.com",
        "[::1",
        "[::g]",
        "äcme.auth0.com",
        "a" * 64 + ".auth0.com",
        "a." * 130 + "com",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        Domain.parse(text, source="AUTH0_DOMAIN")

    assert "AUTH0_DOMAIN" in caught.value.summary
    assert "password" not in caught.value.summary
    assert caught.value.summary.isprintable()


@pytest.mark.parametrize(
    "text", ["http://acme.eu.auth0.com", "http://10.0.0.1:8080", "http://localhost.example"]
)
def test_http_is_for_this_machine_only(text: str) -> None:
    with pytest.raises(UsageError, match="in the clear"):
        Domain.parse(text)
