"""Actions: built some time after they are written, deployed when somebody asks, bound to triggers."""

from deploy_cli.emulator import collection
from deploy_cli.emulator.behaviour import action_modules, action_triggers
from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Absent, Collection
from deploy_cli.emulator.paging import paged_items
from deploy_cli.emulator.refusal import Refused, missing
from deploy_cli.emulator.values import Object, without

PATH = "/actions/actions"
VERSIONS = "/actions/actions/{actionId}/versions"
BUILT_FROM = ("code", "dependencies", "runtime", "secrets", "modules", "supported_triggers")
"""What makes an action another one to run."""

BUILD_START = 0.3
"""The part of the build time for which a build only waits."""


def _change(call: Call, old: Object | None, new: Object) -> Object:
    sent = call.sent()
    deploy = new.pop("deploy", False)
    if old is None:
        triggers = new["supported_triggers"]
        new["runtime"] = new.get("runtime", "node22")
        new["supported_triggers"] = [
            {"version": action_triggers.current_version(t["id"]), **t} for t in triggers
        ]
        new["code"] = new.get("code", "")
    new["dependencies"] = new.get("dependencies") or []
    if old is None or "secrets" in sent:
        new["secrets"] = action_modules.stamped_secrets(call, old, new, "ns")
    if "modules" in sent:
        new["modules"] = [action_modules.referred(call, one) for one in sent["modules"] or ()]
    new["all_changes_deployed"] = False
    new["written"] = call.tenant.clock()
    if deploy:
        new, _ = _deployed(call, new)
    return new


def _show(call: Call, action: Object) -> Object:
    shown = without(action, ("written", "secrets.*.value"))
    shown["status"] = "pending" if call.operation.method in {"POST", "PATCH"} else _status(call, action)
    if not shown.get("modules"):
        shown.pop("modules", None)
    return shown


def _status(call: Call, action: Object) -> str:
    """How far the build is; an action that was put in as it stands has its own status."""
    if "written" not in action:
        return str(action.get("status", "built"))
    age, whole = call.tenant.clock() - action["written"], call.tenant.build_seconds
    if age >= whole:
        return "built"
    return "building" if age >= whole * BUILD_START else "pending"


def deploy(call: Call) -> Answer:
    """Make a version of the built action and let it run."""
    action = collection.wanted(call, ACTIONS)
    if (status := _status(call, action)) != "built":
        raise Refused(
            400, f"The action must be in the 'built' state before it can be deployed; its state is '{status}'"
        )
    action, version = _deployed(call, action)
    collection.keep(call, ACTIONS, action)
    summary = {name: action[name] for name in ("id", "name", "supported_triggers", "created_at")}
    summary |= {"updated_at": action["updated_at"], "all_changes_deployed": False}
    told = without(_shown_version(version), ("built_at",))
    return call.answer({**told, "deployed": False, "action": summary})


def _deployed(call: Call, action: Object) -> tuple[Object, Object]:
    """The action once it runs, and the version that it runs."""
    now = call.now("ns")
    version = {
        **{name: action[name] for name in BUILT_FROM if name in action},
        "id": call.new_id("uuid"),
        "deployed": True,
        "number": call.store.count(VERSIONS, action["id"]) + 1,
        "built_at": now,
        "status": "built",
        "created_at": now,
        "updated_at": now,
    }
    for old in call.store.page(VERSIONS, action["id"]):
        call.store.put(VERSIONS, old["id"], old | {"deployed": False}, parent=action["id"])
    call.store.put(VERSIONS, version["id"], version, parent=action["id"])
    return action | _running(version), version


def _running(version: Object) -> Object:
    names = ("id", "code", "runtime", "number", "created_at", "updated_at")
    current = {name: version[name] for name in names if name in version}
    current |= {"status": "BUILT", "build_time": version["built_at"]}
    deployed = _shown_version(version)
    return {"current_version": current, "deployed_version": deployed, "all_changes_deployed": True}


def versions(call: Call) -> Answer:
    """The versions of an action, the latest first."""
    action = _parent(call)
    found = [_shown_version(one) for one in reversed(call.store.page(VERSIONS, action["id"]))]
    return call.answer(paged_items(call, found))


def version(call: Call) -> Answer:
    """One version."""
    return call.answer(_shown_version(_version(call)))


def deploy_version(call: Call) -> Answer:
    """Run an older version again: it becomes the draft and a new version."""
    action, old = _parent(call), _version(call)
    draft = {name: old[name] for name in BUILT_FROM if name in old}
    action, made = _deployed(call, action | draft | {"written": call.tenant.clock()})
    collection.keep(call, ACTIONS, action)
    return call.answer(_shown_version(made))


def test(call: Call) -> Answer:
    """Run a draft; the emulator runs no code, so nothing comes of it."""
    collection.wanted(call, ACTIONS)
    return call.answer({"payload": {}})


def _parent(call: Call) -> Object:
    action = call.store.get(PATH, call.values[0])
    if action is None:
        raise missing(ACTIONS.absent.message)
    return action


def _version(call: Call) -> Object:
    found = call.store.get(VERSIONS, call.values[1], call.values[0])
    if found is None:
        raise missing("The action version does not exist.")
    return found


def _shown_version(found: Object) -> Object:
    shown = without(found, ("secrets.*.value",))
    return shown if shown.get("modules") else without(shown, ("modules",))


def _farewell(call: Call, action: Object) -> None:
    if not action_triggers.is_bound(call, action["id"]):
        return
    if not call.query.get("force"):
        raise Refused(400, "The action is bound to a trigger; unbind it first, or delete it with force")
    action_triggers.unbind(call, action["id"])


ACTIONS = Collection(
    path=PATH,
    form="uuid",
    stamps="ns",
    absent=Absent("That action does not exist."),
    filters={
        "triggerId": "EXISTS (SELECT 1 FROM json_each(body, '$.supported_triggers') "
        "WHERE json_extract(value, '$.id') = ?)",
        "actionName": "json_extract(body, '$.name') = ?",
        "deployed": "(json_extract(body, '$.deployed_version') IS NOT NULL) = ?",
        "installed": "(json_extract(body, '$.installed_integration_id') IS NOT NULL) = ?",
    },
    change=_change,
    show=_show,
    farewell=_farewell,
)
KINDS = (ACTIONS, action_modules.KIND, action_triggers.KIND)
CALLS = {
    "POST /actions/actions/{id}/deploy": deploy,
    "POST /actions/actions/{id}/test": test,
    f"GET {VERSIONS}": versions,
    "GET /actions/actions/{actionId}/versions/{id}": version,
    "POST /actions/actions/{actionId}/versions/{id}/deploy": deploy_version,
    "GET /actions/triggers": action_triggers.triggers,
    f"GET {action_triggers.BINDINGS}": action_triggers.bindings,
    f"PATCH {action_triggers.BINDINGS}": action_triggers.bind,
    **action_modules.CALLS,
}
