"""Reading the tenant log on from a checkpoint."""

from collections.abc import Mapping
from typing import Any

from deploy_cli.app.log_pages import pages


class Log:
    """A log that answers as the Management API does, and remembers what it was asked."""

    def __init__(self, count: int) -> None:
        self.ids = [f"{number:04}" for number in range(count)]
        self.asked: list[dict[str, str]] = []

    def __call__(self, query: Mapping[str, str]) -> list[dict[str, Any]]:
        self.asked.append(dict(query))
        if "from" not in query:
            return [{"log_id": one} for one in self.ids[:1]]
        after = [one for one in self.ids if one > query["from"]]
        return [{"log_id": one} for one in after[: int(query["take"])]]


def read(log: Log, checkpoint: str | None) -> list[str]:
    return [event["log_id"] for page, _ in pages(log, checkpoint) for event in page]


def test_every_event_is_read_once_from_the_oldest_on() -> None:
    log = Log(250)

    assert read(log, None) == log.ids
    assert log.asked[0] == {"sort": "date:1", "page": "0", "per_page": "1"}


def test_a_later_run_reads_only_what_came_since() -> None:
    log = Log(250)

    assert read(log, "0248") == ["0249"]
    assert read(log, "0249") == []


def test_an_empty_log_has_no_pages() -> None:
    assert read(Log(0), None) == []
