"""Tests of the commit that tenant files are those of."""

import subprocess
from pathlib import Path

import pytest

from deploy_cli.cli.revision import commit_of


def _git(folder: Path, *arguments: str) -> str:
    own = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", "-C", str(folder), *own, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for folder in ("prod", "dev"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "tenant.yaml").write_text("roles: []\n", encoding="utf-8")
    _git(tmp_path, "init", "-q")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-q", "-m", "Start")
    return tmp_path


def test_files_of_a_commit_are_named_by_it(checkout: Path) -> None:
    commit = _git(checkout, "rev-parse", "HEAD")

    assert commit_of(checkout / "prod") == commit
    assert commit_of(checkout / "prod" / "tenant.yaml") == commit


def test_files_that_were_edited_are_of_no_commit_and_others_still_are(checkout: Path) -> None:
    (checkout / "prod" / "new.yaml").write_text("clients: []\n", encoding="utf-8")

    assert commit_of(checkout / "prod") is None
    assert commit_of(checkout / "dev") is not None


def test_outside_of_git_there_is_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    assert commit_of(tmp_path) is None


def test_without_git_there_is_no_commit(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    assert commit_of(checkout / "prod") is None
