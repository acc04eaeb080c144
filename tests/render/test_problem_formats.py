"""Tests of problems for machines."""

import json

from deploy_cli.errors import Location, Problem
from deploy_cli.render.problem_formats import annotations, problems_object, sarif

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
    assert problems_object(()) == {"format_version": 1, "valid": True, "problems": []}


def test_annotations_escape_what_ends_a_property_or_a_command() -> None:
    assert annotations(PROBLEMS).split("\n") == [
        "::error file=tenants/a b%2Cc%3Aü.yaml,line=3,col=5,title=clients/Shop%2C the first::"
        "100 %25 wrong: a,b\\n::error::c%0Ahint: write `x`",
        "::error title=tenant files::no place",
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
