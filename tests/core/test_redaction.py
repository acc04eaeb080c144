"""Which parts of an answer are secrets."""

from typing import Any

import pytest

from deploy_cli import resources
from deploy_cli.core.address import Address
from deploy_cli.core.redaction import Known, Redaction, replaced
from deploy_cli.core.tenant import Desired, DesiredTenant, Environment
from deploy_cli.core.values import Secret

CODE = "function change() { return 'a long text'; }"


def shown(path: str, value: Any, known: Known | None = None) -> Any:
    redaction = Redaction(resources.ALL, known) if known else Redaction(resources.ALL)
    return replaced(value, redaction.secrets(path, value), "…")


def known(**sections: Any) -> Known:
    named = {
        Address(section, "x"): Desired(address=Address(section, "x"), body=body)
        for section, body in sections.items()
    }
    return Known.of(
        DesiredTenant(environment=Environment(name="e"), resources=named, sections=tuple(sections), digest="")
    )


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("clients", [{"name": "a", "client_secret": "s"}], [{"name": "a", "client_secret": "…"}]),
        ("connections", [{"options": {"client_secret": "s"}}], [{"options": {"client_secret": "…"}}]),
        (
            "connections",
            [{"options": {"configuration": {"KEY": "s"}}}],
            [{"options": {"configuration": {"KEY": "…"}}}],
        ),
        (
            "clients",
            [{"client_metadata": {"api_key": "s", "build": "7"}}],
            [{"client_metadata": {"api_key": "…", "build": "7"}}],
        ),
        ("clients", [{"refresh_token": {"leeway": 0}, "token_endpoint_auth_method": "none"}], ...),
        ("connections", [{"options": {"customScripts": {"change_password": CODE}}}], ...),
        ("clients", [{"client_secret": ""}], ...),
        ("tenants/settings", {"friendly_name": "Acme"}, ...),
    ],
)
def test_secrets_are_known_by_their_place_and_by_their_name(path: str, value: Any, expected: Any) -> None:
    assert shown(path, value) == (value if expected is ... else expected)


def test_what_the_files_hold_a_secret_for_is_one_in_every_resource_of_the_section() -> None:
    files = known(clients={"client_metadata": {"note": Secret("the-note")}})
    clients = [{"name": "x", "client_metadata": {"note": "another"}}, {"name": "y"}]

    assert shown("clients", clients, files) == [
        {"name": "x", "client_metadata": {"note": "…"}},
        {"name": "y"},
    ]
    assert shown("roles", [{"note": "another"}], files) == [{"note": "another"}]


def test_a_secret_of_the_files_is_found_wherever_it_stands() -> None:
    files = known(clients={"client_secret": Secret("sesame-open")})
    actions = [{"name": "a", "code": "const key = 'sesame-open'"}, {"name": "b", "code": CODE}]

    assert shown("actions/actions", actions, files) == [{"name": "a", "code": "…"}, actions[1]]


def test_a_list_that_holds_a_secret_is_hidden_as_a_whole() -> None:
    files = known(clients={"client_secret": Secret("sesame-open")})
    client = {"name": "a", "callbacks": ["https://a.example/?key=sesame-open", "https://b.example"]}

    assert shown("clients", [client], files) == [{"name": "a", "callbacks": "…"}]


def test_short_secrets_do_not_stand_in_other_texts() -> None:
    files = known(clients={"client_secret": Secret("a")})

    assert shown("roles", [{"name": "a", "description": "banana"}], files) == [
        {"name": "…", "description": "banana"}
    ]


def test_children_have_secrets_of_their_own_place() -> None:
    assert shown("connections/con_1/clients", [{"client_id": "c"}]) == [{"client_id": "c"}]
    assert shown("organizations/org_1/enabled_connections", [{"api_key": "s"}]) == [{"api_key": "…"}]
