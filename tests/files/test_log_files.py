"""Log files, records and the archive: any shape, little memory, each event once, nobody recognisable."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.errors import UsageError
from deploy_cli.files.log_archive import Archive
from deploy_cli.files.log_events import SIZE, Hashing, Reckoning, milliseconds
from deploy_cli.files.log_sorting import Sorted
from deploy_cli.files.log_text import log_files, objects

EVENT = {
    "date": "2026-08-01T10:00:00.123Z",
    "type": "sertft",
    "client_id": "shop",
    "client_name": "Shop",
    "user_id": "auth0|jane-doe",
    "user_name": "jane@example.com",
    "ip": "203.0.113.9",
    "user_agent": "Chrome 119.0.0 / Mac OS X 10.15.7",
    "log_id": "90020260801",
}


def hashing(told: Reckoning | None = None, salt: bytes = b"salt" * 4) -> Hashing:
    return Hashing(salt, told or Reckoning())


def record(**changed: Any) -> bytes | None:
    return hashing().record({**EVENT, **changed})


def test_a_record_holds_nothing_of_who_it_was() -> None:
    found = record()

    assert found is not None
    assert len(found) == SIZE
    for private in ("jane", "auth0", "203.0", "Chrome", "shop", "90020260801"):
        assert private.encode() not in found
    assert hashing(salt=b"pepper-pepper-pe").record(EVENT) != found


def test_a_browser_that_is_brought_up_to_date_stays_the_same_device() -> None:
    assert record(user_agent="Chrome 120.0.1 / Mac OS X 10.15.8") == record()
    assert record(user_agent="Firefox 119.0.0 / Mac OS X 10.15.7") != record()


def test_the_wrapped_shape_of_a_stream_is_the_same_event() -> None:
    body = {key: value for key, value in EVENT.items() if key != "log_id"}

    assert hashing().record({"log_id": EVENT["log_id"], "data": body}) == record()


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"date": "yesterday"}, "without a date"),
        ({"date": None}, "without a date"),
        ({"date": "0001-01-01T00:00:00Z"}, "without a date"),
        ({"type": "seccft"}, "of other kinds"),
        ({"type": ["sertft"]}, "of other kinds"),
        ({"client_id": None}, "without a client"),
        ({"user_id": ""}, "without a user"),
        (
            {"audience": "urn:shop.eu.auth0.com:session_transfer"},
            "of online refresh tokens or transfers of a session",
        ),
        (
            {"details": {"refresh_token": {"access": "online"}}},
            "of online refresh tokens or transfers of a session",
        ),
    ],
)
def test_what_does_not_count_is_reckoned_with_its_reason(changed: dict[str, Any], why: str) -> None:
    told = Reckoning()

    assert hashing(told).record({**EVENT, **changed}) is None
    assert told.left_out == {why: 1}


def test_dates_are_read_in_every_zone() -> None:
    assert milliseconds("1970-01-01T00:00:01.5Z") == 1500
    assert milliseconds("1970-01-01T01:00:01+01:00") == 1000
    assert milliseconds("1970-01-01T00:00:01") == 1000


@given(st.lists(st.binary(min_size=SIZE, max_size=SIZE), max_size=60), st.integers(1, 9))
def test_runs_on_the_disk_sort_as_memory_does_and_give_each_record_once(
    records: list[bytes], run: int
) -> None:
    with Sorted(records + records[:5], run=run) as found:
        assert list(found.records()) == sorted(set(records))


def test_an_event_that_comes_twice_counts_once_and_order_does_not_matter() -> None:
    events = [{**EVENT, "log_id": str(n), "date": f"2026-08-{1 + n:02}T10:00:00Z"} for n in range(20)]
    shuffled = Random(1).sample(events * 3, 60)

    with Sorted(hashing().records(shuffled), run=7) as found:
        [(_, told)] = found.people()

    assert [event.at for event in told] == [milliseconds(str(event["date"])) for event in events]


@given(
    st.lists(
        st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.integers(), max_size=3), max_size=8
    )
)
def test_lines_arrays_and_pretty_arrays_hold_the_same_objects(values: list[dict[str, Any]]) -> None:
    import tempfile

    shapes = (
        "".join(json.dumps(value) + "\n" for value in values),
        json.dumps(values),
        json.dumps(values, indent=1),
    )
    for text in shapes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "log.json"
            path.write_text(text, "utf-8")
            told = Reckoning()
            assert list(objects(path, told.tell_damage)) == values
            assert told.damaged == 0


def test_objects_across_the_edge_of_what_is_in_memory_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from deploy_cli.files import log_text

    monkeypatch.setattr(log_text, "_CHUNK", 7)
    path = tmp_path / "log.jsonl"
    path.write_text("".join(json.dumps({**EVENT, "log_id": str(n)}) + "\n" for n in range(9)), "utf-8")

    assert [one["log_id"] for one in objects(path, Reckoning().tell_damage)] == [str(n) for n in range(9)]


def test_a_damaged_line_is_told_with_its_number_and_the_next_one_is_read(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text('{"a": 1}\n{"b": \n\n{"c": 3}\n17\n{"d": 4}\n' + "{" * 5000 + "\n", "utf-8")
    told = Reckoning()

    found = list(objects(path, told.tell_damage))

    assert {"a": 1} in found
    assert {"d": 4} in found
    assert told.damaged >= 3
    assert told.places[0].endswith("log.jsonl:2: it is no JSON")
    assert any("log.jsonl:5: it is no object" in place for place in told.places)


def test_nothing_at_a_place_is_wrong_usage(tmp_path: Path) -> None:
    for text in (tmp_path / "none.jsonl", tmp_path / "*.gz", tmp_path):
        with pytest.raises(UsageError, match="there is no log file"):
            log_files([str(text)])


def test_the_archive_reads_on_after_a_run_that_was_broken_off(tmp_path: Path) -> None:
    environ = {"DEPLOY_CLI_STATE_DIR": str(tmp_path)}
    first = Archive(environ, "shop.eu.auth0.com", "prod")
    records = [
        one
        for n in range(5)
        if (one := Hashing(first.salt, first.reckoning).record({**EVENT, "log_id": str(n)}))
    ]
    first.append(records[:3])
    first.save("3")
    first.append([records[3], records[4][:10]])  # killed while it wrote

    again = Archive(environ, "shop.eu.auth0.com", "prod")
    again.append(records[3:])

    assert (again.checkpoint, again.salt) == ("3", first.salt)
    with Sorted(again.records()) as found:
        assert list(found.records()) == sorted(records)


def test_an_archive_that_cannot_be_understood_begins_anew(tmp_path: Path) -> None:
    environ = {"DEPLOY_CLI_STATE_DIR": str(tmp_path)}
    first = Archive(environ, "shop.eu.auth0.com", "prod")
    first.append([record() or b""])
    first.save("1")
    next(tmp_path.rglob("prod.json")).write_text("{}", "utf-8")

    again = Archive(environ, "shop.eu.auth0.com", "prod")

    assert (again.checkpoint, list(again.records())) == (None, [])
