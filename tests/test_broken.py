"""Broken tenant files are folders: what is wrong, and the exact words in which somebody is told.

``tests/broken/<kind>/<case>/`` holds the tenant files of one environment, in ``prod`` where it extends others.
``asked.json`` holds what stands outside of them: ``environ``, ``arguments``; ``secrets`` is what no message may hold.
What ``deploy-cli validate`` says on stderr
stands in ``messages.txt``; write it with ``pytest tests/test_broken.py --update-goldens``, and review it as its reader.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from deploy_cli.cli.exits import Exit
from deploy_cli.cli.main import run
from tests.conftest import Golden

BROKEN = Path(__file__).parent / "broken"
MOST_SECONDS = 5
KINDS = {"composition", "environment", "policies", "references", "schema", "texts", "variables", "yaml"}


def cases() -> list[Any]:
    folders = sorted(path for path in BROKEN.glob("*/*") if path.is_dir())
    return [pytest.param(folder, id=f"{folder.parent.name}/{folder.name}") for folder in folders]


@pytest.mark.parametrize("folder", cases())
def test_the_messages_are_those_of_the_case(
    folder: Path,
    golden: Golden,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = json.loads((folder / "asked.json").read_text("utf-8")) if (folder / "asked.json").exists() else {}
    hidden = shutil.ignore_patterns("messages.txt", "asked.json")
    copy = shutil.copytree(folder, tmp_path / "case", ignore=hidden, symlinks=True)
    monkeypatch.chdir(copy)
    for name, value in asked.get("environ", {}).items():
        monkeypatch.setenv(name, value)
    target = "prod" if Path("prod").is_dir() else "tenant.yaml" if Path("tenant.yaml").exists() else "."
    command = ["validate", target, *asked.get("arguments", [])]

    code = run(command)
    told = capsys.readouterr()
    assert run([*command, "--format", "json"]) == code
    machine = json.loads(capsys.readouterr().out)

    assert (code, told.out) == (Exit.ERROR, "")
    assert told.err.count("error: ") >= len(machine["problems"]) > 0
    assert not any(secret in told.err + json.dumps(machine) for secret in asked.get("secrets", []))
    golden(folder / "messages.txt", told.err)


def test_there_are_cases_of_every_kind() -> None:
    assert {folder.name for folder in BROKEN.iterdir() if folder.is_dir()} == KINDS
    assert len(cases()) >= 120
