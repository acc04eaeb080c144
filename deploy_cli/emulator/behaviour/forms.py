"""Forms."""

from deploy_cli.emulator.kind import Absent, Collection

GRAPH = ("languages", "nodes", "start", "ending", "messages", "translations", "style")

KINDS = (
    Collection(
        path="/forms",
        form="ap_*22",
        stamps="ms",
        absent=Absent("Form not found"),
        dropped={"messages": ({},), "nodes": ([],), "translations": ({},)},
        summary=GRAPH,
        ignored=frozenset({"hydrate"}),
        forgiving=True,
    ),
)
