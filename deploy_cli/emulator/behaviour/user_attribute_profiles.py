"""User attribute profiles."""

from deploy_cli.emulator.call import Call
from deploy_cli.emulator.kind import Absent, Collection, Unique
from deploy_cli.emulator.values import Object, filled

CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
USER_ID: Object = {
    "oidc_mapping": "sub",
    "saml_mapping": [f"{CLAIMS}/nameidentifier", f"{CLAIMS}/upn", f"{CLAIMS}/name"],
    "scim_mapping": "externalId",
}


def _change(call: Call, old: Object | None, new: Object) -> Object:
    return new | {"user_id": filled(new.get("user_id", {}), USER_ID)}


KINDS = (
    Collection(
        path="/user-attribute-profiles",
        form="uap_*22",
        absent=Absent("User attribute profile not found."),
        unique=(Unique(("name",), "User attribute profile conflict."),),
        forgiving=True,
        change=_change,
    ),
)
