"""The list of runs, for people and for programs."""

import pytest

from deploy_cli.core.journal import Before, Begun, Ended, Told
from deploy_cli.render.runs import run_object, runs_text

CHANGES = (
    Before(change="c1", section="clients", name="Shop", action="update"),
    Before(change="c2", section="tenant", name="", action="update"),
    Before(change="c3", section="roles", name="Clerk", action="delete"),
)


def run(ended: Ended | None, commit: str | None = "0123456789abcdef", undoes: str | None = None) -> Told:
    begun = Begun(
        domain="acme.example", environment="prod", plan="p", source="s", commit=commit, undoes=undoes
    )
    return Told(id="20261122-1", at="2026-11-22T20:30:01.007Z", begun=begun, changes=CHANGES, ended=ended)


@pytest.mark.parametrize(
    ("ended", "word"),
    [
        (Ended(done=3, failed=0, not_tried=0), "complete"),
        (Ended(done=2, failed=1, not_tried=0), "partial"),
        (Ended(done=2, failed=0, not_tried=1, interrupted=True), "interrupted"),
        (None, "killed"),
    ],
)
def test_a_run_is_told_in_a_line(ended: Ended | None, word: str) -> None:
    text = runs_text([run(ended), run(ended, None, "20261121-9")])

    assert text.splitlines() == [
        f"20261122-1  2026-11-22T20:30:01Z  1 delete, 2 update  {word}  0123456789ab",
        f"20261122-1  2026-11-22T20:30:01Z  1 delete, 2 update  {word}  undoes 20261121-9",
    ]
    assert run_object(run(ended))["ended"] == word


def test_an_object_tells_the_addresses() -> None:
    told = run_object(run(None))

    assert [one["address"] for one in told["changes"]] == ["clients/Shop", "tenant", "roles/Clerk"]


def test_no_run_is_told_too() -> None:
    assert "no run" in runs_text([])
