from pathlib import Path
from typing import Any

import pytest

from deploy_cli.emulator.errors import FaultsError
from deploy_cli.emulator.faults import Answer, Drop
from deploy_cli.emulator.faults_file import load, parse
from deploy_cli.emulator.message import Request

YAML = """
seed: 7
rules:
  - match: {method: PATCH, path: /api/v2/clients/*, nth: 2}
    then: {drop: after}
"""
JSON = '{"rules": [{"match": {"method": "PATCH", "nth": 2}, "then": {"drop": "after"}}]}'


@pytest.mark.parametrize("text", [YAML, JSON], ids=["yaml", "json"])
def test_a_file_is_yaml_or_json(text: str, tmp_path: Path) -> None:
    path = tmp_path / "faults"
    path.write_text(text)

    faults = load(path)

    hits = [faults.strike(Request("PATCH", "/api/v2/clients/a"))[1] for _ in range(3)]
    assert hits == [None, Drop("after"), None]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (None, "`the file` is not a mapping"),
        ([], "`the file` is not a mapping"),
        ({}, "`rules` is not a list"),
        ({"rulez": []}, "`the file` has an unknown key `rulez`"),
        ({"rules": {}}, "`rules` is not a list"),
        ({"rules": [], "seed": []}, "`seed` is not a number or a text"),
        ({"rules": [{"then": {"stale": 3}}]}, "`rules[0].then.stale` can only be `true`"),
        (
            {"rules": [{"then": {"meddle": {"method": "GET"}}}]},
            "`rules[0].then.meddle.method` is no method that changes anything",
        ),
        (
            {"rules": [{"then": {"meddle": {"method": "PUT", "path": "/oauth/token"}}}]},
            "`rules[0].then.meddle.path` is not a path below `/api/v2/`",
        ),
        ({"rules": [3]}, "`rules[0]` is not a mapping"),
        ({"rules": [{}]}, "`rules[0].then` is not a mapping"),
        ({"rules": [{"then": {}}]}, "`rules[0].then` says nothing that happens"),
        ({"rules": [{"then": {"status": 503}, "when": {}}]}, "`rules[0]` has an unknown key `when`"),
    ],
)
def test_a_document_of_another_form_is_refused(document: object, message: str) -> None:
    with pytest.raises(FaultsError) as caught:
        parse(document)

    assert caught.value.summary == message


@pytest.mark.parametrize(
    ("match", "message"),
    [
        ({"pth": "/x"}, "`rules[0].match` has an unknown key `pth`"),
        ({"path": 3}, "`rules[0].match.path` is not a text"),
        ({"method": [1]}, "`rules[0].match.method` is not a text or a list of texts"),
        ({"nth": 0}, "`rules[0].match.nth` is not a whole number from 1"),
        ({"nth": [1, "2"]}, "`rules[0].match.nth` is not a whole number from 1"),
        ({"every": True}, "`rules[0].match.every` is not a whole number from 1"),
        ({"in_a_row": 0}, "`rules[0].match.in_a_row` is not a whole number from 1"),
        ({"times": -1}, "`rules[0].match.times` is not a whole number from 1"),
        ({"probability": 1.1}, "`rules[0].match.probability` is not a number between 0 and 1"),
        ({"probability": "half"}, "`rules[0].match.probability` is not a number between 0 and 1"),
        ({"nth": 1, "every": 2}, "`rules[0].match` has more than one of `nth`, `every`, `probability`"),
    ],
)
def test_a_wrong_match_is_refused_with_its_place(match: dict[str, Any], message: str) -> None:
    with pytest.raises(FaultsError) as caught:
        parse({"rules": [{"match": match, "then": {"drop": "before"}}]})

    assert caught.value.summary == message


@pytest.mark.parametrize(
    ("then", "message"),
    [
        ({"status": 99}, "`rules[0].then.status` is not a status between 200 and 599"),
        ({"status": "503"}, "`rules[0].then.status` is not a status between 200 and 599"),
        ({"status": 503, "headers": []}, "`rules[0].then.headers` is not a mapping"),
        ({"status": 503, "carry_out": 1}, "`rules[0].then.carry_out` is neither `true` nor `false`"),
        ({"body": "x", "drop": "after"}, "`rules[0].then.body` goes with `status` only"),
        ({"drop": "during"}, "`rules[0].then.drop` is neither `before` nor `after`"),
        ({"truncate": -1}, "`rules[0].then.truncate` is not a number of bytes"),
        ({"garble": False}, "`rules[0].then.garble` can only be `true`"),
        ({"content_type": 1}, "`rules[0].then.content_type` is not a text"),
        ({"delay": "soon"}, "`rules[0].then.delay`: `soon` is not a duration like `50ms`, `1.5s` or `2m`"),
        (
            {"limited": "soon"},
            "`rules[0].then.limited`: `soon` is not a duration like `50ms`, `1.5s` or `2m`",
        ),
        ({"lose": 0}, "`rules[0].then.lose` is neither a whole number from 1 nor `all`"),
        ({"lose": "some"}, "`rules[0].then.lose` is neither a whole number from 1 nor `all`"),
        ({"lose": 1, "counted": "no"}, "`rules[0].then.counted` is neither `true` nor `false`"),
        ({"stale": True, "counted": False}, "`rules[0].then.counted` goes with `lose` only"),
        ({"expire": False}, "`rules[0].then.expire` can only be `true`"),
        ({"skew": "--5s"}, "`rules[0].then.skew`: `-5s` is not a duration like `50ms`, `1.5s` or `2m`"),
        ({"drop": "after", "garble": True}, "`rules[0].then` has more than one of `drop`, `garble`"),
        ({"explode": True}, "`rules[0].then` has an unknown key `explode`"),
    ],
)
def test_a_wrong_outcome_is_refused_with_its_place(then: dict[str, Any], message: str) -> None:
    with pytest.raises(FaultsError) as caught:
        parse({"rules": [{"then": then}]})

    assert caught.value.summary == message


@pytest.mark.parametrize("text", ["rules: [", "\x00", "rules: [{}", "[" * 5_000])
def test_a_file_that_cannot_be_parsed_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "faults.yaml"
    path.write_text(text)

    with pytest.raises(FaultsError, match=r"faults\.yaml"):
        load(path)


def test_a_missing_file_and_one_that_is_no_text_are_named(tmp_path: Path) -> None:
    path = tmp_path / "faults.yaml"
    path.write_bytes(b"\xff\xfe\x00")

    for wrong in (path, tmp_path / "gone.yaml", tmp_path):
        with pytest.raises(FaultsError, match="cannot be read"):
            load(wrong)


def test_a_date_in_a_body_is_text(tmp_path: Path) -> None:
    path = tmp_path / "faults.yaml"
    path.write_text("rules: [{then: {status: 500, body: {since: 2026-01-02}}}]")

    outcome = load(path).strike(Request("GET", "/"))[1]

    assert isinstance(outcome, Answer)
    assert outcome.response.body == b'{"since": "2026-01-02"}'
