"""Refresh tokens and their families: issued, exchanged, rotated, reused, revoked, evicted.

What Auth0 documents is done; where it is silent, what its Actions page suggests: a changed inactivity lifetime counts
from the next exchange on, and the absolute one of a token that had none begins there.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from deploy_cli.emulator.identifiers import Identifiers
from deploy_cli.emulator.store import Store, Where
from deploy_cli.emulator.values import Object

FAMILIES: Final = "refresh-token-families"
TOKENS: Final = "refresh-tokens"
MOST: Final = 200
"""Tokens that one user can have at one client."""


class Families:
    """The refresh tokens of a tenant; every method is called within a transaction of its store."""

    def __init__(self, store: Store, identifiers: Identifiers, now: int) -> None:
        self._store, self._identifiers, self._now = store, identifiers, now

    def begin(self, client: Mapping[str, Any], user_id: str, audience: str, scope: str) -> str:
        """Begin a family with a login; return its first token."""
        policy = policy_of(client)
        family: Object = {
            "id": self._identifiers.new("*24h"),
            "client_id": client["client_id"],
            "user_id": user_id,
            "audience": audience,
            "scope": scope,
            "rotating": policy["rotating"],
            "absolute_end": _end(self._now, policy["absolute"]),
            "idle_end": _end(self._now, policy["idle"]),
            "latest": 0,
            "ended": False,
        }
        token = self._issue(family, None)
        self._evict(family)
        return token

    def audience(self, token: str) -> str | None:
        """Return the API that a token was issued for; nothing for one that nobody knows."""
        found = self._store.get(TOKENS, _digest(token))
        family = self._store.get(FAMILIES, str(found["family"])) if found else None
        return None if family is None else str(family["audience"])

    def exchange(self, token: str, client: Mapping[str, Any]) -> tuple[Object, str | None] | None:
        """Exchange a token; return its family and the token that follows it, if one does. None is a refusal.

        A token that was exchanged before ends its family, unless it is the previous one and comes within the leeway.
        """
        found = self._store.get(TOKENS, _digest(token))
        family = self._store.get(FAMILIES, str(found["family"])) if found else None
        if found is None or family is None or not self._serves(family, client):
            return None
        policy = policy_of(client)
        if family["rotating"] != policy["rotating"]:
            return family, self._convert(family, policy)
        if not family["rotating"]:
            self._renew(family, policy)
            return family, None
        is_again = found["exchanged_at"] is not None
        if is_again and not self._overlaps(found, policy["leeway"]):
            self._end(family)
            return None
        if not is_again:
            self._give_up(found)
        self._renew(family, policy)
        follower = self._issue(family, str(found["id"]))
        if is_again:
            self._evict(family)
        return family, follower

    def revoke(self, token: str, client_id: str, *, whole_grant: bool) -> None:
        """End the family of a token; with ``whole_grant`` all of the user's at the same client and API."""
        found = self._store.get(TOKENS, _digest(token))
        family = self._store.get(FAMILIES, str(found["family"])) if found else None
        if family is None or family["client_id"] != client_id:
            return
        for other in self._of(family) if whole_grant else [family]:
            if other["audience"] == family["audience"]:
                self._end(other)

    def _overlaps(self, found: Object, leeway: int) -> bool:
        """Tell whether a token may come once more; without leeway that is never, not even in the same second."""
        return not found["is_old"] and 0 < leeway >= self._now - found["exchanged_at"]

    def _serves(self, family: Object, client: Mapping[str, Any]) -> bool:
        return family["client_id"] == client["client_id"] and self._lives(family)

    def _lives(self, family: Object) -> bool:
        ends = (family["absolute_end"], family["idle_end"])
        return not family["ended"] and all(end is None or self._now < end for end in ends)

    def _issue(self, family: Object, parent: str | None) -> str:
        token = "v1." + self._identifiers.new("*43")
        family["latest"] += 1
        self._store.put(FAMILIES, family["id"], family)
        record = {"family": family["id"], "parent": parent, "exchanged_at": None, "is_old": False}
        self._store.put(TOKENS, _digest(token), {**record, "id": _digest(token)}, parent="")
        return token

    def _give_up(self, found: Object) -> None:
        """Take a token out of use; the one before it is no longer the previous one."""
        self._store.put(TOKENS, found["id"], {**found, "exchanged_at": self._now})
        if found["parent"] and (parent := self._store.get(TOKENS, found["parent"])):
            self._store.put(TOKENS, parent["id"], {**parent, "is_old": True})

    def _renew(self, family: Object, policy: Mapping[str, Any]) -> None:
        if family["absolute_end"] is None:
            family["absolute_end"] = _end(self._now, policy["absolute"])
        family["idle_end"] = _end(self._now, policy["idle"])
        self._store.put(FAMILIES, family["id"], family)

    def _convert(self, family: Object, policy: Mapping[str, Any]) -> str:
        """Issue a token of the other kind; when rotation begins, all tokens of the user that do not rotate go."""
        if policy["rotating"]:
            for other in self._of(family):
                if not other["rotating"] and other["id"] != family["id"]:
                    self._end(other)
        for token in self._tokens(family):
            self._store.delete(TOKENS, token["id"])
        family["rotating"] = policy["rotating"]
        self._renew(family, policy)
        return self._issue(family, None)

    def _end(self, family: Object) -> None:
        self._store.put(FAMILIES, family["id"], {**family, "ended": True})

    def _of(self, family: Object) -> list[Object]:
        """The families of the same user at the same client, the oldest first."""
        mine = Where("json_extract(body, '$.user_id') = ?", (family["user_id"],))
        here = Where("json_extract(body, '$.client_id') = ?", (family["client_id"],))
        return self._store.matching(FAMILIES, mine, here)

    def _tokens(self, family: Object) -> list[Object]:
        return self._store.matching(TOKENS, Where("json_extract(body, '$.family') = ?", (family["id"],)))

    def _evict(self, family: Object) -> None:
        """End the oldest families where the user has too many tokens that serve."""
        living = [other for other in self._of(family) if self._lives(other)]
        if sum(other["latest"] for other in living) <= MOST:
            return
        counts = [sum(token["exchanged_at"] is None for token in self._tokens(other)) for other in living]
        while sum(counts) > MOST:
            self._end(living.pop(0))
            counts.pop(0)


def policy_of(client: Mapping[str, Any]) -> dict[str, Any]:
    """Read a client's block: a lifetime of None never ends."""
    block = client.get("refresh_token") or {}
    endless = block.get("expiration_type", "non-expiring") == "non-expiring"
    return {
        "rotating": block.get("rotation_type") == "rotating",
        "leeway": block.get("leeway", 0),
        "absolute": None if endless or block.get("infinite_token_lifetime") else block.get("token_lifetime"),
        "idle": None
        if endless or block.get("infinite_idle_token_lifetime")
        else block.get("idle_token_lifetime"),
    }


def _end(start: int, lifetime: int | None) -> int | None:
    return None if lifetime is None else start + lifetime


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
