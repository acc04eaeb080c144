"""A large apply loses hardly anything to the rate limit but what the limit takes."""

from pathlib import Path

import pytest

from tests.benchmarks.measures import Bench
from tests.benchmarks.rehearsal import rehearsal


@pytest.mark.benchmark
def test_a_thousand_updates_take_as_long_as_the_limit_demands(tmp_path: Path) -> None:
    assert [measure for measure in rehearsal(Bench(tmp_path)) if not measure.good] == []
