"""Auth0's own tools, which nobody here wrote, work against the emulator as against a tenant.

They are not installed by our tests. To run these::

    npm install --prefix DIR auth0-deploy-cli auth0
    python -m venv DIR/venv && DIR/venv/bin/pip install auth0-python
    OFFICIAL_TOOLS=DIR pytest -m slow tests/emulator/test_official_tools.py
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy_cli.emulator.serving import Settings, running

from .official import sample

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
SAMPLE = HERE.parents[2] / "shared" / "samples" / "official-yaml"
FORMATS = ("yaml", "directory")

YOUNGER = frozenset(
    {
        "agents.list",
        "attack_protection.captcha_policies.list",
        "client_grants.search",
        "client_profiles.list",
        "clients.search",
        "guardian.factors.email.get",
        "guardian.factors.phone.get",
        "guardian.get",
        "keys.network_acls.list",
        "organizations.search",
        "resource_servers.search",
    }
)
"""What auth0-python 6.8 calls and the description of June 2026 does not have."""

NOTHING_THERE = frozenset(
    {
        "branding.templates.get_universal_login",
        "branding.themes.get_default",
        "emails.provider.get",
        "keys.custom_signing.get",
    }
)
"""What a new tenant answers 404 to."""

LARGER_PAGES = frozenset({"connection_profiles.list"})
"""Asks for 50 at a time by default, where the API gives 10 at most and says so with a 400."""


@dataclass
class Tools:
    """Runs the tools against one emulator."""

    folder: Path
    environment: dict[str, str]

    def run(self, *command: str | Path) -> str:
        """Run a tool to its successful end; return what it said."""
        done = subprocess.run(
            [str(part) for part in command],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, said[-3_000:]
        assert "error" not in [line.partition(" - ")[2][5:10] for line in said.splitlines()], said[-3_000:]
        return said

    def deploy_cli(self, *arguments: str | Path) -> str:
        """Run Auth0's Deploy CLI."""
        return self.run(self.folder / "node_modules" / ".bin" / "a0deploy", *arguments)


@pytest.fixture
def tools(tmp_path: Path) -> Iterator[Tools]:
    folder = Path(os.environ.get("OFFICIAL_TOOLS", "")).absolute()
    if "OFFICIAL_TOOLS" not in os.environ:
        pytest.skip("OFFICIAL_TOOLS names no folder with Auth0's own tools")
    env_file = tmp_path / "client.env"
    with running(Settings(https=True, env_file=env_file), lambda _: None):
        lines = (line for line in env_file.read_text().splitlines() if not line.startswith("#"))
        variables = {name: value.strip("'") for name, _, value in (line.partition("=") for line in lines)}
        quick = {"AUTH0_API_MAX_RETRIES": "1", "NODE_PATH": str(folder / "node_modules")}
        yield Tools(folder, {**os.environ, **quick, **variables})


def needed(path: Path) -> Path:
    """A part of a tool or a sample; the test is skipped where it is not there."""
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return path


def contents(folder: Path) -> dict[str, list[str]]:
    """The lines of every file, without the count of versions: the tool publishes modules anew at every import."""
    return {
        str(path.relative_to(folder)): [
            line for line in path.read_text().splitlines() if "latest_version_number" not in line
        ]
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def entry(folder: Path, kind: str) -> Path:
    """What the Deploy CLI is to import of what it exported."""
    return folder / "tenant.yaml" if kind == "yaml" else folder


def assert_settled(tools: Tools, kind: str, folder: Path, *options: str | Path) -> None:
    """What is exported can be imported, and then nothing changes any more.

    The first import may change something: the tool writes defaults of its own.
    """
    for export in ("first", "second", "third"):
        tools.deploy_cli("export", "-f", kind, "-o", folder / export)
        sample.fill_in_secrets(folder / export)
        if export != "third":
            tools.deploy_cli("import", *options, "-i", entry(folder / export, kind))

    assert contents(folder / "second") == contents(folder / "third")


@pytest.mark.parametrize("kind", FORMATS)
def test_the_deploy_cli_reads_a_new_tenant_and_writes_it_back(
    tools: Tools, kind: str, tmp_path: Path
) -> None:
    needed(tools.folder / "node_modules" / "auth0-deploy-cli")

    assert_settled(tools, kind, tmp_path)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_deploy_cli_deploys_its_sample_again_and_again(tools: Tools, kind: str, tmp_path: Path) -> None:
    needed(tools.folder / "node_modules" / "auth0-deploy-cli")
    folder = tmp_path / "sample"
    shutil.copytree(needed(SAMPLE), folder)
    sample.repair(folder)
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"AUTH0_KEYWORD_REPLACE_MAPPINGS": sample.KEYWORDS}))

    tools.deploy_cli("import", "-c", config, "-i", folder / "first.yaml")
    for _ in range(2):
        tools.deploy_cli("import", "-c", config, "-i", folder / "tenant.yaml")
    assert_settled(tools, kind, tmp_path, "-c", config)


def test_the_node_sdk_manages_a_tenant(tools: Tools) -> None:
    needed(tools.folder / "node_modules" / "auth0")

    tools.run("node", HERE / "official" / "sdk_tour.cjs")


def test_the_python_sdk_reads_everything(tools: Tools) -> None:
    python = needed(tools.folder / "venv" / "bin" / "python")

    said = tools.run(python, HERE / "official" / "sdk_reads.py")

    lines = [json.loads(line) for line in said.splitlines()]
    assert lines[-1]["calls"] > 60
    assert {line["method"] for line in lines[:-1]} <= YOUNGER | NOTHING_THERE | LARGER_PAGES
    assert {line["method"] for line in lines[:-1] if "error" in line} == set()
