"""Tests of failures as text."""

from collections.abc import Callable
from pathlib import Path

import pytest

from deploy_cli.errors import ApiError, ConfigError, DeployError, Location, Problem, Refused, StalePlan
from deploy_cli.render.paint import Paint
from deploy_cli.render.problems import error_text, note_text, valid_text

Golden = Callable[[Path, str], None]
FILE = "tenants/prod/clients.yaml"
TEXT = (
    "clients:\r\n"
    "  - name: Shop\r\n"
    '    calbacks: ["https://shop.example/\u202ecb"]\r\n'
    "    app_type: spaa  # a typo\r\n"
    f"\tlogo_uri: {'x' * 90}, bad: here\r\n"
)


def _at(line: int, column: int) -> Location:
    return Location(FILE, line, column)


def test_problems(golden: Golden, golden_file: Path) -> None:
    error = ConfigError(
        [
            Problem(
                "`calbacks` is not a field of a client",
                _at(3, 5),
                "clients/Shop",
                "did you mean `callbacks`?",
            ),
            Problem("`spaa` is not one of `spa`, `native`", _at(4, 15), "clients/Shop"),
            Problem("this stands far to the right", _at(5, 104)),
            Problem("this stands behind the end of the line", _at(2, 200)),
            Problem("this line is not there any more", _at(99, 1), hint="a hint that is long " * 8),
            Problem("a message from outside\n::error::x\x1b[2J"),
            Problem("this file cannot be read", Location("elsewhere.yaml", 1, 1)),
        ]
    )

    golden(golden_file, error_text(error, {FILE: TEXT}, paint=Paint()) + "\n")


@pytest.mark.parametrize(
    ("line", "column", "marked"),
    [
        ("callbacks: https://x.example/a#b, c", 12, "https://x.example/a#b"),
        ("name: 'two words' # why", 7, "'two words'"),
        ("calbacks: []", 1, "calbacks"),
        ("a: [one, two]", 5, "one"),
        ('x: "open', 4, '"open'),
        ("x: }", 4, "}"),
    ],
)
def test_the_underline_is_as_long_as_what_stands_there(line: str, column: int, marked: str) -> None:
    error = ConfigError([Problem("no", Location(FILE, 1, column))])

    *_, shown, rule, _, _ = error_text(error, {FILE: line}, paint=Paint()).split("\n")

    assert shown[rule.index("^") :][: rule.count("^")] == marked


def test_one_problem_is_counted_in_the_singular() -> None:
    text = error_text(ConfigError([Problem("no")]), paint=Paint())

    assert text == "error: no\n\n1 problem in the tenant files"


def test_a_refusal_of_several_changes_names_each() -> None:
    error = Refused.of([Problem("it is protected", _at(2, 5), "clients/Shop", "unprotect it"), Problem("no")])

    assert error_text(error, paint=Paint()).split("\n") == [
        "error: clients/Shop: it is protected",
        f"  {FILE}:2:5",
        "hint: unprotect it",
        "",
        "error: no",
        "",
        "the plan is refused, for 2 reasons",
    ]


def test_a_refused_request_is_told_with_all_that_is_known() -> None:
    error = ApiError(
        "Payload validation error: 'Invalid \x1b[31m' on property callbacks[0]",
        hint="check the field",
        method="POST",
        path="/api/v2/clients",
        status=400,
        code="invalid_body",
        field="callbacks[0]",
        request_id="abc",
    )

    assert error_text(error, paint=Paint()).split("\n") == [
        "error: Payload validation error: 'Invalid \\u{1b}[31m' on property callbacks[0]",
        "  POST /api/v2/clients: 400, invalid_body, field `callbacks[0]`, request abc",
        "hint: check the field",
    ]


def test_an_error_without_more_is_one_line() -> None:
    assert error_text(DeployError("it went wrong"), paint=Paint()) == "error: it went wrong"
    assert error_text(ApiError("no answer"), paint=Paint()) == "error: no answer"


def test_further_lines_of_a_message_stand_behind_a_gutter() -> None:
    text = error_text(StalePlan("changed\n  ::warning::clients/Shop", hint="plan again"), paint=Paint())

    assert text == "error: changed\n  │   ::warning::clients/Shop\nhint: plan again"


def test_notes_and_the_good_news() -> None:
    assert note_text("left alone: `hooks`", paint=Paint()) == "note: left alone: `hooks`"
    assert valid_text("prod", 1, 2) == "prod: valid, 1 resource in 2 sections"
