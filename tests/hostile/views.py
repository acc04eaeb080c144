"""Every place at which the tool shows what came from elsewhere, by name; a new view is one line here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from deploy_cli.cli.events import EventLog
from deploy_cli.core.address import Address
from deploy_cli.core.diff import Edit
from deploy_cli.core.path import Element
from deploy_cli.core.plan import Action, Cause, Change, Finding, Plan
from deploy_cli.core.report import Done, Failed, Report, Skipped
from deploy_cli.core.tenant import Desired, Live, Origin
from deploy_cli.core.values import Value
from deploy_cli.errors import ApiError, ConfigError, Location, Problem, Refused, StalePlan
from deploy_cli.render import problem_formats, problems, progress_text, report_views
from deploy_cli.render.config import config_object, origin_text
from deploy_cli.render.failure import error_object
from deploy_cli.render.paint import Paint
from deploy_cli.render.plan_json import finding_object, json_text
from deploy_cli.render.plan_views import FORMATS, view
from deploy_cli.render.report_json import report_object
from deploy_cli.render.schema_docs import section_docs
from deploy_cli.render.standing import Standing, standing_lines
from tests.render import saved_plans

PLAIN: Final = Paint()


@dataclass(frozen=True)
class View:
    """What is shown of one text that stands everywhere where a text can stand, and for whom."""

    sink: str
    """``terminal``, ``json``, ``markdown``, ``html``, ``xml`` or ``github``."""
    draw: Callable[[str], str]


_SINKS: Final = {
    "text": "terminal",
    "json": "json",
    "markdown": "markdown",
    "html": "html",
    "gitlab": "json",
    "junit": "xml",
}


def plan_of(text: str) -> dict[str, Value]:
    """A plan in which ``text`` stands everywhere, in a change of each kind."""
    return saved_plans.hostile([text] * 4)


def plan_as(form: str, text: str) -> str:
    return view(plan_of(text), form)


def change(text: str, action: Action = Action.UPDATE) -> Change:
    place = Location(text, 3, 1)
    body = {"description": text, text: text}
    return Change(
        id="c1",
        address=Address("clients", text),
        action=action,
        cause=Cause.DIFFERS,
        reason=text,
        edits=(
            Edit((text, "x"), {text: [text]}, {text: [f"{text}!"]}),
            Edit(("description",), text, f"{text}!"),
            Edit(("callbacks", Element(text)), text, None),
        ),
        desired=Desired(address=Address("clients", text), body=body, locate=lambda _: place),
        live=Live(address=Address("clients", text), body=body, id=text),
    )


def report(text: str) -> Report:
    changes = tuple(change(text, action) for action in Action)
    plan = Plan(domain=text, environment=text, source_digest="sha256:0", changes=changes)
    outcomes = (Done(changes[0], text), Failed(changes[1], refusal(text)), Skipped(changes[2], text))
    return Report(plan=plan, outcomes=outcomes, unconfirmed=(changes[3],))


def report_as(form: str, text: str) -> str:
    return report_views.view(report_object(report(text), tool_version="1", created_at="now"), form)


def refusal(text: str) -> ApiError:
    return ApiError(
        text, hint=text, method=text, path=text, status=400, code=text, field=text, request_id=text
    )


def problem(text: str) -> Problem:
    return Problem(text, Location(text, 1, 1), text, text, "some-rule")


def finding(text: str) -> Finding:
    return Finding(text, "warning", text, Address("clients", text), Location(text, 1, 1))


def progress(text: str) -> str:
    outcomes = report(text).outcomes
    ended = (progress_text.ended(outcome, 1, 3, paint=PLAIN) for outcome in outcomes)
    return "\n".join([progress_text.begun(change(text), paint=PLAIN), *ended])


def events(text: str) -> str:
    """Every event with the text in it, as an array: each stands on one line."""
    told = error_object(refusal(text))
    lines = [
        EventLog.line("note", text=text),
        EventLog.line("request", method=text, path=text, status=None),
        EventLog.line("end", address=text, error=told, because=text),
        EventLog.line("finding", **finding_object(finding(text))),
    ]
    assert all(line.count("\n") == 1 for line in lines)
    return "[" + ",".join(lines) + "]"


def standing(text: str) -> str:
    now = Standing(
        done=1,
        failed=1,
        skipped=1,
        total=9,
        wave=1,
        waves=2,
        under_way=(change(text), change(text)),
        pace=1,
        limit=2,
        each=1,
    )
    return "\n".join(standing_lines(now, 79, paint=PLAIN))


def errors(text: str) -> str:
    raised = (
        refusal(text),
        ConfigError([problem(text)]),
        Refused.of([problem(text)]),
        StalePlan(f"not written: {text}", hint=text),
    )
    sources = {text: f"{text}\n{text}"}
    return "\n".join(problems.error_text(error, sources, paint=PLAIN) for error in raised)


def origin(text: str) -> str:
    place = Location(text, 1, 1)
    return origin_text(Origin(place, (place,), (text,))) or ""


def docs(text: str) -> str:
    field = {"description": text, "type": "string", "examples": [text], "default": text, "enum": [text]}
    return section_docs(
        "clients", {"title": text, "description": text, "type": "object", "properties": {"field": field}}
    )


VIEWS: Final = {
    **{
        f"plan as {form}": View(_SINKS[form], partial(plan_as, form)) for form in FORMATS
    },
    "plan as text with origins": View("terminal", lambda text: view(plan_of(text), "text", provenance=True)),
    **{f"report as {form}": View(_SINKS[form], partial(report_as, form)) for form in report_views.FORMATS},
    "progress": View("terminal", progress),
    "where an apply stands": View("terminal", standing),
    "events": View("json", events),
    "errors": View("terminal", errors),
    "findings": View("terminal", lambda text: problems.findings_text([finding(text)], {}, paint=PLAIN)),
    "a note": View("terminal", lambda text: problems.note_text(text, paint=PLAIN)),
    "files are valid": View("terminal", lambda text: problems.valid_text(text, 1, 1)),
    "problems as json": View(
        "json", lambda text: json_text(problem_formats.problems_object([problem(text)], [finding(text)]))
    ),
    "problems as annotations": View(
        "github", lambda text: problem_formats.annotations([problem(text)], [finding(text)])
    ),
    "problems as sarif": View(
        "json",
        lambda text: json_text(problem_formats.sarif([problem(text)], [finding(text)], tool_version="1")),
    ),
    "problems as junit": View("xml", lambda text: problem_formats.junit(text, [problem(text)], [finding(text)])),
    "config as json": View("json", lambda text: json_text(config_object({"clients": [{text: text}]}, None))),
    "origin of a value": View("terminal", origin),
    "schema docs": View("markdown", docs),
}  # fmt: skip
