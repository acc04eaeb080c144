"""How fast a person is simulated."""

import time
from collections.abc import Callable
from typing import Final

from deploy_cli.lifetimes.settings import (
    DAY,
    Application,
    Era,
    Fallback,
    RefreshTokens,
    Sessions,
    Settings,
    Storage,
)
from deploy_cli.lifetimes.timeline import timeline
from deploy_cli.lifetimes.visits import Visit

KEPT: Final = Settings(
    access_token=DAY // 2, refresh=RefreshTokens(rotating=True, absolute=365 * DAY, idle=14 * DAY)
)
"""Every visit is an exchange."""

FORGOTTEN: Final = Settings(
    access_token=DAY // 2,
    refresh=RefreshTokens(rotating=True, absolute=None, idle=None),
    sessions=Sessions(absolute=365 * DAY, idle=100 * DAY),
    app=Application(storage=Storage.MEMORY, fallback=Fallback.SILENT),
)
"""Every visit begins a family, until there are too many."""


def a_year_of_daily_visits(settings: Settings) -> Callable[[], float]:
    """Return what simulates the year once, and returns the seconds of CPU that it took."""
    visits, eras = [Visit(day * DAY) for day in range(366)], [Era(0, settings)]

    def once() -> float:
        start = time.process_time()
        timeline(visits, eras)
        return time.process_time() - start

    return once
