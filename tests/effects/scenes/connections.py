"""Connections and databases."""

from typing import Final

from tests.effects.scene import Scene, field, flip, scene
from tests.effects.told import around, created, deleted, updated

GOOGLE: Final = "connections/google"
USERS: Final = "databases/users"
ONE: Final = {"enabled_clients": ["Shop"]}
NONE: Final[dict[str, list[str]]] = {"enabled_clients": []}
ALL: Final = ("connections", "databases")

SCENES: Final[tuple[Scene, ...]] = (
    scene("connection-created", "nobody uses it", created(GOOGLE, {"strategy": "google-oauth2"})),
    scene("connection-created", "one uses it", created(USERS, ONE)),
    scene(
        "connection-deleted",
        "through which people log in",
        deleted(GOOGLE, {"enabled_clients": ["Shop", "Portal"]}),
    ),
    scene("database-deleted", "with everybody in it", deleted(USERS, ONE)),
    field(
        "connection-enabled-clients",
        GOOGLE,
        "one goes, one comes",
        "enabled_clients",
        ["Old"],
        ["New"],
        silent=([1], [2]),
    ),
    scene(
        "connection-enabled-clients",
        "the last way to log in",
        updated(GOOGLE, ONE, NONE),
        context=around((USERS, "2", NONE), files={GOOGLE: NONE}, sections=ALL),
    ),
    scene(
        "connection-enabled-clients",
        "another way is left",
        updated(GOOGLE, ONE, NONE),
        context=around((USERS, "2", ONE), files={GOOGLE: NONE}, sections=ALL),
    ),
    scene(
        "connection-enabled-clients",
        "nobody logs in there anyway",
        updated(GOOGLE, ONE, NONE),
        context=around(
            ("clients/Shop", "3", {"grant_types": ["client_credentials"]}), files={GOOGLE: NONE}, sections=ALL
        ),
    ),
    field(
        "password-strength", USERS, "weaker", "options.passwordPolicy", "good", "low", silent=("good", "odd")
    ),
    field("password-strength", USERS, "stronger", "options.passwordPolicy", "low", "good"),
    field(
        "database-scripts",
        USERS,
        "other code",
        "options.customScripts",
        {"login": "a"},
        {"login": "b", "create": "c"},
    ),
    *flip("database-brute-force", USERS, "options.brute_force_protection", default=True),
    *flip("database-signup", USERS, "options.disable_signup"),
    *flip("database-own-password-change", USERS, "options.disable_self_service_change_password"),
    *flip("database-username", USERS, "options.requires_username"),
    *flip("database-import", USERS, "options.import_mode"),
    *flip("database-own", USERS, "options.enabledDatabaseCustomization"),
)
