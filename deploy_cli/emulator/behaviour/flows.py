"""Flows and the vault of connections that they use."""

from deploy_cli.emulator.call import Call
from deploy_cli.emulator.kind import Absent, Collection
from deploy_cli.emulator.values import Object


def _vault(call: Call, old: Object | None, new: Object) -> Object:
    """The fingerprint changes with every write: it is how a change of the secrets shows."""
    return {"ready": False, **new, "fingerprint": call.new_id("*32h")}


def _show_vault(call: Call, item: Object) -> Object:
    shown = dict(item)
    if call.operation.method in {"POST", "PATCH"}:
        shown.setdefault("refreshed_at", None)
    return shown


KINDS = (
    Collection(
        path="/flows",
        form="af_*22",
        stamps="ms",
        absent=Absent("Flow not found"),
        summary=("actions",),
        ignored=frozenset({"hydrate", "synchronous"}),
        forgiving=True,
    ),
    Collection(
        path="/flows/vault/connections",
        form="ac_*22",
        stamps="ms",
        absent=Absent("Connection not found"),
        hidden=("setup",),
        forgiving=True,
        change=_vault,
        show=_show_vault,
    ),
)
