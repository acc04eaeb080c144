"""Projects that Auth0's Deploy CLI itself exports: they load, say what the tenant says, and deploy as it deploys them.

Run as `tests/emulator/test_official_tools.py` says.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy_cli.emulator.serving import Settings, running
from deploy_cli.resources import ALL
from tests.emulator.test_official_tools import FORMATS, Tools, entry, needed, tools

__all__ = ["tools"]

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "tenants" / "demo"


@dataclass
class Ours:
    """Runs deploy-cli against one emulator."""

    environment: Mapping[str, str]

    def run(self, *arguments: str | Path) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "deploy_cli", *map(str, arguments)],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def assert_settled(self, target: Path) -> None:
        """A plan of the files at ``target`` is empty, and not because they are."""
        plan = json.loads(self.run("plan", target, "--format", "json"))
        assert plan["changes"] == []
        assert plan["summary"]["unchanged"] > 20


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """The demo tenant, for any domain."""
    folder = tmp_path / "demo"
    shutil.copytree(DEMO, folder)
    file = folder / "tenant.yaml"
    file.write_text(file.read_text("utf-8").replace("  domain: emulator\n", ""), encoding="utf-8")
    return folder


@pytest.fixture
def other(tmp_path: Path, tools: Tools) -> Iterator[Mapping[str, str]]:
    """The environment for a second emulator."""
    env_file = tmp_path / "other.env"
    with running(Settings(https=True, env_file=env_file), lambda _: None):
        lines = (line for line in env_file.read_text().splitlines() if not line.startswith("#"))
        yield {
            **tools.environment,
            **{k: v.strip("'") for k, _, v in (line.partition("=") for line in lines)},
        }


@pytest.mark.parametrize("kind", FORMATS)
def test_what_the_deploy_cli_exports_says_what_the_tenant_says(
    tools: Tools, demo: Path, tmp_path: Path, kind: str
) -> None:
    needed(tools.folder / "node_modules" / "auth0-deploy-cli")
    ours = Ours(tools.environment)
    ours.run("apply", demo, "--yes")
    tools.deploy_cli("export", "-f", kind, "-o", tmp_path / "theirs")
    source = entry(tmp_path / "theirs", kind)

    ours.assert_settled(source)

    ours.run("init", "--from", source, tmp_path / "ours")
    ours.assert_settled(tmp_path / "ours")
    ours.run("fmt", "--check", tmp_path / "ours")


@pytest.mark.parametrize("kind", FORMATS)
def test_an_apply_does_what_the_import_does(
    tools: Tools, other: Mapping[str, str], demo: Path, tmp_path: Path, kind: str
) -> None:
    needed(tools.folder / "node_modules" / "auth0-deploy-cli")
    Ours(tools.environment).run("apply", demo, "--yes")
    tools.deploy_cli("export", "-f", kind, "-o", tmp_path / "theirs")
    source = entry(tmp_path / "theirs", kind)
    with running(Settings(https=True, env_file=tmp_path / "third.env"), lambda _: None):
        lines = (tmp_path / "third.env").read_text().splitlines()
        pairs = (line.partition("=") for line in lines if not line.startswith("#"))
        third = {**tools.environment, **{name: value.strip("'") for name, _, value in pairs}}

        Ours(other).run("apply", source, "--yes")
        included = {"AUTH0_INCLUDED_ONLY": json.dumps(list(ALL))}
        Tools(tools.folder, {**third, **included}).deploy_cli("import", "-i", source)

        Ours(third).run("export", "-o", tmp_path / "imported", "--only", "*")
        Ours(other).assert_settled(source)
        Ours(third).assert_settled(source)
        plan = said_elsewhere(tmp_path / "imported", other)
    assert plan == WRITTEN_BY_THE_TOOL


WRITTEN_BY_THE_TOOL = {
    "databases/Username-Password-Authentication": ["options.disable_self_service_change_password"],
    "databases/customers": ["options.disable_self_service_change_password"],
}
"""Address → what only the import sets: defaults of the tool's own."""


def said_elsewhere(exported: Path, environment: Mapping[str, str]) -> dict[str, list[str]]:
    """What an export of one tenant would change in another: by address, the paths."""
    (exported / "environment.yaml").unlink()
    plan = json.loads(Ours(environment).run("plan", exported, "--format", "json"))
    return {
        change["address"]: [edit["path"] for edit in change.get("edits", ())] for change in plan["changes"]
    }
