"""A large apply loses hardly anything to the rate limit but what the limit takes."""

from pathlib import Path

import pytest

from tests.benchmarks.connections import asking
from tests.benchmarks.measures import Bench
from tests.benchmarks.rehearsal import rehearsal


@pytest.mark.benchmark
def test_a_thousand_updates_take_as_long_as_the_limit_demands(tmp_path: Path) -> None:
    assert [measure for measure in rehearsal(Bench(tmp_path)) if not measure.good] == []


@pytest.mark.benchmark
def test_a_request_costs_little_and_there_are_connections_enough(tmp_path: Path) -> None:
    assert [measure for measure in asking(Bench(tmp_path)) if not measure.good] == []
