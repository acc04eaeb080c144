"""A tenant within this process, and the whole cycle around it: seed, export, load, plan, apply."""

import random
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy_cli import resources
from deploy_cli.app.applying import apply
from deploy_cli.app.desired import divide
from deploy_cli.app.exporting import Exported, export
from deploy_cli.app.planning import make_plan
from deploy_cli.app.snapshots import take
from deploy_cli.app.updating import corrections
from deploy_cli.auth0.credentials import Credentials
from deploy_cli.auth0.gateway import Gateway, connect
from deploy_cli.core.address import Selection
from deploy_cli.core.call import Found
from deploy_cli.core.live import listing
from deploy_cli.core.pairing import PlanSettings
from deploy_cli.core.plan import Plan
from deploy_cli.core.redaction import Known, Redaction
from deploy_cli.core.report import Report
from deploy_cli.core.resource_type import Collection
from deploy_cli.core.tenant import DesiredTenant, Environment
from deploy_cli.emulator.api import ManagementApi
from deploy_cli.emulator.message import Request
from deploy_cli.emulator.seed import clear, seed
from deploy_cli.emulator.store import Store
from deploy_cli.files import export as tenant_files
from deploy_cli.files import snapshot, tenant
from deploy_cli.files.conformity import Conformity
from deploy_cli.files.schemas import shipped
from deploy_cli.files.snapshot import SnapshotTenant
from deploy_cli.files.updating import Updated, update
from tests.stage import Silent, Time

DOMAIN = "emulator"


class EmulatedTenant:
    """A tenant that holds ``objects``, by path as `deploy_cli.emulator.seed` takes them; of lists nothing else."""

    def __init__(self, objects: Mapping[str, Any] | None = None) -> None:
        self.requests: list[tuple[str, str]] = []
        """Method and path of every request that came."""
        self._time = Time()
        self._api = ManagementApi(
            Store.open(":memory:"),
            domain=DOMAIN,
            random_source=random.Random(0),
            clock=self._time.tell,
        )
        for path, value in (objects or {}).items():
            if isinstance(value, list):
                clear(self._api, path)
            seed(self._api, {path: value})

    def plan(self, desired: DesiredTenant, settings: PlanSettings | None = None) -> Plan:
        """Compare the tenant with ``desired``."""
        with self._connected() as gateway:
            return make_plan(desired, gateway, resources.ALL, settings or PlanSettings())

    def apply(self, desired: DesiredTenant, settings: PlanSettings | None = None) -> Report:
        """Make the tenant what ``desired`` says."""
        with self._connected() as gateway:
            plan = make_plan(desired, gateway, resources.ALL, settings or PlanSettings())
            return apply(plan, desired, gateway, resources.ALL, Silent())

    def raw(self, types: Iterable[Collection]) -> Mapping[tuple[str, str], Any]:
        """Return every resource of some collections as the API answers it, by section and id."""
        known = tuple(types)
        with self._connected() as gateway:
            answers = gateway.fetch([listing(described) for described in known])
        return {
            (described.section, item[described.server_id]): item
            for described, answer in zip(known, answers, strict=True)
            if isinstance(answer, Found)
            for item in answer.value
            if described.where is None or described.where(item)
        }

    def snapshot(self, desired: DesiredTenant, file: Path) -> SnapshotTenant:
        """Take a snapshot, keep it in ``file``, and give the tenant that answers from it."""
        redaction = Redaction(resources.ALL, Known.of(desired))
        with self._connected() as gateway:
            taken = take(
                gateway,
                resources.ALL,
                redaction,
                Selection(),
                created_at="2026-01-01T00:00:00Z",
                tool_version="1",
            )
        snapshot.save(file, taken)
        return SnapshotTenant(snapshot.load(file))

    def export(self, folder: Path) -> Exported:
        """Write the tenant as tenant files."""
        conformity = Conformity(shipped(), resources.ALL)
        with self._connected() as gateway:
            exported = export(gateway, resources.ALL, conformity, Selection())
        environment = Environment(name="exported", domain=DOMAIN)
        tenant_files.write(folder, environment, exported.sections, resources.ALL, overwrite=True)
        return exported

    def update(
        self,
        target: Path,
        *,
        environ: Mapping[str, str] | None = None,
        only: tuple[str, ...] = (),
        **settings: Any,
    ) -> Updated:
        """Bring tenant files in line with the tenant; the notes are those of both halves."""
        loading = tenant.Loading(target, resources.ALL, environ or {}, {}, (), shipped())
        files = loading.result()
        conformity = Conformity(shipped(), resources.ALL)
        with self._connected() as gateway:
            found = corrections(
                gateway,
                files,
                divide(files, resources.ALL),
                resources.ALL,
                conformity,
                Selection(only=only),
                **settings,
            )
        updated = update(loading, files, found)
        return Updated(updated.files, (*found.notes, *updated.notes))

    @contextmanager
    def _connected(self) -> Iterator[Gateway]:
        credentials = Credentials.from_environ({"AUTH0_ACCESS_TOKEN": "a-token"})
        with connect(DOMAIN, credentials, handle=self._handle, clock=self._time.clock) as gateway:
            yield gateway

    def _handle(
        self, method: str, path: str, query: list[tuple[str, str]], headers: dict[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        self.requests.append((method, path))
        answer = self._api.handle(Request(method, path, tuple(query), headers, body))
        return answer.status, answer.headers, answer.body


def loaded(target: Path, environ: Mapping[str, str] | None = None) -> DesiredTenant:
    """Load, validate and divide tenant files."""
    return divide(tenant.load(target, resources.ALL, environ=environ or {}), resources.ALL)
