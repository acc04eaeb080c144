"""The lock: one apply at a time, who has it, and nobody has it for good."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy_cli.errors import Refused, UsageError
from deploy_cli.files.lock import Owner, locked

HOLD = """
import sys, time
from pathlib import Path
from deploy_cli.files.lock import locked
with locked(Path(sys.argv[1]), "acme.example:443", "apply tenants/prod", wait=0, waiting=print):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def another(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def hold(folder: Path, wait: float = 0, tenant: str = "acme.example:443") -> list[str]:
    heard: list[str] = []
    with locked(folder, tenant, "apply here", wait=wait, waiting=heard.append):
        return heard


def test_a_second_one_is_refused_and_told_who_the_first_is(tmp_path: Path) -> None:
    with another(tmp_path) as process, pytest.raises(Refused) as caught:
        hold(tmp_path)

    assert f"`apply tenants/prod`, process {process.pid} of " in caught.value.summary
    assert caught.value.summary.endswith(" s")


def test_other_tenants_are_free(tmp_path: Path) -> None:
    with another(tmp_path):
        assert hold(tmp_path, tenant="other.example") == []


def test_it_is_free_once_its_owner_is_killed(tmp_path: Path) -> None:
    with another(tmp_path) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert hold(tmp_path) == []


def test_who_waits_is_told_for_whom_and_gets_it(tmp_path: Path) -> None:
    with another(tmp_path) as process:
        later = threading.Timer(0.5, process.kill)
        later.start()
        heard = hold(tmp_path, wait=20)
        later.join()

    assert len(heard) == 1
    assert "apply tenants/prod" in heard[0]


def test_who_waits_in_vain_is_refused(tmp_path: Path) -> None:
    start = time.monotonic()
    with another(tmp_path), pytest.raises(Refused):
        hold(tmp_path, wait=0.3)

    assert time.monotonic() - start >= 0.3


def test_nothing_is_left_but_an_empty_file(tmp_path: Path) -> None:
    hold(tmp_path)
    hold(tmp_path)

    assert [path.name for path in tmp_path.iterdir() if path.read_bytes()] == []


def test_a_lock_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "acme.example%3A443.lock").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(UsageError):
        hold(tmp_path)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(("seconds", "age"), [(-5, "0 s"), (119, "119 s"), (120, "2 min"), (7200, "2 h")])
def test_an_age_is_told_in_what_fits(seconds: float, age: str) -> None:
    owner = Owner(pid=1, host="h", user="ann", command="apply x", since=1000.0)

    assert owner.told(1000.0 + seconds) == f"`apply x`, process 1 of ann on h, for {age}"
