"""What is remembered of an environment, in a file."""

import stat
from pathlib import Path

import pytest

from deploy_cli.core.address import Address
from deploy_cli.core.drift import Applied, LastApplied
from deploy_cli.files import applied

LAST = LastApplied(
    applied_at="2026-01-01T00:00:00Z",
    salt=applied.new_salt(),
    resources={
        Address("clients", "a/b"): Applied(id="c1", body={"name": "a/b", "n": [1, None]}, sealed_with="k"),
        Address("tenant"): Applied(id=None, body={}),
    },
)


def environ(folder: Path) -> dict[str, str]:
    return {"DEPLOY_CLI_STATE_DIR": str(folder)}


def test_what_is_remembered_comes_back_and_is_its_owners_alone(tmp_path: Path) -> None:
    applied.save(environ(tmp_path / "state"), "localhost:8080", "prod", LAST)

    assert applied.load(environ(tmp_path / "state"), "localhost:8080", "prod") == LAST
    assert applied.load(environ(tmp_path / "state"), "localhost:8080", "dev") is None
    [file] = [path for path in (tmp_path / "state").rglob("*") if path.is_file()]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "text",
    ["", "no JSON", "[]", "null", "{}", '{"format_version": 2}', '{"format_version": 1}', "[" * 100_000,
     '{"format_version": 1, "applied_at": "x", "salt": "s", "resources": [{"section": 1}]}',
     '{"format_version": 1, "applied_at": "x", "salt": "s", "resources": 7}',
     '{"format_version": 1, "applied_at": "x", "salt": "s", "resources":'
     ' [{"section": "a", "name": "b", "id": null, "sealed_with": null, "body": 3}]}'],
)  # fmt: skip
def test_what_cannot_be_read_is_forgotten(tmp_path: Path, text: str) -> None:
    applied.save(environ(tmp_path), "d", "e", LAST)
    (tmp_path / "applied" / "d" / "e.json").write_text(text)

    assert applied.load(environ(tmp_path), "d", "e") is None
    assert applied.load(environ(tmp_path), "d", "another") is None


@pytest.mark.parametrize("name", ["../../x", "/etc/x", "..", ".", "a\nb"])
def test_no_name_leads_out_of_the_state_directory(tmp_path: Path, name: str) -> None:
    applied.save(environ(tmp_path / "state"), name, name, LAST)

    assert [path.name for path in tmp_path.iterdir()] == ["state"]
    [file] = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert file.resolve().parent.parent == (tmp_path / "state" / "applied").resolve()
    assert applied.load(environ(tmp_path / "state"), name, name) == LAST
