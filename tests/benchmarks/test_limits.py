"""The figures are within their limits; `python -m tests.benchmarks` prints them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.benchmarks.judged import judging
from tests.benchmarks.measures import (
    Bench,
    Measure,
    effects,
    growth,
    loading,
    over_http,
    simulating,
    start_up,
    viewing,
)


@pytest.mark.benchmark
@pytest.mark.parametrize(
    "measured",
    [
        pytest.param(start_up, id="start-up"),
        pytest.param(lambda bench: loading(bench, 1_000), id="loading"),
        pytest.param(lambda bench: loading(bench, 10_000), id="loading-much"),
        pytest.param(lambda bench: over_http(bench, 1_000), id="over-http"),
        pytest.param(viewing, id="views"),
        pytest.param(growth, id="growth"),
        pytest.param(effects, id="effects"),
        pytest.param(simulating, id="simulating"),
        pytest.param(judging, id="guardrails"),
    ],
)
def test_the_figures_are_within_their_limits(
    measured: Callable[[Bench], Iterator[Measure]], tmp_path: Path
) -> None:
    assert [measure for measure in measured(Bench(tmp_path)) if not measure.good] == []
