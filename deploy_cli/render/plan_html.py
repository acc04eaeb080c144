"""The plan as one HTML page that needs nothing else: it loads nothing, and no script but its own one runs.

The policy in the page names the style and the script by their hashes, so that nothing that came from elsewhere runs
even if it were taken for markup. No address in the page comes from the plan.
"""

import base64
import hashlib
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from deploy_cli.core.values import Object
from deploy_cli.render import drift_words, plan_words
from deploy_cli.render.edit_html import Row, rows
from deploy_cli.render.plan_words import ACTIONS, RISKS, place
from deploy_cli.render.sentence import parts
from deploy_cli.render.visible import visible

if TYPE_CHECKING:
    from jinja2 import Template

_FOLDER: Final = "templates"
_UNFOLDED: Final = 200
"""Changes, above which a browser takes long to lay all of them out; they are folded then, also without scripts."""


def plan_html(plan: Object) -> str:
    """Return the HTML view of a plan."""
    style, script = _asset("plan.css"), _asset("plan.js")
    return _template().render(
        plan=plan,
        words=plan_words,
        drift=drift_words,
        style=style,
        script=script,
        policy=_policy(style, script),
        actions=[action for action in ACTIONS if plan["summary"][action]],
        risks=[risk for risk in RISKS if plan["risk"][risk]],
        bar=list(_bar(plan)),
        rows=_grouped,
        unfolded=len(plan["changes"]) <= _UNFOLDED,
        place=place,
    )


def _policy(style: str, script: str) -> str:
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _bar(plan: Object) -> Iterator[tuple[str, float, float]]:
    """Yield the parts of the bar of risks: the risk, where its part begins and how wide it is, in hundredths."""
    total, start = sum(plan["risk"].values()), 0.0
    for risk in RISKS:
        if share := 100 * plan["risk"][risk] / total if total else 0:
            yield risk, round(start, 3), round(share, 3)
            start += share


def _grouped(change: Object) -> Iterator[tuple[Row, bool]]:
    """Yield the rows of a change, and whether the label of each is the one before."""
    before = ""
    for row in rows(change["edits"]):
        yield row, row.label == before
        before = row.label


@lru_cache(maxsize=1)
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("deploy_cli.render", _FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"visible": visible, "parts": parts}
    return environment.get_template("plan.html.j2")


def _asset(name: str) -> str:
    return (resources.files("deploy_cli.render") / _FOLDER / name).read_text("utf-8")
