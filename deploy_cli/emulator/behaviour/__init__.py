"""How the families of the Management API behave, one module per first path segment, imported when asked for."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from deploy_cli.emulator import operation
from deploy_cli.emulator.kind import Behaviour, Collection, Document, Kind


@cache
def kinds(family: str) -> tuple[Kind, ...]:
    """The kinds of a family: those written down, then those that its paths give away."""
    module = _module(family)
    written: tuple[Kind, ...] = getattr(module, "KINDS", ())
    known = {path for kind in written for path in paths(kind)}
    return (*written, *(kind for kind in _derived(family) if kind.path not in known))


@cache
def calls(family: str) -> Mapping[str, Behaviour]:
    """Operations that do what no table can say, by name."""
    found: Mapping[str, Behaviour] = getattr(_module(family), "CALLS", {})
    return found


def collection_at(path: str) -> Collection:
    """The collection with this path template."""
    found = (kind for kind in kinds(path.split("/")[1]) if kind.path == path)
    return next(kind for kind in found if isinstance(kind, Collection))


def paths(kind: Kind) -> tuple[str, ...]:
    """The path templates that a kind answers at."""
    return (kind.path, item_path(kind)) if isinstance(kind, Collection) else (kind.path,)


def item_path(kind: Collection) -> str:
    """The template of one object of a collection."""
    return kind.item or f"{kind.path}/{{id}}"


def _module(family: str) -> object:
    name = f"{__name__}.{family.replace('-', '_')}"
    return import_module(name) if operation.family(family) and find_spec(name) else None


def _derived(family: str) -> list[Kind]:
    """A path with ``POST`` and items below it is a collection; one with ``GET`` and a write a document."""
    methods: dict[str, dict[str, operation.Operation]] = {}
    for one in operation.family(family):
        methods.setdefault(one.path, {})[one.method] = one
    found: list[Kind] = []
    for path, here in methods.items():
        items = [item for item in methods if item.rpartition("/")[0] == path and item.endswith("}")]
        listed = "GET" in here and bool(here["GET"].styles)
        if "GET" in here and items and ("POST" in here or listed):
            found.append(Collection(path=path, item=items[0], id=_identifier(methods[items[0]])))
        elif listed and here.keys() <= {"GET", "POST", "DELETE"}:
            found.append(Collection(path=path, item=path))
        elif "GET" in here and {"PUT", "PATCH", "POST"} & here.keys() and not here["GET"].styles:
            found.append(Document(path=path, initial={}))
    return found


def _identifier(methods: Mapping[str, operation.Operation]) -> str:
    names = methods["GET"].answers if "GET" in methods else ()
    return "id" if "id" in names or not names else next((n for n in names if n.endswith("id")), "id")
