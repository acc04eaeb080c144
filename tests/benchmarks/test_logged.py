"""A million log lines are within their limits."""

from pathlib import Path

import pytest

from tests.benchmarks.logged import recommending
from tests.benchmarks.measures import Bench


@pytest.mark.benchmark
def test_a_million_log_lines_are_within_their_limits(tmp_path: Path) -> None:
    assert [measure for measure in recommending(Bench(tmp_path)) if not measure.good] == []
