"""Every resource type the tool knows: data on top of the core's vocabulary, one small module each."""

from collections.abc import Mapping
from typing import Final

from deploy_cli.core.resource_type import ResourceType
from deploy_cli.resources.actions import ACTIONS
from deploy_cli.resources.attack_protection import ATTACK_PROTECTION
from deploy_cli.resources.branding import BRANDING
from deploy_cli.resources.client_grants import CLIENT_GRANTS
from deploy_cli.resources.clients import CLIENTS
from deploy_cli.resources.connections import CONNECTIONS
from deploy_cli.resources.databases import DATABASES
from deploy_cli.resources.email_templates import EMAIL_TEMPLATES
from deploy_cli.resources.organizations import ORGANIZATIONS
from deploy_cli.resources.resource_servers import RESOURCE_SERVERS
from deploy_cli.resources.roles import ROLES
from deploy_cli.resources.tenant import TENANT
from deploy_cli.resources.triggers import TRIGGERS

ALL: Final[Mapping[str, ResourceType]] = {
    described.section: described
    for described in (
        ACTIONS,
        ATTACK_PROTECTION,
        BRANDING,
        CLIENT_GRANTS,
        CLIENTS,
        CONNECTIONS,
        DATABASES,
        EMAIL_TEMPLATES,
        ORGANIZATIONS,
        RESOURCE_SERVERS,
        ROLES,
        TENANT,
        TRIGGERS,
    )
}
"""Section → resource type, in alphabetical order of the modules."""
