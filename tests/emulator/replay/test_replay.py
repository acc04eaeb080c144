"""How far the emulator agrees with recorded traffic: floors that only rise."""

import json
from pathlib import Path

import pytest

from tests.emulator.replay.agreement import differences
from tests.emulator.replay.player import Outcome, play
from tests.emulator.replay.recording import load
from tests.emulator.replay.report import bodies, exact, lines, listed, statuses

RECORDINGS = Path(__file__).parents[4] / "shared" / "recordings" / "interactions.jsonl"
STATUSES = 0.998
BODIES = 0.969
BODIES_NOT_SEEDED = 0.968
EXACT = 0.784


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    if not RECORDINGS.exists():
        pytest.skip("recorded traffic is kept beside the checkout, in ../shared/recordings")
    return [outcome for recording in load(RECORDINGS) for outcome in play(recording)]


def test_statuses_agree(outcomes: list[Outcome]) -> None:
    assert statuses(outcomes).ratio >= STATUSES, "\n".join(listed(outcomes))


def test_recorded_fields_come_back(outcomes: list[Outcome]) -> None:
    assert bodies(outcomes).ratio >= BODIES, "\n".join(lines(outcomes))


def test_they_do_so_without_the_reads_that_show_what_was_seeded(outcomes: list[Outcome]) -> None:
    assert bodies(outcomes, earned=True).ratio >= BODIES_NOT_SEEDED, "\n".join(lines(outcomes))


def test_little_else_comes_back(outcomes: list[Outcome]) -> None:
    assert exact(outcomes).ratio >= EXACT, "\n".join(lines(outcomes))


def _recording(tmp_path: Path, *rows: dict[str, object]) -> list[Outcome]:
    file = tmp_path / "made-up.jsonl"
    plain: dict[str, object] = {
        "recording": "made up",
        "source": "here",
        "query": [],
        "request": None,
        "response": None,
    }
    text = "\n".join(json.dumps({**plain, "n": n, **row}) for n, row in enumerate(rows))
    file.write_text(text, encoding="utf-8")
    return [outcome for recording in load(file) for outcome in play(recording)]


def test_an_identifier_is_followed_through_a_recording(tmp_path: Path) -> None:
    role = {"id": "rol_recorded00000000", "name": "Editor", "type": "tenant"}

    made, read, gone = _recording(
        tmp_path,
        {
            "method": "POST",
            "path": "/api/v2/roles",
            "request": {"name": "Editor"},
            "status": 200,
            "response": role,
        },
        {
            "method": "GET",
            "path": f"/api/v2/roles/{role['id']}",
            "status": 200,
            "response": role | {"description": ""},
        },
        {"method": "DELETE", "path": f"/api/v2/roles/{role['id']}", "status": 200, "response": {}},
    )

    assert (made.is_exact, read.is_exact, gone.is_exact) == (True, True, True)
    assert not read.given


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/api/v2/roles", [["name_filter", "x"]]),
        ("/api/v2/roles", {"name_filter": "x"}),
        ("/api/v2/roles", "name_filter=x"),
        ("/api/v2/roles?name_filter=x", None),
    ],
)
def test_a_query_may_be_written_in_several_ways(tmp_path: Path, path: str, query: object) -> None:
    (listed,) = _recording(
        tmp_path, {"method": "get", "path": path, "query": query, "status": 200, "response": []}
    )

    assert listed.interaction.query == (("name_filter", "x"),)
    assert listed.is_exact


def test_what_a_recording_takes_for_granted_is_there_and_marked(tmp_path: Path) -> None:
    role = {"id": "rol_recorded00000000", "name": "Editor", "type": "tenant", "description": "x"}

    read, changed = _recording(
        tmp_path,
        {"method": "GET", "path": f"/api/v2/roles/{role['id']}", "status": 200, "response": role},
        {
            "method": "PATCH",
            "path": f"/api/v2/roles/{role['id']}",
            "request": {"name": "New"},
            "status": 200,
            "response": role | {"name": "New"},
        },
    )

    assert (read.given, changed.given) == (True, False)
    assert changed.is_exact


def test_the_answer_to_a_write_is_never_given(tmp_path: Path) -> None:
    branding = {"colors": {"primary": "#123456"}, "logo_url": "https://a.example/old.png"}

    (changed,) = _recording(
        tmp_path,
        {
            "method": "PATCH",
            "path": "/api/v2/branding",
            "request": {"favicon_url": "https://a.example/x.ico"},
            "status": 200,
            "response": branding | {"favicon_url": "https://a.example/x.ico"},
        },
    )

    assert not changed.body_agrees


@pytest.mark.parametrize(
    ("recorded", "emulated", "found"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, ["$.a"]),
        ({"a": 1}, {"a": True}, ["$.a"]),
        ({"a": None}, {}, ["$.a"]),
        ({"created_at": "x"}, {"created_at": "y"}, []),
        ({"created_at": "x"}, {}, ["$.created_at"]),
        ({"shields": ["a", "b"]}, {"shields": ["b", "a"]}, []),
        ({"callbacks": ["a", "b"]}, {"callbacks": ["b", "a"]}, ["$.callbacks[0]", "$.callbacks[1]"]),
        ({}, {"a": 1}, ["$.a"]),
    ],
)
def test_differences_are_found_where_they_are(recorded: object, emulated: object, found: list[str]) -> None:
    assert [one.path for one in differences(recorded, emulated)] == found
