"""Tokens for users: login by password (the resource owner's grant), refresh tokens, and their revocation."""

import hmac
from collections.abc import Callable

from deploy_cli.emulator.engine import Engine, Object
from deploy_cli.emulator.families import Families

PASSWORD, REFRESH = "password", "refresh_token"
GRANTS = (PASSWORD, REFRESH)
OFFLINE = "offline_access"


class UserTokens:
    """What `TokenEndpoint` does for grants in which a user takes part."""

    def __init__(self, engine: Engine, clock: Callable[[], float]) -> None:
        self._engine, self._clock = engine, clock

    def log_in(self, username: str, password: str, realm: str | None) -> Object | None:
        """Return the user whom the password proves."""
        with self._engine.kept() as (store, _):
            for user in store.page("/users"):
                names = {user.get("email"), user.get("username")}
                connections = {one.get("connection") for one in user.get("identities", ())}
                kept = user.get("password")
                if username in names and (realm is None or realm in connections) and isinstance(kept, str):
                    same = hmac.compare_digest(kept.encode(), password.encode())
                    return user if same and not user.get("blocked") else None
        return None

    def begin(self, client: Object, user: Object, api: Object, scope: str) -> str | None:
        """Begin a family where that is asked for and allowed: otherwise none comes, without any error."""
        wanted = OFFLINE in scope.split() and api.get("allow_offline_access") is True
        if not wanted or REFRESH not in client.get("grant_types", ()):
            return None
        with self._engine.kept() as (store, identifiers):
            families = Families(store, identifiers, int(self._clock()))
            return families.begin(client, str(user["user_id"]), str(api["identifier"]), scope)

    def audience(self, token: str) -> str | None:
        """Return the API that a refresh token is for."""
        with self._engine.kept() as (store, identifiers):
            return Families(store, identifiers, int(self._clock())).audience(token)

    def exchange(self, token: str, client: Object) -> tuple[Object, str | None] | None:
        """Exchange a refresh token; return its family, and the token that follows it if one does."""
        with self._engine.kept() as (store, identifiers):
            return Families(store, identifiers, int(self._clock())).exchange(token, client)

    def revoke(self, token: str, client: Object, *, whole_grant: bool) -> None:
        """End what a refresh token stands for."""
        with self._engine.kept() as (store, identifiers):
            families = Families(store, identifiers, int(self._clock()))
            families.revoke(token, str(client["client_id"]), whole_grant=whole_grant)
