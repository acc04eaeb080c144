"""Damaged tenant files end in problems: never in a traceback, soon, and in little memory."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from .fuzzing import MOST_MEMORY

ROOT = Path(__file__).parents[2]
MEASURED = """
import sys, time
from pathlib import Path
from deploy_cli.errors import ConfigError
from deploy_cli.files.tenant import load
from deploy_cli.resources import ALL
from tests.benchmarks.watched import peak
try:
    load(Path(sys.argv[1]), ALL, environ={})
except ConfigError as error:
    print(error.problems[0].message)
print(time.process_time(), int(peak()))
"""


@pytest.mark.parametrize(
    "seed", [pytest.param(0, id="0"), *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2, 3))]
)
def test_damaged_files_end_in_problems(seed: int) -> None:
    seconds = "3" if seed == 0 else "60"
    done = subprocess.run(
        [sys.executable, "-m", "tests.files.fuzzing", seconds, str(seed)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


BULKY: Mapping[str, Callable[[], str]] = {
    "a list without end": lambda: "clients:\n" + "- a\n" * 2_000_000,
    "a list on one line": lambda: "clients: [" + "a," * 2_000_000 + "]\n",
    "an object without end": lambda: "tenant:\n" + "".join(f"  k{n}: 1\n" for n in range(600_000)),
    "brackets": lambda: "[" * 10_000_000,
    "a long text": lambda: "tenant:\n  a: |\n" + "    xxxxxxxxxxxxxxxxxxxxxxxxxx é\n" * 1_000_000,
    "aliases": lambda: (
        "tenant:\n  a: &a [" + ",".join(["x"] * 500) + "]\n" + "".join(f"  b{n}: *a\n" for n in range(600))
    ),
    "references": lambda: "clients:\n  - name: '" + "$(var:a|" * 500_000 + "'\n",
    "variables": lambda: (
        "environment: {variables: {a: x}}\nclients:\n  - name: '" + "$(var:a)" * 500_000 + "'\n"
    ),
    "merge keys": lambda: (
        "tenant:\n  a0: &a0 {x: 1}\n"
        + "".join(f"  a{n}: &a{n} {{<<: *a{n - 1}, k{n}: 1}}\n" for n in range(1, 3_000))
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in BULKY.items()])
def test_bulky_files_are_told_of_soon_and_in_little_memory(text: Callable[[], str], tmp_path: Path) -> None:
    (tmp_path / "tenant.yaml").write_text(text(), encoding="utf-8")
    command = [sys.executable, "-c", MEASURED, str(tmp_path / "tenant.yaml")]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)

    seconds, memory = map(float, done.stdout.splitlines()[-1].split())
    assert memory < MOST_MEMORY
    assert seconds < 20
