"""What end-to-end tests are played on: time that passes only while somebody waits, known secrets, a silent listener."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from deploy_cli.auth0.clock import Clock
from deploy_cli.core.address import Selection
from deploy_cli.core.pairing import PlanSettings

SECRETS: Final = {"SIGNING_KEY": "a-secret-of-sixteen-or-more", "WEBHOOK_KEY": "a-secret-value"}
"""What `$(secret:…)` in the tenant files of the tests reads."""


@dataclass
class Time:
    """Passes only while somebody waits, so that a build takes its time and the test none."""

    now: float = 1_750_000_000.0

    def tell(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    @property
    def clock(self) -> Clock:
        return Clock(monotonic=self.tell, wall=self.tell, sleep=self.sleep)


class Silent:
    """Hears how an apply goes, and says nothing."""

    def begin(self, change: object) -> None:
        pass

    def end(self, outcome: object) -> None:
        pass


def objects(file: Path) -> Mapping[str, Any]:
    """Read a JSON object; a file that is not there holds none."""
    read: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return read


def asked_for(folder: Path) -> PlanSettings:
    """Return what the command line adds, from ``asked.json``."""
    asked = {name: tuple(given) for name, given in objects(folder / "asked.json").items()}
    selection = Selection(only=asked.pop("only", ()), exclude=asked.pop("exclude", ()))
    return PlanSettings(selection=selection, **asked)
