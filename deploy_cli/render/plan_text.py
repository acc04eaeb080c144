"""The plan for people: a headline, a block for each change, and a last line that can be searched for.

Nothing that came from elsewhere begins a line at the left edge, so that no name or value can pass for what is said
here; all counts come from the plan's value.
"""

import re
from collections.abc import Iterator

from deploy_cli.core.values import Object
from deploy_cli.render import drift_words
from deploy_cli.render.columns import columns
from deploy_cli.render.edit_text import edit_lines
from deploy_cli.render.line import folded, indented, joined
from deploy_cli.render.paint import Paint
from deploy_cli.render.plan_words import (
    RISKS,
    allowed,
    cost,
    counts,
    elsewhere,
    many,
    origin,
    others,
    selection,
    snapshot,
)
from deploy_cli.render.visible import name, quoted, visible

SIGNS = {"create": "+", "update": "~", "rename": ">", "delete": "-"}
"""One sign for each action."""

_OBVIOUS = frozenset({"not-in-tenant", "differs"})
"""Causes of which the reason tells no more than the sign does; they stay in the JSON."""
_HOST = re.compile(r"[\w.:\[\]-]+")
_GRAVITY = {"error": "high", "warning": "medium"}
"""How a finding looks: as an effect of that risk."""
_CONCERNS = {"lockout": "lock-out", "security": "security", "irreversible": "cannot be undone"}

_BLOCK, _FIELDS = 2, 6
_FOLLOW = "   "
"""Prose goes on in an odd column, where no change, edit or effect begins: a name in it cannot pass for one."""


def plan_text(plan: Object, *, paint: Paint | None = None, width: int = 80, provenance: bool = False) -> str:
    """Return the text view of a plan, given as the object of `plan_json.plan_object`; no line end at its end.

    A plan without changes and findings is one line. ``width`` is what lines are folded at; a line may be longer
    where a name or a path is. With ``provenance`` every edit says where its value comes from and what it overrides;
    otherwise only those that come from another file than their change.
    """
    paint = paint or Paint()
    if not any(plan[part] for part in ("changes", "findings", "refusals", "unmanaged")):
        return _nothing_to_do(plan)
    lines = [*_head(plan, paint, width), ""]
    for change in plan["changes"]:
        lines += [*_block(change, paint, width, provenance=provenance), ""]
    for finding in plan["findings"]:
        lines += [*_finding(finding, paint, width, indent=0), ""]
    for part in (_unmanaged(plan, paint), _refusals(plan, paint, width)):
        lines += [*found, ""] if (found := list(part)) else []
    if not plan["changes"]:
        return joined([*lines, _nothing_to_do(plan)])
    return joined([*lines, *_totals(plan, paint, width)])


def address_text(change: Object, paint: Paint) -> str:
    """Return the sign, the risk if there is any, and the address of a change: ``+ [low] clients/Storefront``."""
    sign, risk = SIGNS[change["action"]], change["risk"]
    mark = paint.risk(risk, f"[{risk}]") + " " if risk != "none" else ""
    return f"{paint.sign(sign, sign)} {mark}{paint.strong(name(change['address']))}"


def _tenant(plan: Object) -> str:
    tenant = plan["tenant"]
    return f"{_plain(tenant['environment'])} ({_plain(tenant['domain'])})"


def _plain(text: str) -> str:
    """Return what is no more than a word or a host as it is, and anything else between quotes."""
    return visible(text) if _HOST.fullmatch(text) else quoted(text)


def _nothing_to_do(plan: Object) -> str:
    compared = many(plan["summary"]["unchanged"], "resource")
    what = f" ({visible(selected)})" if (selected := selection(plan)) else ""
    against = f", with {visible(snapshot(plan))}" if plan["snapshot"] else ""
    return f"No changes: {_tenant(plan)} is as the files want it, {compared} compared{what}{against}."


def _head(plan: Object, paint: Paint, width: int) -> Iterator[str]:
    """Yield what the plan is of: the tenant with the counts, the risks, what was selected, what it was made from."""
    told = ", ".join(counts(plan))
    what = "Drift of" if plan.get("drift") else "Plan for"
    tenant = f"{what} {paint.strong(_tenant(plan))}"
    if told and columns(f"{what} {_tenant(plan)}: {told}") <= width:
        yield f"{tenant}: {told}"
    else:
        yield tenant + (":" if told else "")
        yield from ([f"  {told}"] if told else [])
    risks = [(risk, plan["risk"][risk]) for risk in RISKS if plan["risk"][risk]]
    if any(risk != "none" for risk, _ in risks):
        yield "Risk: " + ", ".join(paint.risk(risk, f"{count:,} {risk}") for risk, count in risks)
    if selected := selection(plan):
        yield from folded(f"Selected: {visible(selected)}", width, follow=_FOLLOW)
    if let := allowed(plan):
        yield from folded(f"Allowed: {visible(let)}", width, follow=_FOLLOW)
    if plan["snapshot"]:
        text = f"Compared with {visible(snapshot(plan))}. A plan that was made offline cannot be applied."
        yield from map(paint.strong, folded(text, width, follow=_FOLLOW))
    for text in drift_words.head(plan):
        yield from folded(visible(text), width, follow=_FOLLOW)


