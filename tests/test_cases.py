"""Cases are folders: what the files say, what the tenant has, the plan, and the requests an apply sends.

``tests/cases/<section>/<case>/`` holds the tenant files, ``live.json`` (objects by path below ``/api/v2``, as
`deploy_cli.emulator.seed` takes them; a new tenant where it is missing), ``plan.txt`` and ``requests.txt``. After the
apply, a plan of the same files is empty.
"""

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from deploy_cli import resources
from deploy_cli.app.applying import apply
from deploy_cli.app.desired import divide
from deploy_cli.app.planning import make_plan
from deploy_cli.auth0.credentials import Credentials
from deploy_cli.auth0.gateway import Gateway, connect
from deploy_cli.core.pairing import PlanSettings
from deploy_cli.core.plan import Plan
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.emulator.api import ManagementApi
from deploy_cli.emulator.message import Request
from deploy_cli.emulator.seed import seed
from deploy_cli.emulator.store import Store
from deploy_cli.files import tenant
from deploy_cli.render.plan_json import plan_object
from deploy_cli.render.plan_text import plan_text
from tests.conftest import Golden

CASES = Path(__file__).parent / "cases"
ENVIRONMENT = {"WEBHOOK_KEY": "a-secret-value"}


class Silent:
    """Hears how an apply goes, and says nothing."""

    def begin(self, change: object) -> None:
        pass

    def end(self, outcome: object) -> None:
        pass


class Recorder:
    """A tenant in this process that writes down every request that changes something."""

    def __init__(self, live: Mapping[str, Any]) -> None:
        self.sent: list[str] = []
        self._api = ManagementApi(
            Store.open(":memory:"),
            domain="emulator",
            random_source=random.Random(0),
            clock=lambda: 1_750_000_000.0,
        )
        seed(self._api, live)

    def __call__(
        self, method: str, path: str, query: list[tuple[str, str]], headers: dict[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        if method != "GET":
            asked = "&".join(f"{name}={value}" for name, value in query)
            line = f"{method} {path.removeprefix('/api/v2')}{'?' + asked if asked else ''}"
            sent = json.dumps(json.loads(body), indent=2, ensure_ascii=False) if body else ""
            self.sent.append(f"{line}\n{sent}".rstrip())
        answer = self._api.handle(Request(method, path, tuple(query), headers, body))
        return answer.status, answer.headers, answer.body


def cases() -> list[Any]:
    folders = sorted(CASES.glob("*/*/"))
    return [pytest.param(folder, id=f"{folder.parent.name}/{folder.name}") for folder in folders]


@pytest.mark.parametrize("folder", cases())
def test_the_plan_and_the_requests_are_those_of_the_case(folder: Path, golden: Golden) -> None:
    recorder = Recorder(_live(folder))
    desired = divide(tenant.load(folder, resources.ALL, environ=ENVIRONMENT), resources.ALL)
    credentials = Credentials.from_environ({"AUTH0_ACCESS_TOKEN": "a-token"})
    with connect("emulator", credentials, handle=recorder) as gateway:
        plan = _plan(desired, gateway)
        report = apply(plan, desired, gateway, resources.ALL, Silent())
        again = _plan(desired, gateway)

    shown = plan_object(plan, created_at="2026-01-01T00:00:00Z", tool_version="0")
    golden(folder / "plan.txt", _relative(plan_text(shown), folder) + "\n")
    golden(folder / "requests.txt", "\n\n".join(recorder.sent) + "\n")
    assert report.complete, report
    assert again.changes == ()


def _live(folder: Path) -> Mapping[str, Any]:
    file = folder / "live.json"
    live: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return live


def _plan(desired: DesiredTenant, gateway: Gateway) -> Plan:
    return make_plan(desired, gateway, resources.ALL, PlanSettings())


def _relative(text: str, folder: Path) -> str:
    return text.replace(f"{folder}/", "").replace(f"{folder.relative_to(Path.cwd())}/", "")
