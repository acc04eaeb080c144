"""Roles: named sets of API permissions that are granted to users."""

from deploy_cli.core.resource_type import AddedAndRemoved, Child, Collection, Directory, Reference
from deploy_cli.core.values import Object


def _of_the_tenant(role: Object) -> bool:
    """Roles that belong to one organization are that organization's matter."""
    return bool(role.get("type", "tenant") == "tenant")


ROLES = Collection(
    section="roles",
    title="role",
    scope="roles",
    directory=Directory(files="roles/*.json"),
    path="roles",
    where=_of_the_tenant,
    not_managed_with={"owner_id": "it belongs to one organization"},
    create_only=("owner_id", "type"),
    read_only=("id", "permissions[].description", "permissions[].resource_server_name"),
    children=(
        Child(
            field="permissions",
            path="roles/{id}/permissions",
            write=AddedAndRemoved(wrapper="permissions"),
            key=("resource_server_identifier", "permission_name"),
            fields=("permission_name", "resource_server_identifier"),
            references=(Reference(field="resource_server_identifier", to=("resourceServers",), by="key"),),
        ),
    ),
)
