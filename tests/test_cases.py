"""Cases are folders: what the files say, what the tenant has, the plan, and the requests an apply sends.

``tests/cases/<section>/<case>/`` holds the tenant files and, where it is more than a new tenant, ``live.json``:
objects by path below ``/api/v2``, as `deploy_cli.emulator.seed` takes them. ``asked.json`` holds what the command line
adds: ``only``, ``exclude``, ``write_secrets``, ``allow_replace``. What has to come of it stands in ``plan.txt`` and
``requests.txt``, where ``{clients/Storefront}`` is the id that a create brought; or in ``refusal.txt``. After the
apply, a plan of the same files is empty.
"""

import base64
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
from deploy_cli.core.plan import Action, Change
from deploy_cli.core.report import Done, Report
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.emulator.api import ManagementApi
from deploy_cli.emulator.message import Request
from deploy_cli.emulator.seed import seed
from deploy_cli.emulator.store import Store
from deploy_cli.emulator.system import DEPLOY_CLIENT_ID
from deploy_cli.errors import ConfigError, Refused
from deploy_cli.files import tenant
from deploy_cli.render.paint import Paint
from deploy_cli.render.plan_json import plan_object
from deploy_cli.render.plan_text import plan_text
from deploy_cli.render.problems import error_text
from tests.conftest import Golden
from tests.stage import SECRETS, Silent, Time, asked_for, objects

CASES = Path(__file__).parent / "cases"


class Recorder:
    """A tenant in this process that writes down every request by which something changed."""

    def __init__(self, live: Mapping[str, Any], time: Time) -> None:
        self.sent: list[str] = []
        self._api = ManagementApi(
            Store.open(":memory:"),
            domain="emulator",
            random_source=random.Random(0),
            clock=time.tell,
            build_seconds=3.0,
            delete_seconds=3.0,
        )
        seed(self._api, live)

    def __call__(
        self, method: str, path: str, query: list[tuple[str, str]], headers: dict[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        answer = self._api.handle(Request(method, path, tuple(query), headers, body))
        if method != "GET" and answer.status < 400:
            asked = "&".join(f"{name}={value}" for name, value in query)
            line = f"{method} {path.removeprefix('/api/v2')}{'?' + asked if asked else ''}"
            sent = json.dumps(json.loads(body), indent=2, ensure_ascii=False, sort_keys=True) if body else ""
            self.sent.append(f"{line}\n{sent}".rstrip())
        return answer.status, answer.headers, answer.body


def cases() -> list[Any]:
    folders = sorted(path.parent for path in CASES.glob("*/*/tenant.yaml"))
    return [pytest.param(folder, id=f"{folder.parent.name}/{folder.name}") for folder in folders]


@pytest.mark.parametrize("folder", cases())
def test_the_plan_and_the_requests_are_those_of_the_case(
    folder: Path, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)  # so that no text depends on where the checkout is
    time = Time()
    recorder = Recorder(objects(folder / "live.json"), time)
    asked = asked_for(folder)
    credentials = Credentials.from_environ({"AUTH0_ACCESS_TOKEN": _token_of(DEPLOY_CLIENT_ID)})
    with connect("emulator", credentials, handle=recorder, clock=time.clock) as gateway:
        try:
            desired = divide(tenant.load(Path(), resources.ALL, environ=SECRETS), resources.ALL)
            plan = make_plan(desired, gateway, resources.ALL, asked)
        except (ConfigError, Refused) as error:
            golden(folder / "refusal.txt", error_text(error, {}, paint=Paint()) + "\n")
            return
        shown = plan_object(plan, created_at="2026-01-01T00:00:00Z", tool_version="0")
        golden(folder / "plan.txt", plan_text(shown) + "\n")
        if plan.refusals:
            return
        report = apply(plan, desired, gateway, resources.ALL, Silent())
        golden(folder / "requests.txt", _requests(recorder.sent, report))
        again = _again(desired, gateway, asked)

    assert report.complete, report
    assert again == ()


@pytest.mark.parametrize("section", resources.ALL)
def test_every_section_has_a_create_and_an_update(section: str) -> None:
    assert {"create", "update"} <= {folder.name for folder in (CASES / section).iterdir()}


def _token_of(client_id: str) -> str:
    """Return a token that says whose it is; within the process nobody checks it."""
    claims = base64.urlsafe_b64encode(json.dumps({"azp": client_id}).encode()).decode().rstrip("=")
    return f"e30.{claims}.e30"


def _again(desired: DesiredTenant, gateway: Gateway, asked: PlanSettings) -> tuple[str, ...]:
    plan = make_plan(desired, gateway, resources.ALL, PlanSettings(selection=asked.selection))
    return tuple(f"{change.action} {change.address}" for change in plan.changes)


def _requests(sent: list[str], report: Report) -> str:
    """Name what was created instead of its random id."""
    text = "".join(f"{request}\n\n" for request in sent).rstrip("\n")
    for outcome in report.outcomes:
        match outcome:
            case Done(Change(action=Action.CREATE, address=address), made) if made != address.name:
                text = text.replace(made, f"{{{address}}}")
    return text + "\n" if text else ""
