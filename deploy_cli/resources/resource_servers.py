"""Resource servers: the APIs that access tokens are issued for."""

from deploy_cli.core.resource_type import Collection, Directory, Hooks
from deploy_cli.core.values import Object


def _is_management_api(server: Object) -> bool:
    """The Management API itself: deploying to it could lock the tool out."""
    return server.get("is_system") is True and str(server.get("identifier", "")).endswith("/api/v2/")


def _is_system(server: Object) -> bool:
    """Auth0's own APIs can be switched on and tuned, but refuse to be deleted."""
    return server.get("is_system") is True


def _hide_fixed_fields(live: Object, desired: Object) -> Object:
    """Show of a system API only what can be set: its name and scopes belong to Auth0, whatever a file says."""
    if not _is_system(live):
        return live
    return {**live, **{name: desired[name] for name in ("name", "scopes") if name in desired}}


RESOURCE_SERVERS = Collection(
    section="resourceServers",
    title="API",
    scope="resource_servers",
    directory=Directory(files="resource-servers/*.json"),
    path="resource-servers",
    identity=("identifier",),
    protected=_is_management_api,
    undeletable=_is_system,
    create_only=("identifier",),
    read_only=("client_id", "id", "is_system", "token_encryption.encryption_key.thumbprint_sha256"),
    secret=("signing_secret",),
    write_only=("token_encryption.encryption_key.pem",),
    keyed={"authorization_details": ("type",), "scopes": ("value",)},
    hooks=Hooks(normalize=_hide_fixed_fields),
)
