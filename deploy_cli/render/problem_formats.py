"""Problems of the tenant files, and findings, for machines: JSON, GitHub's annotations, SARIF and JUnit's XML."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from deploy_cli.core.plan import Finding
from deploy_cli.core.values import Object
from deploy_cli.errors import Location, Problem
from deploy_cli.guardrails import called
from deploy_cli.render.line import joined
from deploy_cli.render.plan_json import finding_object, location_object
from deploy_cli.render.rule_docs import sarif_rule
from deploy_cli.render.visible import visible
from deploy_cli.render.xml import xml_text

FORMAT_VERSION = 1
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MOST_RESULTS = 25_000
"""GitHub refuses a run with more."""

_COMMANDS: Final = {"error": "error", "warning": "warning", "info": "notice"}
_LEVELS: Final = {"error": "error", "warning": "warning", "info": "note"}


@dataclass(frozen=True, slots=True)
class _Told:
    """A problem or a finding."""

    rule: str
    severity: str
    message: str
    address: str | None
    location: Location | None
    hint: str | None = None
    waiver: str | None = None

    def sentences(self) -> Iterator[str]:
        yield visible(self.message)
        if self.hint:
            yield f"hint: {visible(self.hint)}"


def problems_object(problems: Sequence[Problem], findings: Sequence[Finding] = ()) -> Object:
    """Return what ``validate --format json`` prints."""
    return {
        "format_version": FORMAT_VERSION,
        "valid": not problems,
        "problems": [
            {
                "rule": problem.rule,
                "severity": "error",
                "address": problem.address,
                "message": problem.message,
                "hint": problem.hint,
                "source": location_object(problem.location),
            }
            for problem in problems
        ],
        "findings": [finding_object(finding) for finding in findings],
    }


def annotations(problems: Sequence[Problem], findings: Sequence[Finding] = ()) -> str:
    """Return one workflow command a line, as GitHub's runner takes them from a log; empty where there is nothing.

    GitHub shows ten of a step's annotations; all of them are in the log.
    """
    return "\n".join(map(_annotation, _all(problems, findings)))


def sarif(problems: Sequence[Problem], findings: Sequence[Finding] = (), *, tool_version: str) -> Object:
    """Return a SARIF 2.1.0 log (OASIS) with one run. Columns count code points, paths are relative URIs."""
    told = _all(problems, findings)
    rules = sorted({one.rule for one in told})
    driver = {"name": "deploy-cli", "version": tool_version, "rules": list(map(sarif_rule, rules))}
    return {
        "$schema": _SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, rules.index(one.rule)) for one in told[:_MOST_RESULTS]],
            }
        ],
    }


def junit(
    name: str, problems: Sequence[Problem], findings: Sequence[Finding] = (), *, command: str = "validate"
) -> str:
    """Return JUnit's XML, as CI servers read it: a failed case for each problem and error, a passed one for the rest.

    Where there is nothing, one case that passed says so. ``name`` is that of the target.
    """
    from xml.etree import ElementTree

    told = _all(problems, findings)
    counts = {
        "tests": str(len(told) or 1),
        "failures": str(sum(one.severity == "error" for one in told)),
        "errors": "0",
        "skipped": "0",
    }
    suites = ElementTree.Element("testsuites", {"name": f"deploy-cli {command}", **counts})
    suite = ElementTree.SubElement(suites, "testsuite", {"name": visible(name), **counts})
    for one in told:
        place = {"file": visible(one.location.file), "line": str(one.location.line)} if one.location else {}
        title = f"{one.address}: {one.message}" if one.address else one.message
        names = {"classname": f"{visible(name)}.{visible(one.rule)}", "name": visible(title)}
        case = ElementTree.SubElement(suite, "testcase", {**names, **place})
        text = joined([*one.sentences(), *([visible(str(one.location))] if one.location else [])])
        if one.severity == "error":
            kinds = {"message": visible(title), "type": visible(one.rule)}
            ElementTree.SubElement(case, "failure", kinds).text = text
        else:
            ElementTree.SubElement(case, "system-out").text = f"{one.severity}: {text}"
    if not told:
        ElementTree.SubElement(suite, "testcase", {"classname": visible(name), "name": "the files are valid"})
    return xml_text(suites)


def _all(problems: Sequence[Problem], findings: Sequence[Finding]) -> list[_Told]:
    found = [_Told(p.rule, "error", p.message, p.address, p.location, p.hint) for p in problems]
    for finding in findings:
        address = str(finding.address) if finding.address else None
        rule = called(finding.rule)
        hint = rule.fix if rule is not None and finding.waiver is None else None
        place = finding.source
        found.append(
            _Told(finding.rule, finding.severity, finding.text, address, place, hint, finding.waiver)
        )
    return found


def _annotation(told: _Told) -> str:
    properties = {"title": f"{told.rule}: {told.address or 'tenant files'}"}
    if place := told.location:
        properties = {"file": place.file, "line": str(place.line), "col": str(place.column), **properties}
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    text = "\n".join(told.sentences())
    return f"::{_COMMANDS[told.severity]} {written}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")


def _result(told: _Told, rule_index: int) -> Object:
    place, location = told.location, Object()
    if place:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": quote(place.file.replace("\\", "/"), safe="/-._~", errors="replace")},
            "region": {"startLine": place.line, "startColumn": place.column},
        }
    if told.address:
        location["logicalLocations"] = [{"fullyQualifiedName": told.address}]
    return {
        "ruleId": told.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[told.severity],
        "message": {"text": "\n".join(told.sentences())},
        "locations": [location] if location else [],
        "partialFingerprints": {"problem/v1": _fingerprint(told)},
        **({"suppressions": [_suppression(told.waiver)]} if told.waiver is not None else {}),
    }


def _suppression(waiver: str) -> Object:
    """Return a waiver as SARIF writes it: reviewed with the files that it stands in."""
    return {"kind": "external", "status": "accepted", "justification": visible(waiver)}


def _fingerprint(told: _Told) -> str:
    """Return what stays the same while lines move: the rule, the file, the address and the message."""
    file = told.location.file if told.location else ""
    text = json.dumps([told.rule, file, told.address, told.message])
    return hashlib.sha256(text.encode()).hexdigest()[:32]
