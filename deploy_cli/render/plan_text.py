"""The plan for people: a headline, a block for each change, and a last line that can be searched for."""

from collections.abc import Iterator

from deploy_cli.core.values import Object
from deploy_cli.render.edit_text import edit_lines
from deploy_cli.render.line import folded, indented
from deploy_cli.render.paint import Paint
from deploy_cli.render.visible import name, visible

SIGNS = {"create": "+", "update": "~", "rename": ">", "delete": "-"}
"""One sign for each action."""

_OBVIOUS = frozenset({"not-in-tenant", "differs"})
"""Causes of which the reason tells no more than the sign does; they stay in the JSON."""

_BLOCK, _FIELDS = 2, 6


def plan_text(plan: Object, *, paint: Paint | None = None, width: int = 80) -> str:
    """Return the text view of a plan, given as the object of `plan_json.plan_object`; no line end at its end.

    A plan without changes and findings is one line. ``width`` is what lines are folded at; a line may be longer
    where a name or a path is.
    """
    paint = paint or Paint()
    if not (plan["changes"] or plan["findings"] or plan["refusals"]):
        return _nothing_to_do(plan)
    lines = [f"Plan for {paint.strong(_tenant(plan))}", ""]
    for change in plan["changes"]:
        lines += [*_block(change, paint, width), ""]
    for finding in plan["findings"]:
        lines += [*_remark(f"finding {finding['rule']}", finding, paint, width, indent=0), ""]
    for refusal in plan["refusals"]:
        lines += [*_refusal(refusal, paint, width), ""]
    if not plan["changes"]:
        return "\n".join([*lines, _nothing_to_do(plan)])
    return "\n".join([*lines, *_totals(plan, paint)])


def address_text(change: Object, paint: Paint) -> str:
    """Return the sign and the address of a change: ``+ clients/Storefront``."""
    sign = SIGNS[change["action"]]
    return paint.sign(sign, sign) + " " + paint.strong(name(change["address"]))


def _tenant(plan: Object) -> str:
    tenant = plan["tenant"]
    environment, domain = visible(tenant["environment"]), visible(tenant["domain"])
    return f"{environment} ({domain})"


def _nothing_to_do(plan: Object) -> str:
    count = plan["summary"]["unchanged"]
    return f"No changes: {_tenant(plan)} is as the files want it, {_resources(count)} compared."


def _resources(count: int) -> str:
    return f"{count:,} resource{'' if count == 1 else 's'}"


def _block(change: Object, paint: Paint, width: int) -> Iterator[str]:
    yield " " * _BLOCK + address_text(change, paint) + _place(change, paint, width)
    if change["reason"] and change["cause"] not in _OBVIOUS:
        for line in folded(visible(change["reason"]), width - _FIELDS):
            yield " " * _FIELDS + paint.faint(line)
    if change["action"] != "delete":
        new = change["action"] == "create"
        lines = edit_lines(_edits(change), width - _FIELDS, new=new)
        yield from (line.painted(paint) for line in indented(lines, _FIELDS))
    for effect in change["effects"]:
        yield from _remark("effect", effect, paint, width, indent=_FIELDS)
    for finding in change["findings"]:
        yield from _remark(f"finding {finding['rule']}", finding, paint, width, indent=_FIELDS)


def _edits(change: Object) -> list[Object]:
    """Return the edits, without the name of a new resource, which its address has said."""
    _, _, own = change["address"].partition("/")
    known = change["action"] == "create" and own
    return [e for e in change["edits"] if not (known and (e["path"], e["after"]) == ("name", own))]


def _place(change: Object, paint: Paint, width: int) -> str:
    """Return the id of what goes and the place in the files, on a line of its own where there is no room."""
    source, parts = change["source"], []
    if change["action"] == "delete" and change["resource_id"]:
        parts.append(visible(change["resource_id"]))
    if source:
        parts.append(f"{visible(source['file'])}:{source['line']}")
    place = "  ".join(parts)
    used = _BLOCK + 2 + len(name(change["address"])) + 2
    gap = "  " if used + len(place) <= width else "\n" + " " * _FIELDS
    return gap + paint.faint(place) if place else ""


def _remark(word: str, said: Object, paint: Paint, width: int, *, indent: int) -> Iterator[str]:
    address = f"{said['address']}: " if said.get("address") else ""
    text = f"{word} ({said['severity']}): {address}{said['text']}"
    for line in folded(visible(text), width - indent, follow="  "):
        yield " " * indent + paint.hint(line)
    if source := said.get("source"):
        yield " " * (indent + 2) + paint.faint(f"{visible(source['file'])}:{source['line']}")


def _refusal(refusal: Object, paint: Paint, width: int) -> Iterator[str]:
    address = f"{refusal['address']}: " if refusal["address"] else ""
    for line in folded(visible(f"refused: {address}{refusal['text']}"), width, follow="  "):
        yield paint.strong(line)
    if refusal["hint"]:
        for line in folded(visible(f"hint: {refusal['hint']}"), width - 2, follow="  "):
            yield "  " + paint.hint(line)


def _totals(plan: Object, paint: Paint) -> Iterator[str]:
    summary = plan["summary"]
    beside = [f"{summary['unchanged']:,} unchanged"] if summary["unchanged"] else []
    if summary["unmanaged"]:
        beside.append(f"{summary['unmanaged']:,} in the tenant that the files do not name")
    if beside:
        yield paint.faint(f"{', '.join(beside)}.")
    renames = f"{summary['rename']} to rename, " if summary["rename"] else ""
    yield paint.strong(
        f"Plan: {summary['create']} to create, {summary['update']} to update, {renames}"
        f"{summary['delete']} to delete."
    )
