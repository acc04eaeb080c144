"""What a new tenant holds, and the client that the embedded emulator deploys as."""

from collections.abc import Iterator
from contextlib import contextmanager

from deploy_cli.emulator import operation
from deploy_cli.emulator.call import Tenant
from deploy_cli.emulator.identifiers import Identifiers
from deploy_cli.emulator.store import TENANT_NOTE, Where
from deploy_cli.emulator.values import Json, Object

DEPLOY_CLIENT_ID = "DeployCliEmulatorClient000000001"
DEPLOY_CLIENT_SECRET = "deploy-cli-emulator-secret-which-is-public-and-opens-nothing-else"  # noqa: S105
"""Known to everyone: the emulator's tenant is nobody's."""

DEPLOY_CLIENT_NAME = "deploy-cli"
MANAGEMENT_API = "Auth0 Management API"
DEFAULT_CONNECTION = "Username-Password-Authentication"

REFRESH_TOKEN: Object = {
    "expiration_type": "non-expiring",
    "leeway": 0,
    "infinite_token_lifetime": True,
    "infinite_idle_token_lifetime": True,
    "token_lifetime": 2_592_000,
    "idle_token_lifetime": 1_296_000,
    "rotation_type": "non-rotating",
}


RESTRICTIONS = "restrictions"
"""The store's name for what the tenant's plan does not have."""


@contextmanager
def present(tenant: Tenant, *, write: bool = True) -> Iterator[None]:
    """A transaction on a store that holds a tenant: a fresh one if it was empty."""
    store = tenant.store
    with store.transaction(write=write):
        known = store.note(TENANT_NOTE)
        if known == tenant.domain:
            yield
            return
    with store.transaction():
        known = store.note(TENANT_NOTE)
        if known is None:
            seed(tenant)
        elif known != tenant.domain:
            _move(tenant, known)
        store.take_note(TENANT_NOTE, tenant.domain)
        yield


def seed(tenant: Tenant) -> None:
    """Put in what a new tenant has."""
    store = tenant.store
    for client in _clients(tenant):
        store.put("/clients", client["client_id"], client, sort="~" if client["global"] else "")
    api = _management_api(tenant)
    store.put("/resource-servers", api["id"], api)
    grant = _grant(tenant, DEPLOY_CLIENT_ID)
    store.put("/client-grants", grant["id"], grant, sort=grant["id"])
    database = _database(tenant)
    store.put("/connections", database["id"], database, sort=database["name"].lower())


def granted(tenant: Tenant, client_id: str, audience: str) -> frozenset[str] | None:
    """The scopes of a client's grant for an audience; nothing if there is none."""
    mine = Where("json_extract(body, '$.client_id') = ?", (client_id,))
    for grant in tenant.store.matching("/client-grants", mine):
        if grant.get("audience") != audience:
            continue
        if grant.get("subject_type", "client") == "client":
            scopes = _scopes_of(tenant, audience) if grant.get("allow_all_scopes") else grant.get("scope", ())
            return frozenset(scopes)
    return None


def _scopes_of(tenant: Tenant, audience: str) -> list[str]:
    api = tenant.store.find("/resource-servers", "identifier", audience) or {}
    return [scope["value"] for scope in api.get("scopes", ())]


def _clients(tenant: Tenant) -> Iterator[Object]:
    new = tenant.identifiers.new
    yield {
        "tenant": tenant.name,
        "global": False,
        "client_id": DEPLOY_CLIENT_ID,
        "client_secret": DEPLOY_CLIENT_SECRET,
        "name": DEPLOY_CLIENT_NAME,
        "app_type": "non_interactive",
        "token_endpoint_auth_method": "client_secret_post",
        "grant_types": ["client_credentials"],
        **_client_extras(tenant.identifiers),
    }
    yield {
        "tenant": tenant.name,
        "global": False,
        "client_id": new("*32"),
        "client_secret": new("*64"),
        "name": "Default App",
        "grant_types": ["authorization_code", "implicit", "refresh_token", "client_credentials"],
        **_client_extras(tenant.identifiers),
    }
    yield {
        "tenant": tenant.name,
        "global": True,
        "callbacks": [],
        "is_first_party": True,
        "name": "All Applications",
        "refresh_token": REFRESH_TOKEN,
        "owners": ["emulator"],
        "custom_login_page_on": True,
        "cross_origin_authentication": True,
        "signing_keys": signing_keys(tenant.identifiers, tenant.domain),
        "client_id": new("*32"),
        "client_secret": new("*64"),
    }


