"""Tests of where an apply stands."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from deploy_cli.core.plan import Change
from deploy_cli.render.columns import columns
from deploy_cli.render.paint import Paint
from deploy_cli.render.standing import Standing, standing_lines
from tests.hostile.corpus import ATTACKS

PLAIN = Paint()


@pytest.fixture
def standing(change: Callable[..., Change]) -> Standing:
    return Standing(
        done=398,
        failed=2,
        skipped=0,
        total=1_000,
        wave=1,
        waves=2,
        under_way=(change("clients/Shop", None, {"name": "Shop"}), change("roles/Old", {}, None)),
        pace=2.0,
        limit=2.0,
        each=1.1,
    )


def test_it_tells_what_is_through_and_how_long_the_rest_takes(standing: Standing) -> None:
    assert standing_lines(standing, 79, paint=PLAIN) == [
        "  ━━━━━━━━━━━━━━━━────────────────────────  400/1,000 changes",
        "  2 failed · wave 1 of 2 · 2.0 requests/s, 2/s allowed · about 5m 30s left",
        "  + clients/Shop, - roles/Old",
    ]


def test_a_burst_does_not_last(standing: Standing) -> None:
    assert replace(standing, pace=50.0).seconds_left == pytest.approx(330)
    assert replace(standing, pace=1.0).seconds_left == pytest.approx(660)
    assert replace(standing, limit=None, pace=10.0).seconds_left == pytest.approx(66)
    assert replace(standing, each=None).seconds_left is None
    assert replace(standing, pace=0.0).seconds_left is None


def test_the_end_and_a_stop_are_said(standing: Standing) -> None:
    through = replace(standing, done=1_000, failed=0, under_way=())

    assert standing_lines(through, 79, paint=PLAIN)[1].startswith("  reading back what was written")
    assert "Ctrl-C once more" in standing_lines(replace(standing, stopping=True), 79, paint=PLAIN)[2]


@pytest.mark.parametrize("width", [10, 20, 33, 40, 59, 79, 119])
@pytest.mark.parametrize("attack", [a.text for a in ATTACKS[::9]] + ["日本語" * 40])
def test_no_line_is_wider_than_the_terminal(
    width: int, attack: str, standing: Standing, change: Callable[..., Change]
) -> None:
    now = replace(standing, under_way=(change(f"clients/{attack}x", None, {"name": "x"}),) * 3, skipped=7)
    for one in (
        now,
        replace(now, stopping=True),
        replace(now, done=993),
        replace(now, done=0, failed=0, skipped=0),
    ):
        lines = standing_lines(one, width, paint=PLAIN)
        assert [line for line in lines if columns(line) > width or "\n" in line or "\x1b" in line] == []
