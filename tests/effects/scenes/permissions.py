"""APIs, grants, roles and organizations: who may do what."""

from typing import Final

from deploy_cli.resources import ALL
from tests.core.toys import update
from tests.effects.scene import Scene, field, flip, scene
from tests.effects.told import around, created, deleted, updated

API: Final = "resourceServers/https://api"
GRANT: Final = "clientGrants/Worker:https://api"
ROLE: Final = "roles/Clerk"
ORGANIZATION: Final = "organizations/hillside"
BODY: Final = {"client_id": "Worker", "audience": "https://api", "scope": ["read:a", "read:b"]}
KNOWN: Final = around((API, "1", {"name": "Orders"}), (GRANT, "2", BODY))
OLD: Final = ("clients/Old", "3", {"grant_types": ["implicit"]})
NEW: Final = ("clients/New", "4", {"grant_types": ["authorization_code"]})
DAY: Final = 86_400


def may(name: str) -> dict[str, str]:
    return {"permission_name": name, "resource_server_identifier": "https://api"}


def renewing(days: int) -> dict[str, object]:
    return {"grant_types": ["refresh_token"], "refresh_token": {"idle_token_lifetime": days * DAY}}


SCENES: Final[tuple[Scene, ...]] = (
    scene("api-deleted", "with a caller", deleted(API, {"name": "Orders"}), context=KNOWN),
    field("api-token-lifetime", API, "shorter", "token_lifetime", DAY, 7_200, silent=("a", "b")),
    scene(
        "api-token-lifetime",
        "longer, with a caller",
        updated(API, {"name": "Orders", "token_lifetime": DAY}, {"token_lifetime": 3 * DAY}),
        context=KNOWN,
    ),
    *(
        scene(
            "api-token-lifetime",
            f"longer, for an application that is left after {days} days",
            updated(API, {"token_lifetime": DAY}, {"token_lifetime": 3 * DAY}),
            context=around(("clients/Slow", "5", renewing(90)), ("clients/Shop", "6", renewing(days))),
        )
        for days in (15, 2)
    ),
    field("api-token-lifetime", API, "spelled out", "token_lifetime", None, DAY),
    field(
        "api-token-lifetime-for-web",
        API,
        "shorter",
        "token_lifetime_for_web",
        7_200,
        3_600,
        silent=("a", "b"),
    ),
    scene(
        "api-token-lifetime-for-web",
        "longer, for one",
        updated(API, {"token_lifetime_for_web": 3_600}, {"token_lifetime_for_web": 7_200}),
        context=around(OLD, NEW, sections=["clients"]),
    ),
    scene(
        "api-token-lifetime-for-web",
        "longer, for nobody",
        updated(API, {"token_lifetime_for_web": 3_600}, {"token_lifetime_for_web": 7_200}),
        context=around(NEW, sections=["clients"]),
    ),
    field("api-token-lifetime-for-web", API, "spelled out", "token_lifetime_for_web", None, 7_200),
    field(
        "api-scopes",
        API,
        "one goes, one comes",
        "scopes",
        [{"value": "read:a"}],
        [{"value": "read:b"}],
        silent=([1], [2]),
    ),
    field(
        "api-scopes",
        API,
        "other words",
        "scopes",
        [{"value": "read:a", "description": "x"}],
        [{"value": "read:a", "description": "y"}],
    ),
    field("api-signature", API, "RS256 to HS256", "signing_alg", "RS256", "HS256", silent=("RS256", 5)),
    field("api-signature", API, "HS256 to RS256", "signing_alg", "HS256", "RS256"),
    *flip("api-offline-access", API, "allow_offline_access"),
    *flip("api-online-access", API, "allow_online_access"),
    *flip("api-online-access-ephemeral", API, "allow_online_access_with_ephemeral_sessions"),
    *flip("api-role-permissions", API, "enforce_policies"),
    *flip("api-consent", API, "skip_consent_for_verifiable_first_party_clients"),
    scene("grant-created", "with scopes", created(GRANT, BODY), context=KNOWN),
    scene("grant-created", "for people", created(GRANT, {**BODY, "subject_type": "user", "scope": []})),
    scene("grant-created", "for every scope", created(GRANT, {**BODY, "allow_all_scopes": True})),
    scene("grant-deleted", "of a program", deleted(GRANT, BODY), context=KNOWN),
    scene(
        "grant-scopes",
        "one goes, one comes",
        updated(GRANT, BODY, {"scope": ["read:b", "read:c"]}),
        context=KNOWN,
    ),
    scene("grant-all-scopes", "every scope", updated(GRANT, BODY, {"allow_all_scopes": True})),
    scene(
        "grant-all-scopes",
        "its scopes alone",
        updated(GRANT, {**BODY, "allow_all_scopes": True}, {"allow_all_scopes": False}),
    ),
    scene("grant-all-scopes", "spelled out", updated(GRANT, BODY, {"allow_all_scopes": False})),
    scene(
        "grant-organizations",
        "in other organizations",
        updated(GRANT, BODY, {"organization_usage": "require"}),
    ),
    scene("role-created", "without people", created(ROLE, {"name": "Clerk"})),
    scene("role-deleted", "with permissions", deleted(ROLE, {"permissions": [may("read:a"), may("read:b")]})),
    scene(
        "role-permissions",
        "one goes, one comes",
        updated(ROLE, {"permissions": [may("read:a")]}, {"permissions": [may("read:b")]}),
        context=KNOWN,
    ),
    scene("organization-created", "without members", created(ORGANIZATION, {"name": "hillside"})),
    scene("organization-deleted", "with its members", deleted(ORGANIZATION, {"name": "hillside"})),
    field(
        "organization-connections",
        ORGANIZATION,
        "one goes, one comes",
        "connections",
        [{"name": "google"}],
        [{"name": "users", "assign_membership_on_login": True}],
    ),
    field(
        "organization-connections", ORGANIZATION, "the last one goes", "connections", [{"name": "google"}], []
    ),
    scene(
        "organization-connections",
        "another way for one",
        update(
            ORGANIZATION,
            {"connections": [{"name": "google", "show_as_button": False}, {"name": "users"}]},
            {
                "connections": [
                    {"name": "google", "show_as_button": True},
                    {"name": "users", "show_as_button": True, "assign_membership_on_login": False},
                ]
            },
            ALL["organizations"],
        ),
        updated(
            ORGANIZATION,
            {"connections": [{"show_as_button": True}]},
            {"connections": [{"show_as_button": False}]},
        ),
    ),
)
