"""Connections: where users come from, other than the tenant's own databases."""

from typing import Final

from deploy_cli.core.call import Paging
from deploy_cli.core.resource_type import Child, Collection, Directory, Reference, Switched
from deploy_cli.core.values import Object

ENABLED_CLIENTS: Final = Child(
    field="enabled_clients",
    path="connections/{id}/clients",
    write=Switched(id_field="client_id", at_once=50),
    paging=Paging.CHECKPOINT,
    wrapper="clients",
    page_size=1000,
    references=(Reference(field="", to=("clients",)),),
)
"""The clients that users of a connection may sign in to."""


def _is_no_database(connection: Object) -> bool:
    return connection.get("strategy") != "auth0"


CONNECTIONS = Collection(
    section="connections",
    title="connection",
    scope="connections",
    directory=Directory(files="connections/*.json"),
    path="connections",
    paging=Paging.CHECKPOINT,
    where=_is_no_database,
    required=("strategy",),
    create_only=("name", "strategy"),
    read_only=("id", "provisioning_ticket_url"),
    secret=(
        "options.admin_access_token",
        "options.admin_refresh_token",
        "options.app_secret",
        "options.client_secret",
        "options.decryptionKey",
        "options.gateway_authentication.secret",
        "options.signing_key",
        "options.twilio_token",
    ),
    write_only=("options.metadataXml",),
    unmanaged=("directory_provisioning_configuration", "scim_configuration"),
    sets=(
        "options.allowed_audiences",
        "options.domain_aliases",
        "options.freeform_scopes",
        "options.id_token_signed_response_algs",
        "options.ips",
        "options.non_persistent_attrs",
        "options.scope",
        "realms",
    ),
    texts={"options.email.body": ".html", "options.scripts.*": ".js"},
    references=(Reference(field="options.idpinitiated.client_id", to=("clients",)),),
    children=(ENABLED_CLIENTS,),
)
