"""``kill -9`` at any moment leaves every file as it was or as it is to be, and nothing in between."""

import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pytest

from tests.stage import SECRETS

BASE: Final = "environment: {name: base}\nroles:\n- {name: Clerk, description: Sells}\n"
PROD: Final = """\
environment: {name: prod, domain: emulator}
# about the clients
clients:
- {app_type: spa, name: Storefront, callbacks: [https://shop.example]}
- name: Worker
  app_type: non_interactive
"""
MOVED: Final = "environment: {name: prod, domain: emulator}\nroles: [{name: Clerk, description: Buys}]\n"
COMMANDS: Final = {
    "export in place": ("export", "prod", "-o", "prod"),
    "export anew": ("export", "prod", "-o", "new"),
    "snapshot": ("export", "prod", "--snapshot", "snapshot.json"),
    "fmt": ("fmt", "prod"),
    "init": ("init",),
    "plan": ("plan", "prod", "--out", "plan.json", "--write", "markdown=plan.md", "--write", "html=plan.html"),
    "adopt": ("drift", "prod", "--adopt", "--yes"),
    "picture": (
        "refresh-tokens", "simulate", "prod", "Storefront", "--visits", "every 1d for 1y", "--picture", "p.svg",
    ),
}  # fmt: skip

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(
    ["deploy_cli.cli.main", "deploy_cli.cli.plan", "deploy_cli.cli.export", "yaml"]
)
_CHANGES: Final = frozenset({"os.rename", "os.remove", "os.mkdir", "os.chmod", "os.truncate"})


def _child(folder: Path, arguments: tuple[str, ...], deadly: int | None) -> None:
    """Run a command, and kill this process at the call ``deadly`` after the first change of a file; tell how many."""
    os.chdir(folder)
    os.environ |= {**SECRETS, "DEPLOY_CLI_STATE_DIR": str(folder / "state")}
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123
    calls = 0

    def count(frame: FrameType, event: str, arg: object) -> None:
        nonlocal calls
        if event in ("c_call", "call"):
            calls += 1
            if calls == deadly:
                os.kill(os.getpid(), signal.SIGKILL)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        named = arguments and isinstance(arguments[0], str | os.PathLike)
        ours = named and str(Path(arguments[0]).absolute()).startswith(str(folder))
        if ours and (writes or event in _CHANGES) and not sys.getprofile():
            sys.setprofile(count)

    from deploy_cli.cli.main import run

    sys.addaudithook(watch)
    code = _careless(arguments) if arguments == ("careless",) else run(arguments)
    sys.setprofile(None)
    (folder.parent / "told").write_text(json.dumps([code, calls]))


def _run(folder: Path, arguments: tuple[str, ...], deadly: int | None) -> int | None:
    process = _SERVER.Process(target=_child, args=(folder, arguments, deadly))
    process.start()
    process.join(60)
    return process.exitcode


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose tenant has moved on."""
    folder = tmp_path_factory.mktemp("start") / "work"
    (folder / "prod").mkdir(parents=True)
    (folder / "base.yaml").write_text(BASE)
    (folder / "prod" / "tenant.yaml").write_text(PROD + "roles: [{name: Clerk, description: Sells}]\n")
    assert _run(folder, ("apply", "prod", "--yes"), None) == 0
    (folder / "moved.yaml").write_text(MOVED)
    assert _run(folder, ("apply", "moved.yaml", "--yes"), None) == 0
    shutil.rmtree(folder / "state" / "applied")  # so that it counts as moved in the tenant
    (folder / "moved.yaml").unlink()
    return folder


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".deploy-cli-") and "sqlite" not in path.name
    }


def _whole(name: str, content: bytes) -> bool:
    """Tell whether a file that bears the time of its making is complete."""
    if name.endswith(".json"):
        return isinstance(json.loads(content), dict)
    if name.endswith((".lock", ".jsonl")):
        return True
    if name.endswith(".md"):
        return content.endswith(b"</details>\n")
    return content.rstrip().endswith(b"</html>")


def _played(
    arguments: tuple[str, ...], start: Path, tmp_path: Path, moments: Sequence[float]
) -> Iterator[tuple[Path, str]]:
    """Kill the command at each of the moments, shares of its way; yield what is neither old nor new nor whole."""
    before = _files(start)
    shutil.copytree(start, tmp_path / "whole")
    assert _run(tmp_path / "whole", arguments, None) == 0
    code, calls = json.loads((tmp_path / "told").read_text())
    after = _files(tmp_path / "whole")
    assert (code, after != before, calls > 0) == (0, True, True), "it writes something"
    for number, moment in enumerate(moments):
        folder = tmp_path / str(number)
        shutil.copytree(start, folder)
        assert _run(folder, arguments, 1 + int(moment * calls)) in (0, -signal.SIGKILL)
        left = _files(folder)
        assert before.keys() <= left.keys(), "nothing is lost"
        for file, content in left.items():
            if content not in (before.get(file), after.get(file)) and not _whole(file, content):
                yield folder / file, content.decode(errors="replace")


def _check(name: str, start: Path, tmp_path: Path, times: int) -> None:
    chance = random.Random(f"kill {name}")
    assert list(_played(COMMANDS[name], start, tmp_path, [chance.random() for _ in range(times)])) == []


@pytest.mark.parametrize("name", ["export in place", "fmt", "init", "plan", "adopt"])
def test_a_killed_command_leaves_each_file_old_or_new(name: str, start: Path, tmp_path: Path) -> None:
    _check(name, start, tmp_path, 2)


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_killed_often_leaves_each_file_old_or_new(name: str, start: Path, tmp_path: Path) -> None:
    _check(name, start, tmp_path, 15)


def test_a_careless_command_would_be_found_out(start: Path, tmp_path: Path) -> None:
    moments = [number / 6 for number in range(6)]

    assert list(_played(("careless",), start, tmp_path, moments)) != []


def _careless(arguments: Sequence[str]) -> int:
    with Path("prod/tenant.yaml").open("w") as stream:
        stream.write("half of")
        stream.flush()
        stream.write(" the text")
        stream.flush()
    return 0
