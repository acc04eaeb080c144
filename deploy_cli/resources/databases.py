"""Databases: connections whose users Auth0 keeps itself, or looks up with scripts."""

from deploy_cli.core.call import Paging
from deploy_cli.core.resource_type import Collection, Directory, Reference
from deploy_cli.core.values import Object
from deploy_cli.resources.connections import ENABLED_CLIENTS


def _is_database(connection: Object) -> bool:
    return connection.get("strategy") == "auth0"


DATABASES = Collection(
    section="databases",
    title="database",
    scope="connections",
    directory=Directory(files="database-connections/*/database.json", moved={"customScripts": "options"}),
    path="connections",
    paging=Paging.CHECKPOINT,
    where=_is_database,
    implied={"strategy": "auth0"},
    create_only=("name", "strategy"),
    read_only=("id", "provisioning_ticket_url"),
    secret=("options.client_secret",),
    write_only=("options.configuration.*",),
    sets=(
        "options.non_persistent_attrs",
        "options.password_dictionary.dictionary",
        "options.password_options.complexity.character_types",
        "options.password_options.dictionary.custom",
        "options.password_options.profile_data.blocked_fields",
        "realms",
    ),
    texts={"options.customScripts.*": ".js"},
    references=(Reference(field="options.custom_password_hash.action_id", to=("actions",)),),
    children=(ENABLED_CLIENTS,),
)
