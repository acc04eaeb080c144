"""Problems of the tenant files for machines: JSON, GitHub's annotations and SARIF."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from deploy_cli.core.values import Object
from deploy_cli.errors import Problem
from deploy_cli.render.plan_json import location_object
from deploy_cli.render.visible import visible

FORMAT_VERSION = 1
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MOST_RESULTS = 25_000
"""GitHub refuses a run with more."""


def problems_object(problems: Sequence[Problem]) -> Object:
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
    }


def annotations(problems: Sequence[Problem]) -> str:
    """Return one workflow command a line, as GitHub's runner takes them from a log; empty without problems.

    GitHub shows ten of a step's annotations; all of them are in the log.
    """
    return "\n".join(map(_annotation, problems))


def sarif(problems: Sequence[Problem], *, tool_version: str) -> Object:
    """Return a SARIF 2.1.0 log (OASIS) with one run. Columns count code points, paths are relative URIs."""
    rules = sorted({problem.rule for problem in problems})
    driver = {"name": "deploy-cli", "version": tool_version, "rules": [{"id": rule} for rule in rules]}
    return {
        "$schema": _SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(p, rules.index(p.rule)) for p in problems[:_MOST_RESULTS]],
            }
        ],
    }


def _annotation(problem: Problem) -> str:
    properties = {"title": problem.address or "tenant files"}
    if place := problem.location:
        properties = {"file": place.file, "line": str(place.line), "col": str(place.column), **properties}
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    text = "\n".join(_sentences(problem))
    return f"::error {written}::{_data(text)}"


def _sentences(problem: Problem) -> Iterator[str]:
    yield visible(problem.message)
    if problem.hint:
        yield f"hint: {visible(problem.hint)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")


def _result(problem: Problem, rule_index: int) -> Object:
    place, location = problem.location, Object()
    if place:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": quote(place.file.replace("\\", "/"), safe="/-._~", errors="replace")},
            "region": {"startLine": place.line, "startColumn": place.column},
        }
    if problem.address:
        location["logicalLocations"] = [{"fullyQualifiedName": problem.address}]
    return {
        "ruleId": problem.rule,
        "ruleIndex": rule_index,
        "level": "error",
        "message": {"text": "\n".join(_sentences(problem))},
        "locations": [location] if location else [],
        "partialFingerprints": {"problem/v1": _fingerprint(problem)},
    }


def _fingerprint(problem: Problem) -> str:
    """Return what stays the same while lines move: the rule, the file, the address and the message."""
    file = problem.location.file if problem.location else ""
    text = json.dumps([problem.rule, file, problem.address, problem.message])
    return hashlib.sha256(text.encode()).hexdigest()[:32]