def _block(change: Object, paint: Paint, width: int, *, provenance: bool) -> Iterator[str]:
    yield " " * _BLOCK + address_text(change, paint) + _place(change, paint, width)
    if change["reason"] and change["cause"] not in _OBVIOUS:
        for line in folded(visible(change["reason"]), width - _FIELDS, follow=_FOLLOW):
            yield " " * _FIELDS + paint.faint(line)
    for told in drift_words.of_change(change):
        for line in folded(visible(told), width - _FIELDS, follow=_FOLLOW):
            yield " " * _FIELDS + paint.faint(line)
    if change["action"] != "delete":
        new, place = change["action"] == "create", origin_of if provenance else elsewhere(change)
        lines = edit_lines(_edits(change), width - _FIELDS, new=new, place=place)
        yield from (line.painted(paint) for line in indented(lines, _FIELDS))
    if fields := change["unchanged_fields"]:
        yield " " * _FIELDS + paint.faint(f"{many(fields, 'field')} unchanged")
    for effect in change["effects"]:
        yield from _effect(effect, paint, width)
    for finding in change["findings"]:
        yield from _finding(finding, paint, width, indent=_FIELDS, near=change["source"])


def origin_of(edit: Object) -> str:
    """Return where the value of an edit comes from and what it overrides: ``a.yaml:5:3, overrides b.yaml:4:3``."""
    return origin(edit["source"])


def _edits(change: Object) -> list[Object]:
    """Return the edits, without the name of a new resource, which its address has said."""
    _, _, own = change["address"].partition("/")
    known = change["action"] == "create" and own
    return [e for e in change["edits"] if not (known and (e["path"], e["after"]) == ("name", own))]


def _place(change: Object, paint: Paint, width: int) -> str:
    """Return the id of what goes and the place in the files, on a line of its own where there is no room."""
    source, parts = change["source"], []
    if change["action"] == "delete" and change["resource_id"]:
        parts.append(f"id {name(change['resource_id'])}")
    if source:
        parts.append(f"{visible(source['file'])}:{source['line']}")
    place = "  ".join(parts)
    used = _BLOCK + columns(address_text(change, Paint())) + 2
    gap = (
        "  "
        if used + columns(place) <= width
        else "\n" + " " * _FIELDS + ("at " if source and len(parts) == 1 else "")
    )
    return gap + paint.faint(place) if place else ""


def _effect(effect: Object, paint: Paint, width: int) -> Iterator[str]:
    risk = effect["severity"]
    how = [risk, *(_CONCERNS.get(concern, visible(concern)) for concern in effect["concerns"])]
    for line in folded(
        f"effect ({', '.join(how)}): {visible(effect['text'])}", width - _FIELDS, follow=_FOLLOW
    ):
        yield " " * _FIELDS + (paint.faint(line) if risk == "none" else paint.risk(risk, line))


def _finding(
    finding: Object, paint: Paint, width: int, *, indent: int, near: Object | None = None
) -> Iterator[str]:
    """Yield what a guardrail says; the place only where it is not the one that was just told."""
    address = f"{name(finding['address'])}: " if finding["address"] and not indent else ""
    head = f"finding {visible(finding['rule'])} ({finding['severity']}): "
    for line in folded(f"{head}{address}{visible(finding['text'])}", width - indent, follow=_FOLLOW):
        yield " " * indent + paint.risk(_GRAVITY.get(finding["severity"], "low"), line)
    source = finding["source"]
    if source and source != near:
        yield " " * (indent + 2) + paint.faint(f"at {visible(source['file'])}:{source['line']}")


def _unmanaged(plan: Object, paint: Paint) -> Iterator[str]:
    if plan["unmanaged"]:
        yield "In the tenant, and not named in the files:"
    for one in plan["unmanaged"]:
        yield f"    {name(one['address'])}  {paint.faint(name(one['resource_id']))}"


def _refusals(plan: Object, paint: Paint, width: int) -> Iterator[str]:
    """Yield why the plan must not be applied as it is, and how to allow it."""
    for number, refusal in enumerate(plan["refusals"]):
        address = f"{name(refusal['address'])}: " if refusal["address"] else ""
        text = f"refused: {address}{visible(refusal['text'])} ({visible(refusal['rule'])})"
        first, *rest = folded(text, width, follow=_FOLLOW)
        yield from [""] if number else []
        yield paint.error("refused:") + paint.strong(first.removeprefix("refused:"))
        yield from map(paint.strong, rest)
        if source := refusal["source"]:
            yield "  " + paint.faint(f"at {visible(source['file'])}:{source['line']}")
        if refusal["hint"]:
            for line in folded(f"hint: {visible(refusal['hint'])}", width - 2, follow=_FOLLOW):
                yield "  " + paint.hint(line)


def _totals(plan: Object, paint: Paint, width: int) -> Iterator[str]:
    summary = plan["summary"]
    if beside := others(plan):
        yield paint.faint(f"{', '.join(beside)}.")
    if plan["requests"]["reads"]:
        yield from map(paint.faint, folded(f"Requests: {cost(plan['requests'])}.", width, follow=_FOLLOW))
    renames = f"{summary['rename']:,} to rename, " if summary["rename"] else ""
    yield paint.strong(
        f"Plan: {summary['create']:,} to create, {summary['update']:,} to update, {renames}"
        f"{summary['delete']:,} to delete."
    )
