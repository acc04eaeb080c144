"""Modules: code that actions share."""

from deploy_cli.emulator import collection
from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Absent, Collection, Unique
from deploy_cli.emulator.paging import paged_items
from deploy_cli.emulator.refusal import Refused, conflict, missing
from deploy_cli.emulator.values import Json, Object, without

MODULES = "/actions/modules"
ZEROES = {"page", "total"}
VERSIONS = "/actions/modules/{id}/versions"
ACTIONS = "/actions/actions"


def stamped_secrets(call: Call, old: Object | None, new: Object, precision: str) -> list[Json]:
    """Secrets as they are kept; one that comes without its value keeps the one it had."""
    known = {one["name"]: one.get("value") for one in (old or {}).get("secrets", ())}
    now = call.now(precision)
    return [
        {"name": one["name"], "value": one.get("value", known.get(one["name"])), "updated_at": now}
        for one in new.get("secrets") or ()
    ]


def _change(call: Call, old: Object | None, new: Object) -> Object:
    sent = call.sent()
    if old is None or "secrets" in sent:
        new["secrets"] = stamped_secrets(call, old, new, "us")
    new["dependencies"] = new.get("dependencies") or []
    new["all_changes_published"] = False
    if old is None and new.pop("publish", False):
        new = _published(call, new)
    new.pop("api_version", None)
    return new


def _show(call: Call, module: Object) -> Object:
    using = sum(module["id"] in _module_ids(action) for action in call.store.page(ACTIONS))
    return {**module, "actions_using_module_total": using}


def publish(call: Call) -> Answer:
    """Make a version of the draft."""
    module = collection.wanted(call, KIND)
    if module["all_changes_published"]:
        raise conflict("No draft version is available to publish.")
    module = _published(call, module)
    collection.keep(call, KIND, module)
    return call.answer(_shown_version(call.store.page(VERSIONS, module["id"])[0]))


def _published(call: Call, module: Object) -> Object:
    number = call.store.count(VERSIONS, module["id"]) + 1
    version = {
        "id": call.new_id("uuid"),
        "module_id": module["id"],
        "version_number": number,
        "code": module["code"],
        "secrets": module["secrets"],
        "dependencies": module["dependencies"],
        "created_at": call.now("us"),
    }
    newest_first = f"{10**6 - number:06}"
    call.store.put(VERSIONS, version["id"], version, parent=module["id"], sort=newest_first)
    latest = without(version, ("module_id", "secrets.*.value"))
    return module | {"all_changes_published": True, "latest_version_number": number, "latest_version": latest}


def versions(call: Call) -> Answer:
    """The published versions, the latest first."""
    shown = [_shown_version(one) for one in call.store.page(VERSIONS, call.values[0])]
    return _numbered(call, shown)


def version(call: Call) -> Answer:
    """One published version."""
    found = call.store.get(VERSIONS, call.values[1], call.values[0])
    if found is None:
        raise missing("The module or version does not exist.")
    return call.answer(_shown_version(found))


def actions(call: Call) -> Answer:
    """The actions that use a module."""
    found = [
        {
            "action_id": action["id"],
            "action_name": action["name"],
            "module_version_id": module.get("module_version_id"),
            "module_version_number": module.get("module_version_number"),
        }
        for action in call.store.page(ACTIONS)
        for module in action.get("modules", ())
        if module["module_id"] == call.values[0]
    ]
    answer = _numbered(call, found)
    body: Object = {name: value for name, value in answer.body.items() if value or name not in ZEROES}
    return call.answer(body)


def rollback(call: Call) -> Answer:
    """Make an older version the draft again."""
    module = collection.wanted(call, KIND)
    found = call.store.get(VERSIONS, call.sent()["module_version_id"], module["id"])
    if found is None:
        raise missing("The module or version does not exist.")
    draft = {name: found[name] for name in ("code", "secrets", "dependencies")}
    module = module | draft | {"all_changes_published": False, "updated_at": call.now("us")}
    collection.keep(call, KIND, module)
    return call.answer(collection.seen(call, KIND, module))


def referred(call: Call, given: Object) -> Object:
    """A module as an action names it, with the names that belong to the ids."""
    module = call.store.get(MODULES, str(given.get("module_id")))
    if module is None:
        raise missing("The action module does not exist.")
    chosen = given.get("module_version_id") or (module.get("latest_version") or {}).get("id")
    found = call.store.get(VERSIONS, str(chosen), module["id"])
    if found is None:
        raise missing("The module or version does not exist.")
    return {
        "module_id": module["id"],
        "module_name": module["name"],
        "module_version_id": found["id"],
        "module_version_number": found["version_number"],
    }


def _numbered(call: Call, items: list[Json]) -> Answer:
    """Unlike actions, modules say ``page: 0`` and ``total: 0``, the latter on every page that is empty."""
    body = paged_items(call, items)
    if not body[call.operation.key]:
        body["total"] = 0
    return call.answer({"total": len(items), "page": call.query.get("page", 0), **body})


def index(call: Call) -> Answer:
    """A page of the modules."""
    return _numbered(call, [collection.seen(call, KIND, one) for one in call.store.page(MODULES)])


def _shown_version(found: Object) -> Object:
    return without(found, ("secrets.*.value",))


def _module_ids(action: Object) -> list[str]:
    return [module["module_id"] for module in action.get("modules", ())]


def _farewell(call: Call, module: Object) -> None:
    if any(module["id"] in _module_ids(action) for action in call.store.page(ACTIONS)):
        raise Refused(
            412, "The Actions Module cannot be deleted because it is in use by one or more actions."
        )


KIND = Collection(
    path=MODULES,
    form="uuid",
    stamps="us",
    absent=Absent("The action module does not exist."),
    hidden=("secrets.*.value",),
    unique=(Unique(("name",), "An action module with the same name already exists."),),
    change=_change,
    show=_show,
    farewell=_farewell,
)
CALLS = {
    f"GET {MODULES}": index,
    f"GET {VERSIONS}": versions,
    f"POST {VERSIONS}": publish,
    "GET /actions/modules/{id}/versions/{versionId}": version,
    "GET /actions/modules/{id}/actions": actions,
    "POST /actions/modules/{id}/rollback": rollback,
}
