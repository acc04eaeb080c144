"""The promise of an apply: whatever goes wrong, nothing is lost, nothing is there twice, and nothing is half-told.

Each scenario is a random tenant on a port, random files for it, random faults, and runs that are killed or stopped at
random moments, until one ends by itself. Then the tenant is as the files say, nothing is there twice, nothing outside
the plan was touched, and journals and reports agree with what the server saw, request by request.

``pytest -m slow tests/chaos -s`` plays 300 of them and prints the figures; ``CHAOS_SEEDS=17,18`` plays these.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.chaos.play import Figures, play
from tests.chaos.scenario import scenario


def _seeds(ordinary: Iterable[int]) -> list[int]:
    told = os.environ.get("CHAOS_SEEDS")
    return [int(seed) for seed in told.split(",")] if told else [*ordinary]


@pytest.mark.parametrize("seed", _seeds([2, 4, 5, 7]))
def test_a_scenario_ends_as_the_files_say(seed: int, tmp_path: Path) -> None:
    play(scenario(seed), tmp_path, Figures())


@pytest.mark.slow
def test_three_hundred_scenarios_end_as_the_files_say(tmp_path: Path) -> None:
    figures = Figures()
    for seed in _seeds(range(1000, 1300)):
        folder = tmp_path / str(seed)
        folder.mkdir()
        try:
            play(scenario(seed), folder, figures)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
    print(f"\n{figures}")  # noqa: T201

    assert figures.killed > figures.scenarios / 4
    assert figures.faults > figures.scenarios / 2
