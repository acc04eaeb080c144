"""Ctrl-C and SIGTERM to a real process that applies to a served tenant: manners at the first, speed at the second."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGTERM

import pytest
import yaml

from deploy_cli.core.journal import Result
from tests.chaos.play import WRITES, Stage, run_in, served

MANY = 24
SLOW = 0.4
"""Seconds that the server takes for a write: long enough to be interrupted in."""


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    (tmp_path / "after").mkdir()
    content = {"environment": {"name": "prod"}, "clients": [{"name": f"C{n}"} for n in range(MANY)]}
    (tmp_path / "after" / "tenant.yaml").write_text(yaml.safe_dump(content))
    slow = {
        "match": {"method": "POST", "path": "/api/v2/clients"},
        "then": {"delay": f"{int(SLOW * 1000)}ms"},
    }
    with served(tmp_path, tmp_path / "tenant.sqlite", tmp_path / "log.jsonl", [slow]) as stage:
        yield stage


def _until_writing(stage: Stage) -> None:
    """Wait until something was written; more of the like is under way then."""
    deadline = time.monotonic() + 60
    while sum(one["method"] in WRITES for one in stage.seen() if "/clients" in one["path"]) < 1:
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("number", [SIGINT, SIGTERM])
def test_the_first_signal_finishes_what_is_under_way_and_tells_everything(stage: Stage, number: int) -> None:
    process = run_in(stage, "apply", "after", "--yes", "--format", "json")
    _until_writing(stage)
    process.send(number)
    code = process.wait()
    report = json.loads(process.out)
    (run,) = stage.journals()
    made = [one for one in stage.seen() if one["method"] == "POST" and one["path"].endswith("/clients")]

    assert code == 130
    assert "finishing the requests under way" in process.err
    assert "Traceback" not in process.err
    assert 0 < report["summary"]["done"] < MANY
    assert report["summary"]["done"] == len(made), "what was under way was finished, and nothing else begun"
    assert report["summary"]["done"] + report["summary"]["not_tried"] == MANY
    assert run.unknown == ()
    assert run.ended is not None
    assert run.ended.interrupted


def test_the_second_signal_stops_at_once_and_the_rest_is_looked_up(stage: Stage) -> None:
    process = run_in(stage, "apply", "after", "--yes")
    _until_writing(stage)
    process.send(SIGINT)
    deadline = time.monotonic() + 30
    while "finishing" not in process.err:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    started = time.monotonic()
    process.send(SIGINT)
    code, took = process.wait(), time.monotonic() - started
    (run,) = stage.journals()
    resumed = run_in(stage, "apply", "after", "--yes", "--resume")

    assert code == 130
    assert took < 10
    assert "stopped at once" in process.err
    assert "Traceback" not in process.err
    assert run.ended is None
    assert resumed.wait() == 0, resumed.err
    assert f"run {run.id} did not finish" in resumed.err
    created = [one for one in stage.seen() if one["method"] == "POST" and one["path"].endswith("/clients")]
    assert len(created) == MANY, "none was made twice"
    assert not any(one.result(intent) is Result.UNKNOWN for one in stage.journals() for intent in one.intents)


def test_a_run_that_was_stopped_at_once_is_undone_whole(stage: Stage) -> None:
    process = run_in(stage, "apply", "after", "--yes")
    _until_writing(stage)
    process.send(SIGKILL)
    process.wait()
    undone = run_in(stage, "undo", "after", "--yes", "--allow-moved", "*")
    code = undone.wait()
    made = [one for one in stage.seen() if one["method"] == "POST" and one["path"].endswith("/clients")]
    gone = [one for one in stage.seen() if one["method"] == "DELETE"]

    assert code == 0, undone.err
    assert "of unknown outcome" in " ".join(undone.err.split())
    assert len(gone) == len(made) > 0


def test_a_signal_before_anything_is_written_ends_the_command(stage: Stage) -> None:
    stage.environ["DEPLOY_CLI_STATE_DIR"] = str(stage.folder / "state")
    process = run_in(stage, "apply", "after", "--yes")
    while process.alive and not [one for one in stage.seen() if one["path"] == "/oauth/token"]:
        time.sleep(0.002)
    process.send(SIGTERM)
    code = process.wait()

    assert code == 130, process.err
    assert "Traceback" not in process.err
