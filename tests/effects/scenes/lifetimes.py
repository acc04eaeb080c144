"""Refresh tokens: how long they live, whether they rotate, whether there are any."""

from collections.abc import Mapping
from typing import Any, Final

from deploy_cli.core.plan import Change
from tests.effects.scene import Scene, field, flip, scene
from tests.effects.told import around, updated

DAY: Final = 86_400
SHOP: Final = "clients/Shop"
RULE: Final = "refresh-token-lifetimes"


def block(absolute: int | None, idle: int | None, *, rotating: bool = True, **more: Any) -> dict[str, Any]:
    """A block of lifetimes in days; ``None`` is one that never ends, beside the number that Auth0 keeps there."""
    return {
        "rotation_type": "rotating" if rotating else "non-rotating",
        "expiration_type": "non-expiring" if absolute is idle is None else "expiring",
        "leeway": 0,
        "infinite_token_lifetime": absolute is None,
        "token_lifetime": 31_557_600 if absolute is None else absolute * DAY,
        "infinite_idle_token_lifetime": idle is None,
        "idle_token_lifetime": 2_592_000 if idle is None else idle * DAY,
        **more,
    }


def client(refresh_token: Any, *grants: str) -> Mapping[str, Any]:
    return {
        "grant_types": [*(grants or ("authorization_code", "refresh_token"))],
        "refresh_token": refresh_token,
    }


def change(before: dict[str, Any], after: dict[str, Any], *grants: str) -> Change:
    return updated(SHOP, client(before, *grants), client(after, *grants))


def without(name: str, body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}


API: Final = ("resourceServers/https://api", "1", {"allow_offline_access": True, "token_lifetime": 7_200})
LONG: Final = ("resourceServers/https://api", "1", {"allow_offline_access": True, "token_lifetime": 30 * DAY})
ACTION: Final = ("triggers/post-login", "post-login", {"bindings": [{"action_name": "Check"}]})

SCENES: Final[tuple[Scene, ...]] = (
    scene(RULE, "inactivity 30 to 15 days", change(block(90, 30), block(90, 15))),
    scene(
        RULE,
        "inactivity 30 to 15 days, access tokens of two hours, an Action after login",
        change(block(None, 30), block(None, 15)),
        context=around(API, ACTION),
    ),
    scene(RULE, "inactivity 15 to 30 days", change(block(90, 15), block(90, 30))),
    scene(RULE, "inactivity 15 days to never", change(block(90, 15), block(90, None))),
    scene(
        RULE, "inactivity never to 15 days, with an end after login", change(block(90, None), block(90, 15))
    ),
    scene(RULE, "inactivity never to 15 days, without", change(block(None, None), block(None, 15))),
    scene(
        RULE,
        "inactivity 14 to 10 days behind access tokens of 30",
        change(block(90, 14), block(90, 10)),
        context=around(LONG),
    ),
    scene(RULE, "inactivity 60 to 45 days behind an end after 30", change(block(30, 60), block(30, 45))),
    scene(RULE, "inactivity 15 to 60 days, with an end after 30", change(block(30, 15), block(30, 60))),
    scene(RULE, "inactivity 60 to 15 days, with an end after 30", change(block(30, 60), block(30, 15))),
    scene(RULE, "inactivity up, absolute down", change(block(90, 15), block(20, 30))),
    scene(RULE, "absolute 90 to 30 days", change(block(90, 15), block(30, 15))),
    scene(RULE, "absolute 30 to 90 days", change(block(30, 15), block(90, 15))),
    scene(RULE, "absolute never to 30 days", change(block(None, 15), block(30, 15))),
    scene(RULE, "absolute 30 days to never", change(block(30, 15), block(None, 15))),
    scene(RULE, "tokens that never expired", change(block(None, None), block(30, 15))),
    scene(
        RULE,
        "tokens that expired never do again",
        change(block(30, 15, rotating=False), block(None, None, rotating=False)),
    ),
    scene(RULE, "rotation on", change(block(30, 15, rotating=False), block(30, 15, leeway=3))),
    scene(RULE, "rotation off", change(block(30, 15), block(30, 15, rotating=False))),
    scene(RULE, "leeway up", change(block(30, 15), block(30, 15, leeway=10))),
    scene(RULE, "leeway up to minutes", change(block(30, 15), block(30, 15, leeway=300))),
    scene(RULE, "leeway down", change(block(30, 15, leeway=10), block(30, 15))),
    scene(
        RULE,
        "leeway without rotation",
        change(block(30, 15, rotating=False), block(30, 15, rotating=False, leeway=3)),
    ),
    scene(
        RULE, "a number that rests", change(block(None, None), {**block(None, None), "token_lifetime": 60})
    ),
    scene(RULE, "a leeway of nothing, spelled out", change(without("leeway", block(30, 15)), block(30, 15))),
    scene(
        RULE,
        "a type that says what the flags say",
        change({**block(None, None), "expiration_type": "expiring"}, block(None, None)),
    ),
    scene(RULE, "no such grant", change(block(30, 15), block(30, 10), "authorization_code")),
    scene(
        RULE,
        "the grant comes along",
        updated(SHOP, client(block(None, None), "implicit"), client(block(30, 15))),
    ),
    scene(
        RULE,
        "the grant goes along",
        updated(SHOP, client(block(30, 15)), client(block(30, 10), "authorization_code")),
    ),
    scene(RULE, "a block that does not say", updated(SHOP, client({}), client(block(30, 15)))),
    scene(RULE, "a block that is cleared", updated(SHOP, client(block(30, 15)), client(None))),
    scene(
        RULE,
        "an API more, an API less",
        change(
            block(30, 15, policies=[{"audience": "https://a", "scope": ["read:a"]}]),
            block(30, 15, policies=[{"audience": "https://b", "scope": []}]),
        ),
    ),
    scene(
        "refresh-token-grant",
        "the grant goes",
        updated(SHOP, client(None), client(None, "authorization_code")),
    ),
    scene(
        "refresh-token-grant",
        "the grant comes",
        updated(SHOP, client(block(30, 15), "implicit"), client(block(30, 15), "implicit", "refresh_token")),
    ),
    scene(
        "refresh-token-grant",
        "the grant comes, and tokens never expire",
        updated(
            SHOP,
            client(block(None, None), "implicit"),
            client(block(None, None), "implicit", "refresh_token"),
        ),
    ),
    field(
        "id-token-lifetime",
        SHOP,
        "ID tokens live shorter",
        "jwt_configuration.lifetime_in_seconds",
        36_000,
        3_600,
        silent=("a", "b"),
    ),
    field(
        "id-token-lifetime",
        SHOP,
        "ID tokens live longer",
        "jwt_configuration.lifetime_in_seconds",
        3_600,
        7_200,
    ),
    field(
        "id-token-lifetime",
        SHOP,
        "the life of ID tokens, spelled out",
        "jwt_configuration.lifetime_in_seconds",
        None,
        36_000,
    ),
    field(
        "id-token-signature",
        SHOP,
        "RS256 to HS256",
        "jwt_configuration.alg",
        "RS256",
        "HS256",
        silent=("RS256", 5),
    ),
    field("id-token-signature", SHOP, "HS256 to RS256", "jwt_configuration.alg", "HS256", "RS256"),
    *flip("require-proof-of-possession", SHOP, "require_proof_of_possession"),
)
