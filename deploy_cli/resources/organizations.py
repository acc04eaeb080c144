"""Organizations: the customers of a business, each with the connections its members sign in through."""

from deploy_cli.core.call import Paging
from deploy_cli.core.resource_type import Child, Collection, Directory, EachWritten, Reference

ORGANIZATIONS = Collection(
    section="organizations",
    title="organization",
    scope="organizations",
    directory=Directory(files="organizations/*.json"),
    path="organizations",
    paging=Paging.CHECKPOINT,
    read_only=("client", "id"),
    unmanaged=(
        "client_grants",
        "clients",
        "connections[].is_enabled",
        "connections[].organization_access_level",
        "connections[].organization_connection_name",
        "discovery_domains",
    ),
    children=(
        Child(
            field="connections",
            path="organizations/{id}/enabled_connections",
            scope="organization_connections",
            write=EachWritten(id_field="connection_id", written_as="name"),
            wrapper="enabled_connections",
            key=("name",),
            fields=("assign_membership_on_login", "is_signup_enabled", "name", "show_as_button"),
            references=(Reference(field="name", to=("connections", "databases")),),
        ),
    ),
)
