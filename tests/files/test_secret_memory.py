"""What is remembered of secrets is kept for its owner, and lost without harm."""

import json
from pathlib import Path

import pytest

from deploy_cli.core.seal import Seal
from deploy_cli.core.secret_memory import SecretMemory
from deploy_cli.core.values import Secret
from deploy_cli.files import secret_memory

KEY = Secret("k" * 32, "DEPLOY_CLI_STATE_KEY")
MEMORY = SecretMemory(Seal(KEY, "salt"), {("actions", "1"): {"secrets[A].value": "hmac-sha256:00"}})


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"DEPLOY_CLI_STATE_DIR": str(tmp_path)}


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_it_is_read_back_with_the_same_key(environ: dict[str, str], tmp_path: Path) -> None:
    secret_memory.save(environ, "d", "prod", MEMORY)

    assert secret_memory.load(environ, "d", "prod", KEY) == MEMORY
    assert secret_memory.load(environ, "d", "dev", KEY).marks == {}
    assert secret_memory.load(environ, "other", "prod", KEY).marks == {}
    assert files(tmp_path)[0].stat().st_mode & 0o777 == 0o600


def test_with_another_key_nothing_is_remembered(environ: dict[str, str]) -> None:
    secret_memory.save(environ, "d", "e", MEMORY)
    other = Secret("o" * 32)

    found = secret_memory.load(environ, "d", "e", other)

    assert found.marks == {}
    assert found.seal.key == other
    assert found.seal.salt not in ("", "salt")


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", "null", "[" * 100_000, json.dumps({"format_version": 1, "salt": "s", "key": "k"})],
)
def test_what_cannot_be_read_is_forgotten(environ: dict[str, str], tmp_path: Path, content: str) -> None:
    secret_memory.save(environ, "d", "e", MEMORY)
    files(tmp_path)[0].write_text(content)

    assert secret_memory.load(environ, "d", "e", KEY).marks == {}


def test_no_name_leads_out_of_the_state_directory(environ: dict[str, str], tmp_path: Path) -> None:
    secret_memory.save(environ, "a/../b:1", "../../x", MEMORY)

    assert [path.parent.parent for path in files(tmp_path)] == [tmp_path / "secrets"]
