"""Network access control lists."""

import re

from deploy_cli.emulator import collection
from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Absent, Collection, Unique
from deploy_cli.emulator.refusal import Refused, invalid
from deploy_cli.emulator.values import Object

CURATED = ("auth0.low_reputation", "auth0.icloud_relay_proxy")


def _change(call: Call, old: Object | None, new: Object) -> Object:
    rule = new["rule"]
    if rule.get("action", {}).get("redirect") and "redirect_uri" not in rule["action"]:
        raise invalid("Payload validation error: Action type of `redirect` requires a `redirect_uri`")
    named = [one for side in ("match", "not_match") for one in rule.get(side, {}).get("auth0_managed", ())]
    if unknown := [one for one in named if one not in CURATED]:
        allowed = ", ".join(CURATED)
        raise invalid(
            f"Invalid curated list name(s): {', '.join(unknown)}. Allowed curated list names are: {allowed}"
        )
    return new


def _farewell(call: Call, acl: Object) -> Answer:
    return Answer(200, {"code": 204, "object": ""})


def read(call: Call) -> Answer:
    """One list, with what only the list itself shows."""
    if not re.fullmatch(r"acl_[A-Za-z0-9]{20,22}", call.values[0]):
        form = "acl_XXXXXXXXXXXXXXXXXXXXXX"
        raise Refused(400, f"Network ACL id is not a valid ACL ID in the form '{form}'", "invalid_uri")
    found = collection.seen(call, ACLS, collection.wanted(call, ACLS))
    return call.answer({"tenant_id": call.tenant.name, "deleted_at": None, **found})


ACLS = Collection(
    path="/network-acls",
    form="acl_*22",
    stamps="ms",
    absent=Absent("Network access control list not found."),
    unique=(Unique(("priority",), "A Network ACL with this priority number has already been created."),),
    change=_change,
    farewell=_farewell,
)
KINDS = (ACLS,)
CALLS = {"GET /network-acls/{id}": read}
