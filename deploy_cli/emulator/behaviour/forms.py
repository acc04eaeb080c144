"""Forms."""

from deploy_cli.emulator.call import Call
from deploy_cli.emulator.kind import Absent, Collection
from deploy_cli.emulator.values import Object

GRAPH = ("languages", "nodes", "start", "ending", "messages", "translations", "style")


def _show(call: Call, form: Object) -> Object:
    """A list tells how many flows a form runs."""
    if call.operation.name != "GET /forms":
        return form
    return form | {"flow_count": sum(node.get("type") == "FLOW" for node in form.get("nodes", ()))}


KINDS = (
    Collection(
        path="/forms",
        form="ap_*22",
        stamps="ms",
        absent=Absent("Form not found"),
        dropped={"messages": ({},), "nodes": ([],), "translations": ({},), "style": ({},)},
        summary=GRAPH,
        ignored=frozenset({"hydrate"}),
        forgiving=True,
        show=_show,
    ),
)
