"""The project as a whole: format, lint, types, and a wheel that works away from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("-m", "ruff", "format", "--check", "."), id="the code is formatted"),
        pytest.param(("-m", "ruff", "check", "."), id="the linter has nothing to say"),
        pytest.param(("-m", "mypy"), id="the types fit"),
    ],
)
def test_the_checks_pass(arguments: tuple[str, ...]) -> None:
    outcome = run(*arguments)

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = run(
        "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), "."
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = folder.glob("*.whl")
    return found


def test_the_wheel_holds_the_schemas_and_nothing_of_the_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    shipped = {
        name.removeprefix("deploy_cli/schemas/") for name in names if name.startswith("deploy_cli/schemas/")
    }
    assert shipped == {path.name for path in (ROOT / "schemas").glob("*.json")}
    assert not [name for name in names if name.startswith(("tests", "tenants"))]


def test_the_wheel_works_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "installed"
    installed = run(
        "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(place), str(wheel)
    )
    assert installed.returncode == 0, installed.stdout + installed.stderr
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    where = run("-c", "import deploy_cli; print(deploy_cli.__file__)", cwd=elsewhere, PYTHONPATH=str(place))
    valid = run(
        "-m", "deploy_cli", "validate", str(ROOT / "tenants/demo"), cwd=elsewhere, PYTHONPATH=str(place)
    )
    applied = run(
        "-m", "deploy_cli", "apply", "--yes", str(ROOT / "tenants/demo"), cwd=elsewhere, PYTHONPATH=str(place)
    )

    assert where.stdout.startswith(str(place))
    assert valid.returncode == 0, valid.stdout + valid.stderr
    assert applied.returncode == 0, applied.stdout + applied.stderr
