"""Advice about refresh tokens as Markdown: one situation, or the whole page of the documentation."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from deploy_cli.app.advising import Advice
from deploy_cli.lifetimes.notices import Notice
from deploy_cli.lifetimes.situations import Reason
from deploy_cli.render.advice_text import HEAD, QUESTION, cells, groundwork
from deploy_cli.render.markdown import code, fenced, prose, table

_PAGE: Final = "deploy-cli refresh-tokens advise --format markdown"


def page_markdown(every: Sequence[tuple[Advice, str]]) -> str:
    """Return the page with all situations, each with the text of its file; what is so in all of them comes first."""
    rows = [[f"[{prose(one.situation.title)}](#{one.situation.key})", *cells(one.away)] for one, _ in every]
    shared = _shared([one for one, _ in every])
    parts = [
        f"<!-- written by `{_PAGE}` -->",
        f"# {QUESTION}",
        "Find your situation, copy its policy, read what your users will notice. All numbers come from the model that"
        " `deploy-cli refresh-tokens simulate` runs, with the settings on this page. For your own:"
        " `deploy-cli refresh-tokens show TENANT`.",
        table([head.capitalize() for head in HEAD], rows),
        "## What to know first",
        _bullets([*map(prose, groundwork()), *map(_notice, shared)]),
        *(_section(one, yaml, but=shared) for one, yaml in every),
    ]
    return "\n\n".join(parts)


def advice_markdown(advice: Advice, yaml: str) -> str:
    """Return the view of one situation; ``yaml`` is its file."""
    return f"{_section(advice, yaml)}\n\n**Good to know**\n\n{_bullets(map(prose, groundwork()))}"


def _shared(every: Sequence[Advice]) -> list[Notice]:
    """Return the notices that are the same wherever there is one of their label."""
    found: dict[str, set[Notice]] = {}
    for notice in (notice for one in every for notice in one.notices):
        found.setdefault(notice.label, set()).add(notice)
    counts = Counter(notice.label for one in every for notice in one.notices)
    return [notice for label, (notice, *others) in found.items() if not others and counts[label] > 1]


def _section(advice: Advice, yaml: str, but: Sequence[Notice] = ()) -> str:
    situation = advice.situation
    return "\n\n".join(
        (
            f'<a name="{situation.key}"></a>',
            f"## {prose(situation.title)}",
            f"{prose(situation.meant)} On the command line: {code(situation.key)}.",
            fenced(yaml.splitlines(), "yaml"),
            "**Why**",
            _bullets(map(_reason, situation.reasons)),
            "**What people notice**",
            _bullets(_notice(one) for one in advice.notices if one not in but),
        )
    )


def _notice(notice: Notice) -> str:
    return f"**{prose(notice.label)}**: {prose(notice.text)}"


def _reason(reason: Reason) -> str:
    listed = ", ".join(f"[{prose(source.title)}]({source.url})" for source in reason.sources)
    return f"{prose(reason.text)} ({listed})" if listed else prose(reason.text)


def _bullets(texts: Iterable[str]) -> str:
    return "\n".join(f"* {text}" for text in texts)