def _client_extras(identifiers: Identifiers) -> Object:
    return {
        "is_token_endpoint_ip_header_trusted": False,
        "is_first_party": True,
        "oidc_conformant": True,
        "sso_disabled": False,
        "cross_origin_authentication": False,
        "custom_login_page_on": True,
        "jwt_configuration": {"alg": "RS256", "lifetime_in_seconds": 36000, "secret_encoded": False},
        "refresh_token": REFRESH_TOKEN,
        "signing_keys": signing_keys(identifiers, "emulator"),
    }


def signing_keys(identifiers: Identifiers, subject: str) -> list[Json]:
    """A stand-in for the certificate pair of a client: opaque texts in the places of the real ones."""
    return [
        {
            "cert": f"-----BEGIN CERTIFICATE-----\n{identifiers.new('*64')}\n-----END CERTIFICATE-----\n",
            "pkcs7": f"-----BEGIN PKCS7-----\n{identifiers.new('*64')}\n-----END PKCS7-----\n",
            "subject": f"/CN={subject}",
        }
    ]


def _management_api(tenant: Tenant) -> Object:
    return {
        "id": tenant.identifiers.new("*24h"),
        "name": MANAGEMENT_API,
        "identifier": tenant.audience,
        "allow_offline_access": False,
        "skip_consent_for_verifiable_first_party_clients": False,
        "subject_type_authorization": {
            "client": {"policy": "require_client_grant"},
            "user": {"policy": "allow_all"},
        },
        "token_lifetime": 86400,
        "token_lifetime_for_web": 7200,
        "signing_alg": "RS256",
        "is_system": True,
        "scopes": [{"value": scope, "description": _described(scope)} for scope in operation.all_scopes()],
    }


def _described(scope: str) -> str:
    act, _, things = scope.partition(":")
    return f"{act.capitalize()} {things.replace('_', ' ')}"


def _grant(tenant: Tenant, client_id: str) -> Object:
    return {
        "id": tenant.identifiers.new("cgr_*16"),
        "client_id": client_id,
        "audience": tenant.audience,
        "scope": list(operation.all_scopes()),
        "subject_type": "client",
    }


def _database(tenant: Tenant) -> Object:
    return {
        "id": tenant.identifiers.new("con_*16"),
        "options": {
            "mfa": {"active": True, "return_enroll_settings": True},
            "passwordPolicy": "good",
            "passkey_options": {
                "challenge_ui": "both",
                "local_enrollment_enabled": True,
                "progressive_enrollment_enabled": True,
            },
            "strategy_version": 2,
            "authentication_methods": {
                "passkey": {"enabled": False},
                "password": {"enabled": True, "api_behavior": "required", "signup_behavior": "allow"},
            },
            "brute_force_protection": True,
        },
        "strategy": "auth0",
        "name": DEFAULT_CONNECTION,
        "is_domain_connection": False,
        "authentication": {"active": True},
        "connected_accounts": {"active": False},
        "realms": [DEFAULT_CONNECTION],
        "enabled_clients": [],
    }


def _move(tenant: Tenant, known: str) -> None:
    """The tenant answers at another domain now: Auth0's own APIs and the grants for them are named after it."""
    old, new = f"https://{known}/", f"https://{tenant.domain}/"
    for kind, field in (("/resource-servers", "identifier"), ("/client-grants", "audience")):
        for item in tenant.store.page(kind):
            name = str(item.get(field, ""))
            if name.startswith(old):
                sort = item["id"] if kind == "/client-grants" else ""
                tenant.store.put(kind, item["id"], item | {field: new + name.removeprefix(old)}, sort=sort)
