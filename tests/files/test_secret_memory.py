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


def test_it_is_read_back_with_the_same_key(tmp_path: Path) -> None:
    secret_memory.save(tmp_path / "m.json", MEMORY)

    assert secret_memory.load(tmp_path / "m.json", KEY) == MEMORY
    assert (tmp_path / "m.json").stat().st_mode & 0o777 == 0o600


def test_with_another_key_nothing_is_remembered(tmp_path: Path) -> None:
    secret_memory.save(tmp_path / "m.json", MEMORY)
    other = Secret("o" * 32)

    found = secret_memory.load(tmp_path / "m.json", other)

    assert found.marks == {}
    assert found.seal.key == other
    assert found.seal.salt not in ("", "salt")


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", "null", "[" * 100_000, json.dumps({"format_version": 1, "salt": "s", "key": "k"})],
)
def test_what_cannot_be_read_is_forgotten(tmp_path: Path, content: str) -> None:
    (tmp_path / "m.json").write_text(content)

    assert secret_memory.load(tmp_path / "m.json", KEY).marks == {}
    assert secret_memory.load(tmp_path / "absent.json", KEY).marks == {}


def test_no_name_leads_out_of_the_state_directory(tmp_path: Path) -> None:
    path = secret_memory.path_of({"DEPLOY_CLI_STATE_DIR": str(tmp_path)}, "a/../b:1", "../../x")

    assert path.resolve().parent.parent == tmp_path / "secrets"
