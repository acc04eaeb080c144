"""Tests of the commit that tenant files are those of."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy_cli.cli.revision import commit_of, revision_of


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


TRAPS = {
    "core.fsmonitor": "touch {trap}; false",
    "core.pager": "touch {trap}; cat",
    "core.sshCommand": "touch {trap}; false",
    "diff.external": "touch {trap}; false",
    "filter.trap.clean": "touch {trap}; cat",
    "filter.trap.process": "touch {trap}; false",
    "gpg.program": "touch {trap}; false",
}
"""Settings of a checkout that name programs."""


@pytest.mark.parametrize("setting", TRAPS)
def test_nothing_that_a_checkout_names_is_run(setting: str, checkout: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trapped"
    (checkout / ".gitattributes").write_text("*.yaml filter=trap\n", encoding="utf-8")
    _git(checkout, "add", ".")
    _git(checkout, "commit", "-q", "-m", "Set a trap")
    _git(checkout, "config", "log.showSignature", "true")
    _git(checkout, "config", setting, TRAPS[setting].format(trap=trap))
    os.utime(checkout / "prod" / "tenant.yaml", (1, 1))

    assert commit_of(checkout / "prod") is not None
    assert revision_of(checkout / "prod") is not None
    assert not trap.exists()


def test_git_gets_no_secret_and_looks_nowhere_else(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, seen = commit_of(checkout / "prod"), tmp_path / "seen"
    own = tmp_path / "bin"
    own.mkdir()
    (own / "git").write_text(
        f'#!/bin/sh\nenv >> {seen}\necho "$@" >> {seen}\nexec {shutil.which("git")} "$@"\n'
    )
    (own / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{own}:{os.environ['PATH']}")
    monkeypatch.setenv("AUTH0_CLIENT_SECRET", "canary-of-the-environment")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "touch trapped")

    assert commit_of(checkout / "prod") == commit
    assert "HOME=" in seen.read_text()
    assert "canary" not in seen.read_text()
    assert "GIT_CONFIG_COUNT" not in seen.read_text()
