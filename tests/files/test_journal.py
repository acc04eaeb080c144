"""Journals: what was recorded is read again, whatever cut the file off, and nobody else reads it."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy_cli.core.journal import Before, Begun, Continued, Ended, Intent, Result, Settled, Told
from deploy_cli.errors import UsageError
from deploy_cli.files.journal import KEPT, RunJournal, read, runs
from deploy_cli.files.state import private_folder

BEGUN = Begun(
    domain="acme.example", environment="prod", plan="sha256:p", source="sha256:s", only=("clients",)
)
CHANGE = Before(
    change="c1",
    section="clients",
    name="Shop",
    action="update",
    resource_id="id1",
    before={"callbacks": ["a", "b"], "note": "\ud83d"},
    after={"callbacks": ["a"]},
    lost=("client_secret",),
)
POST = Intent(number=1, change="c1", method="POST", path="clients", key={"name": "Shop"}, known=("id0",))
DONE = Settled(number=1, result=Result.DONE, resource_id="id1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return private_folder(tmp_path / "state", "journals", "acme.example")


def only(folder: Path) -> Told:
    (run,) = runs(folder)
    return run


def test_a_run_is_read_as_it_was_recorded(folder: Path) -> None:
    kept = RunJournal.begin(folder, BEGUN, lambda: datetime(2026, 11, 22, 20, 30, 1, 7000, UTC))
    for record in (CHANGE, POST, DONE, Ended(done=1, failed=0, not_tried=0)):
        kept.record(record)
    run = only(folder)

    assert kept.run == run.id
    assert run.id.startswith("20261122-203001-007-")
    assert run.at == "2026-11-22T20:30:01.007Z"
    assert (run.begun, run.changes, run.intents, run.settled) == (BEGUN, (CHANGE,), (POST,), {1: DONE})
    assert not run.unfinished
    assert run.touched() == (CHANGE,)
    assert run.made(CHANGE) == "id1"


def test_what_has_no_outcome_is_unknown_until_it_was_looked_up(folder: Path) -> None:
    kept = RunJournal.begin(folder, BEGUN)
    kept.record(POST)
    kept.close()
    before = only(folder)
    again = RunJournal.reopen(folder, before.id)
    again.record(DONE)
    again.record(Continued(by="another"))

    assert (before.unknown, before.unfinished) == ((POST,), True)
    assert (only(folder).unknown, only(folder).unfinished) == ((), False)


@pytest.mark.parametrize("cut", range(1, 40, 7))
def test_a_line_that_was_cut_off_is_no_record_and_hides_none(folder: Path, cut: int) -> None:
    kept = RunJournal.begin(folder, BEGUN)
    kept.record(POST)
    path = folder / f"{kept.run}.jsonl"
    path.write_bytes(path.read_bytes()[:-cut])
    assert only(folder).intents == ()
    RunJournal.reopen(folder, kept.run).record(CHANGE)

    assert only(folder).changes == (CHANGE,)


def test_what_never_began_is_no_run(folder: Path) -> None:
    (folder / "20260101-000000-000-aaaa.jsonl").write_bytes(b'{"record":"beg')
    (folder / "20260101-000000-000-bbbb.jsonl").write_bytes(
        b'[]\n"x"\n{"record":"unheard"}\n{"record":"begun"}\n'
    )

    assert list(runs(folder)) == []


def test_the_latest_run_comes_first_and_the_oldest_go(folder: Path) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    clock = iter(start + timedelta(hours=n) for n in range(1000))
    made = []
    for _ in range(KEPT + 3):
        kept = RunJournal.begin(folder, BEGUN, clock.__next__)
        made.append(kept.run)
        kept.close()

    assert [run.id for run in runs(folder)] == made[:2:-1]


def test_nobody_else_may_read_it(folder: Path) -> None:
    kept = RunJournal.begin(folder, BEGUN)

    assert stat.S_IMODE((folder / f"{kept.run}.jsonl").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_every_record_is_on_the_disk_when_it_was_recorded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = RunJournal.begin(folder, BEGUN)
    sizes = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: sizes.append(os.fstat(descriptor).st_size))
    kept.record(POST)

    assert sizes == [(folder / f"{kept.run}.jsonl").stat().st_size]


def test_a_disk_that_is_full_is_told(folder: Path) -> None:
    kept = RunJournal(folder / "x.jsonl", os.open("/dev/full", os.O_WRONLY))

    with pytest.raises(UsageError, match="no space left"):
        kept.record(POST)


def test_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    kept = RunJournal.begin(folder, BEGUN)
    path = folder / f"{kept.run}.jsonl"
    path.rename(tmp_path / "elsewhere.jsonl")
    path.symlink_to(tmp_path / "elsewhere.jsonl")

    assert list(runs(folder)) == []
    assert read(path) is None
    with pytest.raises(UsageError):
        RunJournal.reopen(folder, kept.run)
