"""What all tests share: golden files, and an environment in which nothing of the outside is left."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("unhurried", deadline=None)  # a busy machine is no bug
settings.register_profile(
    "same", deadline=None, derandomize=True
)  # what lands is judged by the same examples
settings.load_profile("same" if os.environ.get("CI") else "unhurried")

Golden = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens",
        action="store_true",
        help="Write what is seen into the golden files; review the diff.",
    )
    parser.addoption(
        "--record-conversations",
        action="store_true",
        help="Hold the conversations of tests/conversations anew, and write the cassettes; review the diff.",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Hold a text against the file that says what it has to be."""

    def hold(file: Path, seen: str) -> None:
        if request.config.getoption("--update-goldens"):
            file.write_text(seen, encoding="utf-8")
        assert file.is_file(), f"{file} does not exist; write it with --update-goldens, and review it"
        assert seen == file.read_text(encoding="utf-8")

    return hold


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the credentials, the proxies and the state of whoever runs the tests out of them."""
    for name in [*os.environ]:
        if name.startswith(("AUTH0_", "DEPLOY_CLI_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DEPLOY_CLI_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("NO_COLOR", "1")
