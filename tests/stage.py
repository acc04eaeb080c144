"""What end-to-end tests are played on: time that passes only while somebody waits, known secrets, a silent listener."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from deploy_cli.auth0.clock import Clock
from deploy_cli.core.address import Selection
from deploy_cli.core.pairing import PlanSettings
from deploy_cli.emulator.api import ManagementApi
from deploy_cli.emulator.emulator import Emulator
from deploy_cli.emulator.faults import Faults
from deploy_cli.emulator.limits import Limits
from deploy_cli.emulator.seed import seed
from deploy_cli.emulator.signing import HashSigner
from deploy_cli.emulator.store import Store

SECRETS: Final = {
    "METADATA": '<EntityDescriptor entityID="urn:partner"/>',
    "SIGNING_KEY": "a-secret-of-sixteen-or-more",
    "WEBHOOK_KEY": "a-secret-value",
}
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


def emulated(domain: str, live: Mapping[str, Any], time: Time, faults: Faults | None = None) -> Emulator:
    """Make a tenant of a random that repeats itself, in which builds and deletes take a second."""
    api = ManagementApi(
        Store.open(":memory:"),
        domain=domain,
        clock=time.tell,
        random_source=random.Random(0),
        build_seconds=1.0,
        delete_seconds=1.0,
    )
    seed(api, live)
    return Emulator(
        api,
        domain=domain,
        signer=HashSigner(),
        limits=Limits(None, time.tell),
        faults=faults or Faults(),
        latency=0.0,
        clock=time.tell,
        sleep=time.sleep,
    )


def asked_for(folder: Path) -> PlanSettings:
    """Return what the command line adds, from ``asked.json``."""
    asked: dict[str, Any] = {name: tuple(given) for name, given in objects(folder / "asked.json").items()}
    selection = Selection(only=asked.pop("only", ()), exclude=asked.pop("exclude", ()))
    return PlanSettings(selection=selection, **asked)
