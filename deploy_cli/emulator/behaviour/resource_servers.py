"""Resource servers: the APIs that tokens are for."""

import hashlib
from base64 import urlsafe_b64encode

from deploy_cli.emulator.call import Call
from deploy_cli.emulator.kind import Absent, Collection, Unique
from deploy_cli.emulator.refusal import Refused, invalid
from deploy_cli.emulator.store import Where
from deploy_cli.emulator.values import Object

POLICIES: Object = {"client": {"policy": "require_client_grant"}, "user": {"policy": "allow_all"}}
SYSTEM_FIELDS = {
    *("token_lifetime", "token_lifetime_for_web", "proof_of_possession", "authorization_policy"),
    *("skip_consent_for_verifiable_first_party_clients", "subject_type_authorization"),
}
"""What may be changed of an API that the service itself owns."""


def _change(call: Call, old: Object | None, new: Object) -> Object:
    if old is None:
        new = _activated(call, new) if _system_name(call, new["identifier"]) else new
        if new.get("signing_alg") == "HS256":
            new.setdefault("signing_secret", call.new_id("*32"))
    elif old.get("is_system") and not call.sent().keys() <= SYSTEM_FIELDS:
        raise invalid("System resource servers cannot be patched.")
    if new["token_lifetime_for_web"] > new["token_lifetime"]:
        if "token_lifetime_for_web" in call.sent():
            raise invalid("token_lifetime_for_web must not be greater than token_lifetime")
        new["token_lifetime_for_web"] = new["token_lifetime"]
    return _with_thumbprint(new)


def _with_thumbprint(new: Object) -> Object:
    """Of the key that tokens are encrypted with only the thumbprint is kept in sight."""
    encryption = new.get("token_encryption")
    if isinstance(encryption, dict) and "pem" in encryption.get("encryption_key", {}):
        key = {name: value for name, value in encryption["encryption_key"].items() if name != "pem"}
        digest = hashlib.sha256(encryption["encryption_key"]["pem"].encode()).digest()
        key.setdefault("thumbprint_sha256", urlsafe_b64encode(digest).decode().rstrip("="))
        return new | {"token_encryption": {**encryption, "encryption_key": key}}
    return new


def _show(call: Call, server: Object) -> Object:
    """A client of the type ``resource_server`` shows on the API that it stands for."""
    client = call.store.find("/clients", "resource_server_identifier", server["identifier"])
    return server if client is None else server | {"client_id": client["client_id"]}


def _system_name(call: Call, identifier: str) -> str | None:
    names = {"me": "Auth0 My Account API", "my-org": "Auth0 My Organization API"}
    return next(
        (name for path, name in names.items() if identifier == f"https://{call.tenant.domain}/{path}/"), None
    )


def _activated(call: Call, new: Object) -> Object:
    """The service's own APIs come to be when somebody asks for their identifier."""
    return new | {
        "name": _system_name(call, new["identifier"]),
        "is_system": True,
        "token_lifetime": 600,
        "token_lifetime_for_web": 600,
    }


def _farewell(call: Call, server: Object) -> None:
    if server.get("is_system"):
        raise Refused(400, "System resource servers cannot be deleted.", "operation_not_supported")
    its_own = Where("json_extract(body, '$.audience') = ?", (server["identifier"],))
    for grant in call.store.matching("/client-grants", its_own):
        call.store.delete("/client-grants", grant["id"])


KINDS = (
    Collection(
        path="/resource-servers",
        form="*24h",
        aliases=("identifier",),
        defaults={
            "allow_offline_access": False,
            "skip_consent_for_verifiable_first_party_clients": False,
            "subject_type_authorization": POLICIES,
            "token_lifetime": 86400,
            "token_lifetime_for_web": 7200,
            "signing_alg": "RS256",
        },
        absent=Absent("The resource server does not exist", "inexistent_resource_server"),
        unique=(
            Unique(
                ("identifier",),
                "A resource server with the same identifier already exists.",
                "identifier_exists",
            ),
        ),
        filters={"identifiers": "json_extract(body, '$.identifier') = ?"},
        forgiving=True,
        change=_change,
        show=_show,
        farewell=_farewell,
    ),
)
