"""Plans are saved whole, for their owner only, and read with care; what was saved once stays readable."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy_cli.core.approved import digest_of_saved
from deploy_cli.core.signature import is_signed_with
from deploy_cli.core.values import Secret
from deploy_cli.errors import PlanError, UsageError
from deploy_cli.files import planfile

KEPT = Path(__file__).parent / "plans" / "format_1.json"
"""A plan as version 0.1.0 saved it. It stays as it is: pipelines hold such files."""

PLAN: dict[str, Any] = json.loads(KEPT.read_text("utf-8"))


def test_a_plan_of_the_first_version_stays_readable_and_what_it_is_bound_to_stays_the_same() -> None:
    plan = planfile.load(KEPT)

    assert plan == PLAN
    assert digest_of_saved(plan) == plan["digest"]
    assert is_signed_with(plan, Secret("the key of the golden plan, thirty-two or more"))


@pytest.mark.parametrize("missing", ["allowed", "secrets"])
def test_what_came_to_the_format_later_may_be_missing(tmp_path: Path, missing: str) -> None:
    planfile.save(tmp_path / "p.json", {key: value for key, value in PLAN.items() if key != missing})

    assert missing not in planfile.load(tmp_path / "p.json")


def test_a_saved_plan_is_read_back(tmp_path: Path) -> None:
    plan = {**PLAN, "tool_version": "half \ud800 é"}

    planfile.save(tmp_path / "p.json", plan)

    assert planfile.load(tmp_path / "p.json") == plan
    assert (tmp_path / "p.json").stat().st_mode & 0o777 == 0o600


def test_a_saved_plan_deceives_nobody_who_opens_it(tmp_path: Path) -> None:
    plan = {**PLAN, "tool_version": "rtl \u202egnp.exe \x9b31m ##[error] \u200b é"}

    planfile.save(tmp_path / "p.json", plan)

    text = (tmp_path / "p.json").read_text("utf-8")
    assert r"rtl \u202egnp.exe \u009b31m \u0023#[error] \u200b é" in text
    assert planfile.load(tmp_path / "p.json") == plan


def objects(value: Any) -> int:
    """How many objects there are in ``value`` whose keys have a meaning of their own."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, dict) + sum(map(objects, inner))


def enriched(value: Any) -> Any:
    """Every object with a key that nobody knows yet; the maps from names to values stay as they are."""
    match value:
        case dict() if "salt" in value:
            return {**value, "later": {"x": [1]}}
        case dict():
            kept = {key: item if key in ("files", "marks") else enriched(item) for key, item in value.items()}
            return {**kept, "later": {"x": [1]}}
        case list():
            return [enriched(item) for item in value]
        case _:
            return value


def test_keys_of_a_later_version_are_left_alone_wherever_they_stand(tmp_path: Path) -> None:
    plan = enriched(PLAN)
    assert objects(plan) == 2 * objects(PLAN) - len(["files", "marks"])

    planfile.save(tmp_path / "p.json", plan)

    assert planfile.load(tmp_path / "p.json") == plan


def test_causes_rules_and_severities_of_findings_of_a_later_version_are_accepted(tmp_path: Path) -> None:
    plan = copy.deepcopy(PLAN)
    plan["changes"][0]["cause"] = "moved-by-somebody"
    plan["changes"][1]["findings"][0] |= {"rule": "new-rule", "severity": "notice"}

    planfile.save(tmp_path / "p.json", plan)

    assert planfile.load(tmp_path / "p.json") == plan


def test_a_plan_that_is_not_there_is_a_matter_of_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no plan `.*p\.json`"):
        planfile.load(tmp_path / "p.json")
    with pytest.raises(UsageError, match="cannot be read: is a directory"):
        planfile.load(tmp_path)


def without(key: str) -> str:
    return json.dumps({name: value for name, value in PLAN.items() if name != key})


def spoiled(spoil: Callable[[Any], object]) -> str:
    plan = copy.deepcopy(PLAN)
    spoil(plan)
    return json.dumps(plan)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is not a saved plan"),
        ("{}", "is not a saved plan"),
        (json.dumps({**PLAN, "format_version": 2}), "is a plan of format 2, and this tool reads format 1"),
        (json.dumps({**PLAN, "format_version": True}), "is a plan of format true"),
        (json.dumps({**PLAN, "format_version": "1"}), 'is a plan of format "1"'),
        (without("digest"), "`digest` is missing"),
        (without("signature"), "`signature` is missing"),
        (json.dumps({**PLAN, "changes": [{}]}), r"is missing in `changes\[0\]`"),
        (json.dumps({**PLAN, "digest": "x"}), "is not a complete plan: `digest`"),
        (spoiled(lambda plan: plan["changes"][0].update(action="destroy")), r"`changes\[0\]\.action`"),
        (
            spoiled(lambda plan: plan["changes"][1]["edits"][0]["source"].update(line=0)),
            "not a complete plan",
        ),
        (json.dumps(PLAN)[:-1] + ', "changes": []}', "says `changes` twice"),
        (
            json.dumps(PLAN).replace('"address":', '"address": "clients/X", "address":', 1),
            "says `address` twice",
        ),
    ],
)
def test_what_is_no_plan_is_refused(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "p.json").write_text(content)

    with pytest.raises(PlanError, match=message):
        planfile.load(tmp_path / "p.json")
