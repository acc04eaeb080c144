"""Token exchange profiles."""

from deploy_cli.emulator.call import Call
from deploy_cli.emulator.kind import Absent, Collection, Unique
from deploy_cli.emulator.refusal import Refused
from deploy_cli.emulator.values import Object


def _change(call: Call, old: Object | None, new: Object) -> Object:
    if old is None:
        action = call.store.get("/actions/actions", new["action_id"])
        if action is None:
            raise Refused(400, "Action not found")
        if not any(one["id"] == "custom-token-exchange" for one in action["supported_triggers"]):
            raise Refused(400, "Action must have supported_triggers: custom-token-exchange")
        if "deployed_version" not in action:
            raise Refused(400, "Action is not deployed")
    return new


KINDS = (
    Collection(
        path="/token-exchange-profiles",
        form="tep_*16",
        stamps="ms",
        absent=Absent("Token exchange profile not found."),
        unique=(Unique(("subject_token_type",), "subject_token_type already exists for tenant"),),
        forgiving=True,
        change=_change,
    ),
)
