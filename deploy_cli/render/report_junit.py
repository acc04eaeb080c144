"""The report of an apply as JUnit's XML, as CI servers read it: one test case for each change."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from deploy_cli.core.values import Object
from deploy_cli.render.edit_text import edit_lines
from deploy_cli.render.failure import exchange
from deploy_cli.render.line import joined
from deploy_cli.render.paint import Paint
from deploy_cli.render.plan_words import place
from deploy_cli.render.report_words import NOT_CONFIRMED, ending
from deploy_cli.render.visible import visible
from deploy_cli.render.xml import xml_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_WIDTH = 96


def report_junit(report: Object) -> str:
    """Return the document. What failed or reads back otherwise is a failure, what was not tried is skipped.

    Where there was nothing to do, one case that passed says so.
    """
    from xml.etree import ElementTree

    tenant, outcomes = report["tenant"], report["outcomes"]
    differing = {change["address"]: change for change in report["unconfirmed"]}
    counts = {
        "tests": str(len(outcomes) or 1),
        "failures": str(sum(_fails(outcome, differing) for outcome in outcomes)),
        "errors": "0",
        "skipped": str(report["summary"]["not_tried"]),
    }
    suites = ElementTree.Element("testsuites", {"name": "deploy-cli apply", **counts})
    title = f"{visible(tenant['environment'])} ({visible(tenant['domain'])})"
    suite = ElementTree.SubElement(
        suites, "testsuite", {"name": title, "timestamp": visible(report["created_at"]), **counts}
    )
    for outcome in outcomes:
        _case(suite, outcome, differing, visible(tenant["environment"]))
    if not outcomes:
        whole = {"classname": visible(tenant["environment"]), "name": ending(report)}
        ElementTree.SubElement(suite, "testcase", whole)
    return xml_text(suites)


def _fails(outcome: Object, differing: Mapping[str, Object]) -> bool:
    return outcome["status"] == "failed" or _differs(outcome, differing)


def _differs(outcome: Object, differing: Mapping[str, Object]) -> bool:
    """Tell whether the change was made and reads back otherwise; the delete of a replacement does not."""
    made = outcome["status"] == "done" and outcome["action"] != "delete"
    return made and outcome["address"] in differing


def _case(suite: "Element", outcome: Object, differing: Mapping[str, Object], environment: str) -> None:
    from xml.etree.ElementTree import SubElement

    section = visible(outcome["address"].partition("/")[0])
    names = {
        "classname": f"{environment}.{section}",
        "name": f"{outcome['action']} {visible(outcome['address'])}",
    }
    at = (outcome.get("error") or {}).get("source") or outcome["source"]
    where = {"file": visible(at["file"]), "line": str(at["line"])} if at else {}
    case = SubElement(suite, "testcase", {**names, **where})
    match outcome["status"]:
        case "failed":
            error = outcome["error"]
            kinds = {"message": visible(error["message"]), "type": visible(error.get("code") or "failed")}
            SubElement(case, "failure", kinds).text = _failure(error)
        case "not_tried":
            SubElement(case, "skipped", {"message": visible(outcome["because"])})
        case _ if _differs(outcome, differing):
            kinds = {"message": NOT_CONFIRMED, "type": "not-confirmed"}
            lines = edit_lines(differing[outcome["address"]]["edits"], _WIDTH)
            SubElement(case, "failure", kinds).text = joined(line.painted(Paint()) for line in lines)


def _failure(error: Object) -> str:
    hint = [f"hint: {error['hint']}"] if error["hint"] else []
    told = [error["message"], exchange(error), *hint, place(error["source"])]
    return joined(visible(line) for line in told if line)
