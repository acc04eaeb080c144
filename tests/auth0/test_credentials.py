from pathlib import Path

import pytest

from deploy_cli.auth0.credentials import AccessToken, ClientSecret, Credentials, SigningKey
from deploy_cli.core.values import Secret
from deploy_cli.errors import UsageError

PEM = "-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5\n-----END PRIVATE KEY-----\n"
CLIENT = {"AUTH0_CLIENT_ID": "abc", "AUTH0_CLIENT_SECRET": "hush-hush"}


def test_a_client_and_its_secret() -> None:
    credentials = Credentials.from_environ({**CLIENT, "AUTH0_DOMAIN": "https://acme.auth0.com/"})

    assert credentials.proof == ClientSecret("abc", Secret("hush-hush"))
    assert str(credentials.domain) == "acme.auth0.com"
    assert credentials.audience is None


def test_blanks_around_a_value_and_empty_variables_do_not_count() -> None:
    environ = {"AUTH0_CLIENT_ID": " abc\n", "AUTH0_CLIENT_SECRET": "hush-hush\n", "AUTH0_ACCESS_TOKEN": ""}

    assert Credentials.from_environ(environ).proof == ClientSecret("abc", Secret("hush-hush"))


def test_a_ready_token_goes_before_all_else() -> None:
    proof = Credentials.from_environ({**CLIENT, "AUTH0_ACCESS_TOKEN": "a.b-c_d.e="}).proof

    assert proof == AccessToken(Secret("a.b-c_d.e="), "abc")


def test_a_signing_key_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(PEM)
    environ = {"AUTH0_CLIENT_ID": "abc", "AUTH0_CLIENT_SIGNING_KEY_PATH": str(tmp_path / "key.pem")}

    assert Credentials.from_environ(environ).proof == SigningKey("abc", Secret(PEM), "RS256")
    environ["AUTH0_CLIENT_SIGNING_ALGORITHM"] = "PS256"
    assert Credentials.from_environ(environ).proof == SigningKey("abc", Secret(PEM), "PS256")


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        pytest.param({}, "no credentials", id="nothing at all"),
        pytest.param({"AUTH0_CLIENT_ID": "abc"}, "AUTH0_CLIENT_ID is set, but neither", id="no secret"),
        pytest.param(
            {"AUTH0_CLIENT_SECRET": "hush-hush"},
            "AUTH0_CLIENT_SECRET is set, but AUTH0_CLIENT_ID is not",
            id="no client",
        ),
        pytest.param(
            {**CLIENT, "AUTH0_CLIENT_SIGNING_KEY_PATH": "key.pem"},
            "are both set",
            id="two ways to authenticate",
        ),
        pytest.param(
            {"AUTH0_CLIENT_ID": "abc", "AUTH0_CLIENT_SIGNING_KEY_PATH": "/nowhere/key.pem"},
            "`/nowhere/key.pem` cannot be read",
            id="no key file",
        ),
        pytest.param(
            {"AUTH0_CLIENT_ID": "abc", "AUTH0_CLIENT_SIGNING_KEY_PATH": __file__ + "/.."},
            "cannot be read",
            id="a folder as key file",
        ),
        pytest.param(
            {**CLIENT, "AUTH0_CLIENT_ID": "a b"}, "AUTH0_CLIENT_ID holds blanks", id="a blank in an id"
        ),
        pytest.param({**CLIENT, "AUTH0_AUDIENCE": "a\tb"}, "AUTH0_AUDIENCE holds", id="a tab in an audience"),
        pytest.param(
            {"AUTH0_ACCESS_TOKEN": "hush-hush\r\nX-Evil: 1"}, "AUTH0_ACCESS_TOKEN", id="a header in a token"
        ),
        pytest.param(
            {"AUTH0_ACCESS_TOKEN": "Bearer hush-hush"}, "AUTH0_ACCESS_TOKEN", id="Bearer in a token"
        ),
        pytest.param({**CLIENT, "AUTH0_DOMAIN": "a/b"}, "AUTH0_DOMAIN `a/b` is not", id="no domain"),
    ],
)
def test_what_cannot_be_used_is_told_without_a_secret(environ: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        Credentials.from_environ(environ)

    assert message in caught.value.summary
    assert caught.value.hint
    assert "hush" not in f"{caught.value.summary} {caught.value.hint}"


def test_an_unknown_algorithm_is_refused_before_the_key_is_read() -> None:
    environ = {
        "AUTH0_CLIENT_ID": "abc",
        "AUTH0_CLIENT_SIGNING_KEY_PATH": "/nowhere/key.pem",
        "AUTH0_CLIENT_SIGNING_ALGORITHM": "HS256",
    }

    with pytest.raises(UsageError, match="AUTH0_CLIENT_SIGNING_ALGORITHM"):
        Credentials.from_environ(environ)


@pytest.mark.parametrize("content", [b"", b"ssh-rsa AAAA", b"\xff\xfe\x00"])
def test_a_file_that_is_no_private_key_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    environ = {"AUTH0_CLIENT_ID": "abc", "AUTH0_CLIENT_SIGNING_KEY_PATH": str(tmp_path / "key")}

    with pytest.raises(UsageError, match="does not hold a private key"):
        Credentials.from_environ(environ)


@pytest.mark.parametrize("written", ["acme.auth0.com", "https://ACME.auth0.com/", None])
def test_the_domain_of_the_files_and_of_the_environment_agree(written: str | None) -> None:
    credentials = Credentials.from_environ({**CLIENT, "AUTH0_DOMAIN": "acme.auth0.com"})

    assert str(credentials.domain_for(written)) == "acme.auth0.com"


def test_the_environment_says_how_a_domain_is_called() -> None:
    credentials = Credentials.from_environ({**CLIENT, "AUTH0_DOMAIN": "http://localhost:8080"})

    assert credentials.domain_for("localhost:8080").url == "http://localhost:8080"


def test_another_domain_than_that_of_the_files_is_refused() -> None:
    credentials = Credentials.from_environ({**CLIENT, "AUTH0_DOMAIN": "prod.auth0.com"})

    with pytest.raises(UsageError, match=r"`prod\.auth0\.com`, but the tenant file is for `dev\.auth0\.com`"):
        credentials.domain_for("dev.auth0.com")


def test_some_domain_must_be_named() -> None:
    with pytest.raises(UsageError, match="no tenant is named"):
        Credentials.from_environ(CLIENT).domain_for(None)


def test_no_secret_is_part_of_what_is_printed(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(PEM)
    environs = [
        CLIENT,
        {"AUTH0_ACCESS_TOKEN": "hush-hush"},
        {"AUTH0_CLIENT_ID": "abc", "AUTH0_CLIENT_SIGNING_KEY_PATH": str(tmp_path / "key.pem")},
    ]

    printed = " ".join(repr(Credentials.from_environ(environ)) for environ in environs)

    assert "hush" not in printed
    assert "BEGIN" not in printed
