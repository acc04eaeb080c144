"""The triggers of actions and what is bound to them."""

from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Document
from deploy_cli.emulator.paging import paged_items
from deploy_cli.emulator.refusal import Refused, invalid, missing
from deploy_cli.emulator.values import Object

ACTIONS = "/actions/actions"
BINDINGS = "/actions/triggers/{triggerId}/bindings"
KIND = Document(path=BINDINGS, initial={"bindings": []})
BOTH = ("node18-actions", "node22")
NEW = ("node22",)

TRIGGERS: tuple[tuple[str, str, str, tuple[str, ...], str, str], ...] = (
    ("post-login", "v1", "DEPRECATED", NEW, "node12", "trigger-bound"),
    ("post-login", "v3", "CURRENT", BOTH, "node22", "trigger-bound"),
    ("post-login", "v2", "DEPRECATED", ("node18", "node22"), "node16", "trigger-bound"),
    ("credentials-exchange", "v2", "CURRENT", BOTH, "node22", "trigger-bound"),
    ("credentials-exchange", "v1", "DEPRECATED", NEW, "node12", "trigger-bound"),
    ("pre-user-registration", "v2", "CURRENT", BOTH, "node22", "trigger-bound"),
    ("pre-user-registration", "v1", "DEPRECATED", NEW, "node12", "trigger-bound"),
    ("post-user-registration", "v1", "DEPRECATED", NEW, "node12", "trigger-bound"),
    ("post-user-registration", "v2", "CURRENT", BOTH, "node22", "trigger-bound"),
    ("post-change-password", "v2", "CURRENT", BOTH, "node22", "trigger-bound"),
    ("post-change-password", "v1", "DEPRECATED", NEW, "node12", "trigger-bound"),
    ("send-phone-message", "v1", "DEPRECATED", NEW, "node12", "trigger-bound"),
    ("send-phone-message", "v2", "CURRENT", BOTH, "node22", "trigger-bound"),
    ("password-reset-post-challenge", "v1", "CURRENT", BOTH, "node22", "trigger-bound"),
    ("custom-phone-provider", "v1", "CURRENT", BOTH, "node22", "trigger-bound"),
    ("custom-email-provider", "v1", "CURRENT", BOTH, "node22", "trigger-bound"),
    ("custom-token-exchange", "v1", "CURRENT", ("node18", "node22"), "node22", "entity-bound"),
    ("event-stream", "v1", "CURRENT", NEW, "node22", "entity-bound"),
    ("password-hash-migration", "v1", "CURRENT", NEW, "node22", "entity-bound"),
    ("mcp-tool", "v1", "CURRENT", NEW, "node22", "entity-bound"),
)
"""Id, version, status, runtimes, default runtime and what binds the actions."""

COMPATIBLE = {("post-login", "v3"): [{"id": "post-login", "version": "v2"}]}


def triggers(call: Call) -> Answer:
    """All triggers in all versions."""
    return call.answer({"triggers": [_trigger(*row) for row in TRIGGERS]})


def current_version(trigger: str) -> str:
    """The version that a trigger has when nobody says which."""
    return next((row[1] for row in TRIGGERS if row[0] == trigger and row[2] == "CURRENT"), "v1")


def bindings(call: Call) -> Answer:
    """The actions bound to a trigger, in the order in which they run."""
    shown = [_shown(call, one) for one in bound(call, call.values[0])]
    return call.answer(paged_items(call, shown))


def bind(call: Call) -> Answer:
    """Bind these actions and no others; each binding is a new one."""
    trigger = call.values[0]
    made = [_binding(call, trigger, given) for given in call.sent().get("bindings", ())]
    rebind(call, trigger, made)
    return call.answer({"bindings": [_shown(call, one) for one in made]})


def is_bound(call: Call, action_id: str) -> bool:
    """Whether some trigger runs an action."""
    return any(one.get("action_id") == action_id for one in _all_bound(call))


def unbind(call: Call, action_id: str) -> None:
    """Let no trigger run an action any more."""
    for key in call.store.keys(BINDINGS):
        trigger = key.rstrip("/")
        rebind(call, trigger, [one for one in bound(call, trigger) if one.get("action_id") != action_id])


def bound(call: Call, trigger: str) -> list[Object]:
    """What is bound to a trigger, as it is kept."""
    kept: list[Object] = (call.store.get(BINDINGS, f"{trigger}/") or {}).get("bindings", [])
    return kept


def rebind(call: Call, trigger: str, bindings: list[Object]) -> None:
    """Keep what is bound to a trigger."""
    call.store.put(BINDINGS, f"{trigger}/", {"bindings": bindings})


def _all_bound(call: Call) -> list[Object]:
    return [one for document in call.store.page(BINDINGS) for one in document.get("bindings", ())]


def _binding(call: Call, trigger: str, given: Object) -> Object:
    action = _referred(call, given.get("ref") or {})
    if not any(one["id"] == trigger for one in action["supported_triggers"]):
        raise invalid(f"The action {action['name']} does not support the trigger {trigger}")
    if "deployed_version" not in action:
        raise Refused(400, f"The action {action['name']} must be deployed before it can be bound")
    return {
        "id": call.new_id("uuid"),
        "trigger_id": trigger,
        "action_id": action["id"],
        "created_at": call.now("ns"),
        "updated_at": call.now("ns"),
        "display_name": given.get("display_name", action["name"]),
    }


def _referred(call: Call, ref: Object) -> Object:
    value = str(ref.get("value", ""))
    match ref.get("type"):
        case "action_id":
            found = call.store.get(ACTIONS, value)
        case "action_name":
            found = call.store.find(ACTIONS, "name", value)
        case _:
            binding = next((one for one in _all_bound(call) if one["id"] == value), None)
            found = call.store.get(ACTIONS, binding["action_id"]) if binding else None
    if found is None:
        raise missing("That action does not exist.")
    return found


def _shown(call: Call, binding: Object) -> Object:
    if "action_id" not in binding:
        return binding
    action = call.store.get(ACTIONS, binding["action_id"]) or {}
    names = (
        "id",
        "name",
        "supported_triggers",
        "created_at",
        "updated_at",
        "current_version",
        "deployed_version",
    )
    shown = {name: action[name] for name in names if name in action} | {"all_changes_deployed": False}
    kept = {name: value for name, value in binding.items() if name != "action_id"}
    return kept | {"action": shown}


def _trigger(
    name: str, version: str, status: str, runtimes: tuple[str, ...], default: str, policy: str
) -> Object:
    return {
        "id": name,
        "version": version,
        "status": status,
        "runtimes": list(runtimes),
        "default_runtime": default,
        "binding_policy": policy,
        "compatible_triggers": COMPATIBLE.get((name, version), []),
    }
