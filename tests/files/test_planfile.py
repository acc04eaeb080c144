"""Plans are saved whole, for their owner only, and read with care."""

import json
from pathlib import Path
from typing import Any

import pytest

from deploy_cli.errors import PlanError, UsageError
from deploy_cli.files import planfile

DIGEST = "sha256:" + "0" * 64
PLAN: dict[str, Any] = {
    "format_version": 1,
    "tool_version": "0.1.0",
    "created_at": "2026-01-01T00:00:00Z",
    "tenant": {"domain": "emulator", "environment": "demo"},
    "source": {"digest": DIGEST, "commit": None},
    "summary": {"create": 0, "update": 0, "rename": 0, "delete": 0, "unchanged": 0, "unmanaged": 0},
    "changes": [],
    "findings": [],
    "digest": DIGEST,
}


def test_a_saved_plan_is_read_back(tmp_path: Path) -> None:
    plan = {**PLAN, "tool_version": "half \ud800 é"}

    planfile.save(tmp_path / "p.json", plan)

    assert planfile.load(tmp_path / "p.json") == plan
    assert (tmp_path / "p.json").stat().st_mode & 0o777 == 0o600


def test_keys_of_a_later_version_are_left_alone(tmp_path: Path) -> None:
    planfile.save(tmp_path / "p.json", {**PLAN, "later": 1})

    assert planfile.load(tmp_path / "p.json")["later"] == 1


def test_a_plan_that_is_not_there_is_a_matter_of_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no plan `.*p\.json`"):
        planfile.load(tmp_path / "p.json")
    with pytest.raises(UsageError, match="cannot be read: is a directory"):
        planfile.load(tmp_path)


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
        (json.dumps({key: value for key, value in PLAN.items() if key != "digest"}), "`digest` is missing"),
        (json.dumps({**PLAN, "changes": [{}]}), r"is missing in `changes\[0\]`"),
        (json.dumps({**PLAN, "digest": "x"}), "is not a complete plan: `digest`"),
    ],
)
def test_what_is_no_plan_is_refused(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "p.json").write_text(content)

    with pytest.raises(PlanError, match=message):
        planfile.load(tmp_path / "p.json")
