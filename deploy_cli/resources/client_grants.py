"""Client grants: which client may ask for which scopes of an API, on its own behalf or its users'."""

from deploy_cli.core.call import Paging
from deploy_cli.core.resource_type import Collection, Directory, Reference
from deploy_cli.core.values import Object


def _is_system(grant: Object) -> bool:
    """Grants that Auth0 keeps for itself, and those that stand for a kind of client rather than one."""
    return grant.get("is_system") is True or "client_id" not in grant


CLIENT_GRANTS = Collection(
    section="clientGrants",
    title="client grant",
    scope="client_grants",
    directory=Directory(files="grants/*.json"),
    path="client-grants",
    identity=("client_id", "audience", "subject_type"),
    identity_defaults={"subject_type": "client"},
    not_managed_with={"default_for": "it stands for a kind of client, not for one"},
    paging=Paging.CHECKPOINT,
    protected=_is_system,
    create_only=("audience", "client_id", "default_for", "subject_type"),
    read_only=("id", "is_system"),
    sets=("authorization_details_types", "scope"),
    references=(
        Reference(field="audience", to=("resourceServers",), by="key"),
        Reference(field="client_id", to=("clients",)),
    ),
)
