"""Runs the command line within this process, with a tenant folder of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy_cli.cli.main import run


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def cli(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Ran]:
    """Run a command in an empty folder and return its exit code and what it printed."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: object) -> Ran:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return command


TENANT = """\
environment:
  name: shop
  domain: emulator
clients:
  - name: Storefront
    app_type: spa
    callbacks: [https://shop.example/callback]
roles:
  - name: Clerk
    description: Sells
"""


@pytest.fixture
def tenant(tmp_path: Path) -> Path:
    """A tenant file for the embedded emulator."""
    file = tmp_path / "tenant.yaml"
    file.write_text(TENANT, encoding="utf-8")
    return file
