"""References that lead nowhere, because nothing of that name is there or will be. Pure."""

from collections.abc import Iterator
from difflib import get_close_matches

from deploy_cli.core.address import Selection
from deploy_cli.core.references import Mention, mentions, references_of
from deploy_cli.core.resource_type import ResourceType
from deploy_cli.core.tenant import Desired, DesiredTenant, LiveTenant
from deploy_cli.errors import Problem


def dangling(
    one: Desired, described: ResourceType, desired: DesiredTenant, live: LiveTenant, selection: Selection
) -> Iterator[Problem]:
    """Yield a problem for every name in ``one`` that will lead nowhere, or to several."""
    if one.lifecycle.absent:
        return
    for mention in mentions(one.body, references_of(described)):
        planned = [desired.resources[t] for t in mention.targets() if t in desired.resources]
        kept = [target for target in planned if not target.lifecycle.absent]
        if any(selection.includes(target.address) for target in kept):
            continue
        ids = live.names.ids(mention.reference.to, mention.name) if mention.reference.by == "id" else ()
        if planned and not kept:
            yield _problem(one, mention, "is to be deleted", "take the reference out, or keep what it names")
        elif len(ids) > 1:
            what = f"is the name of {len(ids)} live resources: {', '.join(sorted(ids))}"
            yield _problem(one, mention, what, "write the id of the one that is meant", "ambiguous-name")
        elif _is_there(mention, desired, live, selection) or _stands(one, mention, live):
            continue
        elif kept:
            what = "is not in the tenant yet, and not selected"
            yield _problem(one, mention, what, f"select `{kept[0].address}` as well")
        else:
            what = "is neither in the files nor in the tenant"
            yield _problem(one, mention, what, _hint(mention, desired, live))


def _is_there(mention: Mention, desired: DesiredTenant, live: LiveTenant, selection: Selection) -> bool:
    """Tell whether the tenant has it; of a section that was not read only Auth0 can tell."""
    sections = mention.reference.to
    read = any(section in desired.sections and selection.may_touch(section) for section in sections)
    if mention.reference.by == "key" and not read:
        return True
    return bool(live.names.ids(sections, mention.name) or live.names.name(sections, mention.name))


def _stands(one: Desired, mention: Mention, live: LiveTenant) -> bool:
    """Tell whether the tenant says the same already: what leads nowhere there is not this plan's doing."""
    pinned = live.by_id.get((one.address.section, one.pin)) if one.pin is not None else None
    there = live.resources.get(one.address, ()) if pinned is None else (pinned,)
    known = (found.name for have in there for found in mentions(have.body, (mention.reference,)))
    return mention.name in known


def _problem(
    one: Desired, mention: Mention, what: str, hint: str, rule: str = "unknown-reference"
) -> Problem:
    place = one.locate(mention.path)
    return Problem(f"`{mention.name}` {what}", place, str(one.address), hint, rule=rule)


def _hint(mention: Mention, desired: DesiredTenant, live: LiveTenant) -> str:
    sections = mention.reference.to
    named = [address.name for address in desired.resources if address.section in sections]
    if close := get_close_matches(mention.name, [*named, *live.names.known(sections)], n=1):
        return f"did you mean `{close[0]}`?"
    return "it has to be one of " + " or ".join(f"`{section}`" for section in sections)
