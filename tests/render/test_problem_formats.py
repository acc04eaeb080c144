"""Tests of problems for machines."""

import json
from typing import Any
from xml.etree import ElementTree

from jsonschema import Draft202012Validator

from deploy_cli.core.address import Address
from deploy_cli.core.plan import Finding
from deploy_cli.errors import Location, Problem
from deploy_cli.render.problem_formats import annotations, junit, problems_object, sarif

PROBLEMS = (
    Problem(
        "100 % wrong: a,b\n::error::c",
        Location("tenants/a b,c:ü.yaml", 3, 5),
        "clients/Shop, the first",
        "write `x`",
        "schema",
    ),
    Problem("no place", rule="file"),
)


def test_json_tells_everything() -> None:
    told = problems_object(PROBLEMS)

    assert told["valid"] is False
    assert told["problems"][0] == {
        "rule": "schema",
        "severity": "error",
        "address": "clients/Shop, the first",
        "message": "100 % wrong: a,b\n::error::c",
        "hint": "write `x`",
        "source": {"file": "tenants/a b,c:ü.yaml", "line": 3, "column": 5},
    }
    assert told["problems"][1]["source"] is None
    assert problems_object(()) == {
        "format_version": 1,
        "valid": True,
        "problems": [],
        "findings": [],
    }


def test_annotations_escape_what_ends_a_property_or_a_command() -> None:
    assert annotations(PROBLEMS).split("\n") == [
        "::error file=tenants/a b%2Cc%3Aü.yaml,line=3,col=5,title=schema%3A clients/Shop%2C the first::"
        "100 %25 wrong: a,b\\n::error::c%0Ahint: write `x`",
        "::error title=file%3A tenant files::no place",
    ]
    assert annotations(()) == ""


def test_sarif_names_rules_places_and_the_tool() -> None:
    log = sarif(PROBLEMS, tool_version="1.2.3")

    [run] = log["runs"]
    assert log["version"] == "2.1.0"
    assert run["tool"]["driver"] == {
        "name": "deploy-cli",
        "version": "1.2.3",
        "rules": [{"id": "file"}, {"id": "schema"}],
    }
    placed, lost = run["results"]
    assert (placed["ruleId"], placed["ruleIndex"], placed["level"]) == ("schema", 1, "error")
    assert placed["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "tenants/a%20b%2Cc%3A%C3%BC.yaml"},
                "region": {"startLine": 3, "startColumn": 5},
            },
            "logicalLocations": [{"fullyQualifiedName": "clients/Shop, the first"}],
        }
    ]
    assert lost["locations"] == []
    json.dumps(log)


FINDINGS = (
    Finding("unused", "info", "nobody uses it", Address("policies", "p\x1b"), Location("a<b>.yaml", 2, 3)),
    Finding("missing", "warning", "it is missing"),
)


def test_findings_are_told_beside_problems() -> None:
    assert problems_object((), FINDINGS)["valid"] is True
    assert problems_object((), FINDINGS)["findings"][0] == {
        "rule": "unused",
        "severity": "info",
        "text": "nobody uses it",
        "address": "policies/p\x1b",
        "source": {"file": "a<b>.yaml", "line": 2, "column": 3},
    }
    assert [line.partition(" ")[0] for line in annotations((), FINDINGS).split("\n")] == [
        "::notice",
        "::warning",
    ]
    [run] = sarif((), FINDINGS, tool_version="1")["runs"]
    assert [result["level"] for result in run["results"]] == ["note", "warning"]


def test_junit_has_a_failed_case_for_each_problem_and_a_passed_one_for_each_finding() -> None:
    suites = ElementTree.fromstring(junit("tenants/a&b\x00", PROBLEMS, FINDINGS))

    [suite] = suites
    assert (suite.attrib["tests"], suite.attrib["failures"]) == ("4", "2")
    assert [[part.tag for part in case] for case in suite] == [
        ["failure"],
        ["failure"],
        ["system-out"],
        ["system-out"],
    ]
    first = suite[0]
    assert first.attrib["file"] == "tenants/a b,c:ü.yaml"
    assert first[0].attrib["type"] == "schema"
    assert (first[0].text or "").endswith("hint: write `x`\ntenants/a b,c:ü.yaml:3:5")


def test_junit_of_valid_files_has_one_case_that_passed() -> None:
    [[case]] = ElementTree.fromstring(junit("prod", ()))

    assert (case.attrib["name"], list(case)) == ("the files are valid", [])


def test_junit_is_xml_whatever_the_texts_are() -> None:
    hostile = "".join(map(chr, (*range(0x20), 0x7F, 0x85, 0xD800, 0xFFFE, 0xFFFF, 0x10FFFF))) + "]]><&\"'"
    told = junit(hostile, (Problem(hostile, Location(hostile, 1, 1), hostile, hostile, "file"),))

    assert len(list(ElementTree.fromstring(told)[0])) == 1


def test_sarif_has_the_structure_that_the_standard_asks_for() -> None:
    """The constraints of SARIF 2.1.0 (OASIS) on what is used of it, sections 3.13, 3.14, 3.19, 3.27 to 3.30."""
    text = {"type": "string", "minLength": 1}
    index = {"type": "integer", "minimum": 0}
    position = {"type": "integer", "minimum": 1}
    region = closed({"startLine": position, "startColumn": position}, "startLine")
    artifact = closed({"uri": {"type": "string", "pattern": r"^[A-Za-z0-9/._~%-]+$"}}, "uri")
    physical = closed({"artifactLocation": artifact, "region": region}, "artifactLocation")
    logical = closed({"fullyQualifiedName": text}, "fullyQualifiedName")
    location = closed({"physicalLocation": physical, "logicalLocations": listed(logical)})
    result = closed(
        {
            "ruleId": text,
            "ruleIndex": index,
            "level": {"enum": ["none", "note", "warning", "error"]},
            "message": closed({"text": text}, "text"),
            "locations": listed(location),
            "partialFingerprints": {"type": "object", "additionalProperties": text},
        },
        "message",
    )
    rules = {**listed(closed({"id": text}, "id")), "uniqueItems": True}
    driver = closed({"name": text, "version": text, "rules": rules}, "name")
    run = closed(
        {
            "tool": closed({"driver": driver}, "driver"),
            "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            "results": listed(result),
        },
        "tool",
    )
    schema = closed(
        {"$schema": {"type": "string"}, "version": {"const": "2.1.0"}, "runs": listed(run)}, "version", "runs"
    )

    for log in (sarif(PROBLEMS, FINDINGS, tool_version="1.2.3"), sarif((), tool_version="1")):
        Draft202012Validator(schema).validate(log)
        [told] = log["runs"]
        named = [rule["id"] for rule in told["tool"]["driver"]["rules"]]
        assert [named[one["ruleIndex"]] for one in told["results"]] == [
            one["ruleId"] for one in told["results"]
        ]


def closed(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def listed(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def test_a_fingerprint_survives_that_lines_move() -> None:
    moved = Problem(
        PROBLEMS[0].message, Location("tenants/a b,c:ü.yaml", 9, 1), PROBLEMS[0].address, rule="schema"
    )

    [one], [other], [else_] = (
        [r["partialFingerprints"] for r in sarif([p], tool_version="1")["runs"][0]["results"]]
        for p in (PROBLEMS[0], moved, PROBLEMS[1])
    )

    assert one == other
    assert one != else_
