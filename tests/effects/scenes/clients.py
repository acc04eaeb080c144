"""Applications: that they come, go and change."""

from dataclasses import replace
from typing import Final

from deploy_cli.core.plan import Action, Cause
from tests.effects.scene import Scene, field, flip, scene
from tests.effects.told import around, created, deleted, updated

SHOP: Final = "clients/Shop"
SPA: Final = {"app_type": "spa", "grant_types": ["authorization_code", "refresh_token"]}
CODE: Final = ["authorization_code"]

SCENES: Final[tuple[Scene, ...]] = (
    scene("client-created", "nothing is said", created(SHOP, {"name": "Shop"})),
    scene(
        "client-created",
        "everything is dangerous",
        created(
            SHOP,
            {
                "grant_types": ["implicit", "password"],
                "callbacks": ["https://*.acme.example"],
                "cross_origin_authentication": True,
            },
        ),
    ),
    scene("client-created", "of a stranger", created(SHOP, {"is_first_party": False})),
    scene("client-created", "replaced", replace(created(SHOP, SPA), cause=Cause.REPLACED)),
    scene("client-deleted", "people log in to it", deleted(SHOP, SPA)),
    scene("client-deleted", "programs use it", deleted(SHOP, {"grant_types": ["client_credentials"]})),
    scene(
        "client-renamed",
        "another name",
        replace(
            updated("clients/Storefront", {"name": "Shop"}, {"name": "Storefront"}), action=Action.RENAME
        ),
    ),
    field("client-secret", SHOP, "another secret", "client_secret", "old", "new"),
    field(
        "client-authentication",
        SHOP,
        "no proof",
        "token_endpoint_auth_method",
        "client_secret_post",
        "none",
        silent=("a", 5),
    ),
    field(
        "client-authentication",
        SHOP,
        "other proof",
        "token_endpoint_auth_method",
        "none",
        "client_secret_post",
    ),
    field(
        "client-authentication-methods",
        SHOP,
        "keys",
        "client_authentication_methods",
        {"tls_client_auth": {}},
        {"private_key_jwt": {"a": 1}},
    ),
    field(
        "client-kind", SHOP, "to a page in the browser", "app_type", "regular_web", "spa", silent=("spa", 5)
    ),
    field("client-kind", SHOP, "to a server", "app_type", "spa", "regular_web"),
    field(
        "client-allowed-clients",
        SHOP,
        "one goes, one comes",
        "allowed_clients",
        ["Old"],
        ["New"],
        silent=([1], [2]),
    ),
    field(
        "client-organizations",
        SHOP,
        "members alone",
        "organization_usage",
        "allow",
        "require",
        silent=("x", "y"),
    ),
    field("client-organizations", SHOP, "members, too", "organization_usage", "deny", "allow"),
    field("client-organizations", SHOP, "spelled out", "organization_usage", None, "deny"),
    field(
        "client-back-channel",
        SHOP,
        "one goes, one comes",
        "oidc_logout",
        {"backchannel_logout_urls": ["https://a"]},
        {"backchannel_logout_urls": ["https://b"]},
        silent=({"x": 1}, {"x": 2}),
    ),
    *flip("client-cross-origin", SHOP, "cross_origin_authentication"),
    *flip("client-conformant", SHOP, "oidc_conformant"),
    *flip("client-first-party", SHOP, "is_first_party", default=True),
    *flip("client-pushed-requests", SHOP, "require_pushed_authorization_requests"),
    *flip("client-sso-disabled", SHOP, "sso_disabled"),
    field(
        "client-grant-types",
        SHOP,
        "all that lock out go",
        "grant_types",
        [*CODE, "implicit", "password", "client_credentials", "x:y"],
        [],
        silent=([1], [2]),
    ),
    field(
        "client-grant-types",
        SHOP,
        "all that weaken come",
        "grant_types",
        [],
        [
            *CODE,
            "implicit",
            "password",
            "client_credentials",
            "urn:ietf:params:oauth:grant-type:device_code",
            "x:y",
        ],
    ),
    field(
        "client-grant-types",
        SHOP,
        "second factors",
        "grant_types",
        CODE,
        [*CODE, "http://auth0.com/oauth/grant-type/mfa-otp"],
    ),
    field(
        "addresses-callbacks",
        SHOP,
        "one goes, one comes",
        "callbacks",
        ["https://old/cb", "https://stays"],
        ["https://stays", "https://new/cb"],
        silent=([1], [2]),
    ),
    field("addresses-callbacks", SHOP, "the last one goes", "callbacks", ["https://old/cb"], []),
    field(
        "addresses-callbacks",
        SHOP,
        "that of a developer goes",
        "callbacks",
        ["http://localhost:3000/cb", "https://x"],
        ["https://x"],
    ),
    field(
        "addresses-callbacks",
        SHOP,
        "it fits one that stays",
        "callbacks",
        ["https://a.acme.example", "https://*.acme.example"],
        ["https://*.acme.example"],
    ),
    field(
        "addresses-callbacks",
        SHOP,
        "it does not fit one that stays",
        "callbacks",
        ["https://a.b.acme.example/cb?x=[1]", "https://*.acme.example"],
        ["https://*.acme.example"],
    ),
    field(
        "addresses-callbacks",
        SHOP,
        "an open one with a star comes",
        "callbacks",
        ["https://x"],
        ["https://x", "http://*.acme.example"],
    ),
    field(
        "addresses-callbacks",
        SHOP,
        "dangerous ones come",
        "callbacks",
        ["https://x"],
        ["https://x", "https://*.acme.example", "http://acme.example", "http://127.0.0.1/cb"],
    ),
    scene(
        "addresses-callbacks",
        "the same in an environment of developers",
        updated(
            SHOP,
            {"callbacks": ["https://x"]},
            {"callbacks": ["https://x", "https://*.acme.example", "http://localhost/cb"]},
        ),
        context=around(environment="acme-dev"),
    ),
    scene(
        "addresses-callbacks",
        "a native app comes back to the device",
        updated(SHOP, {"app_type": "native", "callbacks": []}, {"callbacks": ["http://127.0.0.1/cb"]}),
    ),
    field(
        "addresses-allowed-logout-urls",
        SHOP,
        "one goes, one comes",
        "allowed_logout_urls",
        ["https://a"],
        ["https://*.b.example"],
        silent=([1], [2]),
    ),
    field(
        "addresses-web-origins",
        SHOP,
        "one goes, one comes",
        "web_origins",
        ["https://a"],
        ["https://*.b.example"],
        silent=([1], [2]),
    ),
    field(
        "addresses-allowed-origins",
        SHOP,
        "one goes, one comes",
        "allowed_origins",
        ["https://a"],
        ["http://b.example"],
        silent=([1], [2]),
    ),
)
