"""Where the Management API's published description is corrected before it is distilled, and from what."""

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

CORRECTED = {
    "PATCH /attack-protection/suspicious-ip-throttling": "attack-protection-suspicious-ip.update",
    "POST /clients": "clients.create",
    "PATCH /clients/{id}": "clients.update",
    "POST /connections": "connections.create",
    "PATCH /connections/{id}": "connections.update",
    "POST /network-acls": "network-acls.create",
    "PUT /network-acls/{id}": "network-acls.put",
    "PATCH /network-acls/{id}": "network-acls.update",
    "POST /organizations": "organizations.create",
    "PATCH /organizations/{id}": "organizations.update",
    "POST /resource-servers": "resource-servers.create",
    "PATCH /resource-servers/{id}": "resource-servers.update",
    "POST /roles": "roles.create",
    "PATCH /tenants/settings": "tenant-settings.update",
}
"""Bodies whose description lags behind what the API accepts, by file below ``schemas/``."""

UNDESCRIBED_SCOPES = {
    "GET /organizations/{id}/clients": "read:organization_clients",
    "GET /organizations/{id}/clients/{client_id}": "read:organization_clients",
    "POST /organizations/{id}/clients": "create:organization_clients",
    "PATCH /organizations/{id}/clients/{client_id}": "update:organization_clients",
    "DELETE /organizations/{id}/clients": "delete:organization_clients",
    "POST /connections/{id}/directory-provisioning/synchronized-groups": "update:directory_provisionings",
    "DELETE /connections/{id}/directory-provisioning/synchronized-groups": "update:directory_provisionings",
    "GET /guardian/factors/webauthn-roaming/settings": "read:guardian_factors",
    "PUT /guardian/factors/webauthn-roaming/settings": "update:guardian_factors",
    "GET /guardian/factors/webauthn-platform/settings": "read:guardian_factors",
    "PUT /guardian/factors/webauthn-platform/settings": "update:guardian_factors",
    "GET /organizations/{id}/roles/{id}/groups": "read:organization_member_roles",
    "GET /organizations/{id}/roles/{id}/members": "read:organization_member_roles",
    "GET /prompts/mfa-push": "read:prompts",
}
"""Operations that recordings show and the description lacks, or whose counterpart it lacks."""

EMAIL = {"type": "string", "format": "email", "note": "Google Workspace Directory group email"}
_GROUPS = {
    "type": "object",
    "required": ["groups"],
    "properties": {
        "groups": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"type": "string"},
                    "name": {"type": "string"},
                    "email": EMAIL,
                    "direct_members_count": {"type": "integer"},
                },
            },
        }
    },
    "additionalProperties": False,
}
_CLIENT = {
    "type": "object",
    "required": ["client_id"],
    "properties": {"client_id": {"type": "string"}, "use_for_member_access": {"type": "boolean"}},
    "additionalProperties": False,
}

UNDESCRIBED_BODIES: Json = {
    "POST /connections/{id}/directory-provisioning/synchronized-groups": _GROUPS,
    "DELETE /connections/{id}/directory-provisioning/synchronized-groups": _GROUPS,
    "POST /organizations/{id}/clients": {
        "type": "object",
        "required": ["clients"],
        "properties": {"clients": {"type": "array", "minItems": 1, "items": _CLIENT}},
        "additionalProperties": False,
    },
    "DELETE /organizations/{id}/clients": {
        "type": "object",
        "required": ["clients"],
        "properties": {"clients": {"type": "array", "minItems": 1, "items": {"type": "string"}}},
        "additionalProperties": False,
    },
    "PATCH /organizations/{id}/clients/{client_id}": {
        "type": "object",
        "properties": {"use_for_member_access": {"type": "boolean"}},
        "additionalProperties": False,
    },
}
"""Bodies of such operations, as recorded requests and refusals show them."""

_IDENTIFIERS = {
    "type": "object",
    "properties": {
        "login_display": {"type": "string", "enum": ["unified", "separate"]},
        "otp_autocomplete": {"type": "boolean"},
        "phone_display": {"type": "object"},
    },
}
_TOKEN_TYPE = {"type": "string", "format": "uri", "minLength": 8, "maxLength": 100}
NEWER: Json = {
    "EventStreamWebhookBasicAuth": {"properties": {"password": {"type": "string"}}},
    "EventStreamWebhookBearerAuth": {"properties": {"token": {"type": "string"}}},
    "EventStreamWebhookCustomHeaderAuth": {"properties": {"header_value": {"type": "string"}}},
    "ActionTriggerTypeEnum": {"enum": ["mcp-tool"]},
    "ActionSecretRequest": {"required": ["name"]},
    "ConnectionProfileConfig": {"type": ["null"]},
    "ConnectionProfileStrategyOverrides": {"type": ["null"]},
    "CreateBrandingThemeRequestContent": {"properties": {"identifiers": _IDENTIFIERS}},
    "UpdateBrandingThemeRequestContent": {"properties": {"identifiers": _IDENTIFIERS}},
    "SynchronizedGroupPayload": {
        "properties": {
            "name": {"type": "string"},
            "email": EMAIL,
            "direct_members_count": {"type": "integer"},
        }
    },
    "UpdateSettingsRequestContent": {"properties": {"enable_ulp_wcag_compliance": {"type": "boolean"}}},
    "CreateTokenExchangeProfileRequestContent": {"properties": {"subject_token_type": _TOKEN_TYPE}},
    "UpdateTokenExchangeProfileRequestContent": {"properties": {"subject_token_type": _TOKEN_TYPE}},
}
"""What requests hold and the description lacks: some of it is younger, some it shows for answers only."""

KNOWN_QUERY: Json = {
    "take": {"type": "integer", "minimum": 1, "maximum": 100},
    "page": {"type": "integer", "minimum": 0},
    "per_page": {"type": "integer", "minimum": 0, "maximum": 100},
    "include_totals": {"type": "boolean"},
    "include_fields": {"type": "boolean"},
}
"""Query parameters that mean the same wherever they are taken."""

UNDESCRIBED_LISTS = {
    "GET /organizations/{id}/clients": "clients",
    "GET /organizations/{id}/roles/{id}/members": "members",
    "GET /organizations/{id}/roles/{id}/groups": "groups",
}
"""Lists by checkpoint, and the field that holds their items."""

PATH_FORMATS: Json = {
    "/event-streams/{id}": {
        "id": {
            "type": "string",
            "format": "event-stream-id",
            "note": "Unique identifier for the event stream",
        }
    }
}
"""Parts of paths that are refused when their form is wrong, with what the refusal calls them."""

UNDESCRIBED_QUERY = {
    "GET /roles": ("type", "owner_id"),
    "GET /logs": ("q",),
    "GET /connections/{id}/directory-provisioning/synchronized-groups": ("q",),
    "GET /organizations/{id}/clients": ("take", "from"),
    "GET /organizations/{id}/roles/{id}/members": ("take", "from"),
    "GET /organizations/{id}/roles/{id}/groups": ("take", "from"),
    "GET /organizations/{id}/client-grants": ("from", "take"),
}
