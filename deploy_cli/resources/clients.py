"""Clients: the applications that may sign users in."""

from deploy_cli.core.resource_type import Collection, Directory, Hooks, Reference
from deploy_cli.core.values import Object


def _is_global(client: Object) -> bool:
    """Auth0 keeps one hidden client per tenant for the classic login page."""
    return client.get("global") is True


def _trust_credentials(live: Object, desired: Object) -> Object:
    """Take the credentials of a client for those of the files where its authentication methods are the same.

    Auth0 takes keys on a create only and answers their ids, not the keys themselves; whether a key is another one
    cannot be seen, whether the method is can.
    """
    shown = dict(live)
    for name in ("client_authentication_methods", "signed_request_object"):
        want, have = desired.get(name), live.get(name)
        if isinstance(want, dict) and isinstance(have, dict) and want.keys() == have.keys():
            shown[name] = _with_credentials_of(want, have)
    return shown


def _with_credentials_of(want: Object, have: Object) -> Object:
    """Return ``have`` with every list of credentials taken from ``want``, however deep."""
    return {
        key: want.get(key, value)
        if key == "credentials"
        else _with_credentials_of(want[key], value)
        if isinstance(value, dict) and isinstance(want.get(key), dict)
        else value
        for key, value in have.items()
    }


def _as_auth0_takes_it(body: Object, desired: Object, live: Object) -> Object:
    """Complete the refresh-token block, and clear back-channel logout by the name under which it can be cleared.

    Auth0 answers the setting under two names that mirror each other; only a null under the old one was ever seen to
    clear it (`clients.md` section 4).
    """
    body = _complete_refresh_token(body, desired, live)
    if body.get("oidc_logout", {}) is not None:
        return body
    return {key: value for key, value in body.items() if key != "oidc_logout"} | {
        "oidc_backchannel_logout": None
    }


def _complete_refresh_token(body: Object, desired: Object, live: Object) -> Object:
    """Fill in the lifetimes that an infinite policy leaves out, with the numbers Auth0 itself stores there.

    Auth0 answers all seven fields of the block (`clients.md` section 4, 85 recorded creates), and whether it keeps
    those that a write leaves out was never observed; so the block is always sent complete.
    """
    block = body.get("refresh_token")
    if not isinstance(block, dict) or live:
        return body
    confidential = desired.get("token_endpoint_auth_method") == "client_secret_post"
    absolute, idle = (31_557_600, 2_592_000) if confidential else (2_592_000, 1_296_000)
    expiring = block.get("expiration_type") == "expiring"
    defaults: Object = {
        "leeway": 0,
        "infinite_token_lifetime": not expiring,
        "infinite_idle_token_lifetime": not expiring,
    }
    if not expiring or block.get("infinite_token_lifetime") is True:
        defaults["token_lifetime"] = absolute
    if not expiring or block.get("infinite_idle_token_lifetime") is True:
        defaults["idle_token_lifetime"] = max(1, min(idle, block.get("token_lifetime", absolute) - 1))
    return {**body, "refresh_token": {**defaults, **block}}


CLIENTS = Collection(
    section="clients",
    title="client",
    scope="clients",
    field_scopes={"client_secret": "update:client_keys"},
    directory=Directory(files="clients/*.json"),
    path="clients",
    server_id="client_id",
    query={"is_global": "false"},
    protected=_is_global,
    create_only=("client_authentication_methods", "resource_server_identifier", "third_party_security_mode"),
    read_only=(
        "callback_url_template",
        "client_authentication_methods.*.credentials[].created_at",
        "client_authentication_methods.*.credentials[].thumbprint_sha256",
        "client_authentication_methods.*.credentials[].updated_at",
        "client_id",
        "config_route",
        "encrypted",
        "external_metadata_created_by",
        "external_metadata_type",
        "global",
        "jwks_uri",
        "owners",
        "signed_request_object.credentials[].created_at",
        "signed_request_object.credentials[].updated_at",
        "signing_keys",
        "tenant",
    ),
    former_names={
        "cross_origin_auth": "cross_origin_authentication",
        "oidc_backchannel_logout": "oidc_logout",
    },
    update_only=("client_secret",),
    secret=(
        "addons.azure_blob.storageAccessKey",
        "addons.azure_sb.sasKey",
        "addons.firebase.private_key",
        "addons.firebase.secret",
        "addons.layer.privateKey",
        "addons.sap_api.servicePassword",
        "addons.wams.masterkey",
        "client_secret",
    ),
    unmanaged=("express_configuration", "token_vault_privileged_access"),
    not_managed_with={"external_client_id": "its own metadata document describes it"},
    sets=(
        "allowed_clients",
        "allowed_logout_urls",
        "allowed_origins",
        "async_approval_notification_channels",
        "callbacks",
        "client_aliases",
        "default_organization.flows",
        "grant_types",
        "mobile.android.sha256_cert_fingerprints",
        "my_organization_configuration.allowed_strategies",
        "oidc_logout.backchannel_logout_initiators.selected_initiators",
        "oidc_logout.backchannel_logout_urls",
        "organization_discovery_methods",
        "refresh_token.policies[].scope",
        "session_transfer.allowed_authentication_methods",
        "token_exchange.allow_any_profile_of_type",
        "web_origins",
    ),
    keyed={"refresh_token.policies": ("audience",)},
    merged=(
        "addons",
        "client_metadata",
        "jwt_configuration",
        "mobile",
        "native_social_login",
        "session_transfer",
        "signed_request_object",
    ),
    texts={"custom_login_page": ".html"},
    references=(
        Reference(field="default_organization.organization_id", to=("organizations",), deferrable=True),
        Reference(
            field="my_organization_configuration.invitation_landing_client_id",
            to=("clients",),
            deferrable=True,
        ),
        Reference(field="refresh_token.policies[].audience", to=("resourceServers",), by="key"),
        Reference(field="resource_server_identifier", to=("resourceServers",), by="key"),
    ),
    policy_field="refresh_token",
    hooks=Hooks(normalize=_trust_credentials, prepare=_as_auth0_takes_it),
)
