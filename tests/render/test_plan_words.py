"""What the views say in the same words."""

import pytest

from deploy_cli.render import plan_words
from tests.render.saved_plans import change, dangerous, drift, edit, empty, plan, small, snapshot, source


def test_what_cannot_be_taken_back_is_counted_first() -> None:
    assert plan_words.counts(dangerous()) == ["2 to delete", "1 to create", "2 to update", "1 to rename"]
    assert plan_words.counts(empty()) == []


def test_what_is_left_alone_is_counted() -> None:
    assert plan_words.others(snapshot()) == ["34 unchanged", "1 in the tenant that the files do not name"]
    assert plan_words.others(plan(counts={"unchanged": 0})) == []


def test_no_risk_is_not_told() -> None:
    assert plan_words.risks(dangerous()) == ["2 critical", "1 high", "1 low"]


@pytest.mark.parametrize(
    ("requests", "told"),
    [
        (
            {"reads": 1_200, "writes": 0, "rate": None, "seconds": None},
            "1,200 to read for this plan, 0 to write",
        ),
        (
            {"reads": 1, "writes": 1, "rate": None, "seconds": 0.2},
            "reading, writing and reading back take under 1s",
        ),
        ({"reads": 1, "writes": 1, "rate": None, "seconds": 95.4}, "reading back take 1m 35s"),
        (
            {"reads": 1, "writes": 1, "rate": {"burst": 50, "per_second": 15}, "seconds": 3},
            "take 3s at the tenant's limit of 15 a second, 50 at once",
        ),
    ],
)
def test_the_cost_is_told_as_far_as_it_is_known(requests: dict[str, object], told: str) -> None:
    assert told in plan_words.cost(requests)


@pytest.mark.parametrize(
    ("taken", "told"),
    [
        ("2026-01-02T02:04:05Z", "a snapshot of 2026-01-02T02:04:05Z, 1h old when the plan was made"),
        ("2026-01-02T03:04:05+00:00", ", 0s old when the plan was made"),
        ("2027-01-02T03:04:05Z", ", 0s old when the plan was made"),
        ("2026-01-02", "a snapshot of 2026-01-02"),
        ("yesterday", "a snapshot of yesterday"),
        ("", "a snapshot of "),
    ],
)
def test_the_age_of_a_snapshot_is_told_where_it_is_one(taken: str, told: str) -> None:
    assert plan_words.snapshot(plan(snapshot={"created_at": taken})).endswith(told)


def test_the_command_makes_the_same_plan_and_can_be_pasted() -> None:
    assert plan_words.command(small()) == "deploy-cli plan TENANT"
    assert plan_words.command(drift()) == "deploy-cli drift TENANT"
    assert plan_words.command(snapshot()) == (
        """deploy-cli plan TENANT --only 'clients/*' --only 'roles/it'"'"'s' --exclude 'clients/Old*'"""
    )
    assert plan_words.command(dangerous()).endswith(
        "--write-secrets 'connections/*' --allow-replace 'clients/Old kiosk' --allow-empty roles --allow-deletes 2"
    )


def test_a_value_says_where_it_comes_from_through_what_and_over_what() -> None:
    place = source(
        overrides=[{"file": "base.yaml", "line": 3, "column": 1}], through=["$(var:x) from prod.yaml:6:5"]
    )

    assert plan_words.origin(place) == (
        "tenants/prod/clients.yaml:14:7, through $(var:x) from prod.yaml:6:5, overrides base.yaml:3:1"
    )
    assert plan_words.origin(None) == ""


def test_only_what_comes_from_another_file_tells_its_place() -> None:
    one = change("update", "clients/A", edit("a", 1, 2))
    tell = plan_words.elsewhere(one)

    assert tell(edit("a", 1, 2, source=source())) == ""
    assert tell(edit("a", 1, 2, source=source("other.yaml"))) == "other.yaml:14"
    assert tell(edit("a", 1, None)) == ""


def test_what_was_allowed_is_told() -> None:
    assert plan_words.allowed(small()) == ""
    assert plan_words.allowed(dangerous()) == (
        "2 deletes, to replace `clients/Old kiosk`, to empty `roles` and to write the secrets of `connections/*`"
    )


def test_a_text_is_shortened_to_its_beginning_and_says_so() -> None:
    assert plan_words.shortened("abcdef", 6) == "abcdef"
    assert plan_words.shortened("a" * 2_000, 6) == "aaaaaa… (1,994 more characters)"
