"""Resource servers: Auth0's own APIs."""

from deploy_cli.core.diff import Rules, diff
from deploy_cli.core.live import comparable
from deploy_cli.core.path import written
from deploy_cli.core.references import Names
from deploy_cli.core.values import Object, Secret
from deploy_cli.resources.resource_servers import RESOURCE_SERVERS

MANAGEMENT = {"identifier": "https://acme.eu.auth0.com/api/v2/", "is_system": True}
ACCOUNT = {"identifier": "https://acme.eu.auth0.com/me/", "is_system": True, "name": "Auth0 My Account API"}
OWN = {"identifier": "https://acme.example/api/v2/", "name": "Orders", "scopes": [{"value": "a"}]}


def edits(desired: Object, live: Object) -> list[str]:
    seen = comparable(RESOURCE_SERVERS, live, desired, Names())
    return [written(edit.path) for edit in diff(desired, seen, Rules.of(RESOURCE_SERVERS))]


def test_the_management_api_is_never_touched() -> None:
    assert RESOURCE_SERVERS.protected(MANAGEMENT)
    assert not RESOURCE_SERVERS.protected(ACCOUNT)
    assert not RESOURCE_SERVERS.protected(OWN)


def test_an_api_of_auth0_is_never_deleted() -> None:
    assert RESOURCE_SERVERS.undeletable(ACCOUNT)
    assert not RESOURCE_SERVERS.undeletable(OWN)


def test_of_an_api_of_auth0_name_and_scopes_are_fixed_and_the_rest_is_not() -> None:
    live = {**ACCOUNT, "scopes": [{"value": "read:me"}], "token_lifetime": 1}

    assert edits({"name": "Mine", "scopes": [], "token_lifetime": 1}, live) == []
    assert edits({"name": "Mine", "token_lifetime": 2}, live) == ["token_lifetime"]


def test_of_an_own_api_they_are_not() -> None:
    assert edits({"name": "Mine", "scopes": [{"value": "b"}]}, OWN) == ["name", "scopes[b]", "scopes[a]"]


def test_the_signing_secret_is_sealed_as_soon_as_it_is_read() -> None:
    seen = comparable(RESOURCE_SERVERS, {**OWN, "signing_secret": "hush"}, {}, Names())

    assert seen["signing_secret"] == Secret("hush")
    assert "hush" not in repr(seen)
