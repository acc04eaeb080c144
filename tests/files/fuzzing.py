"""``python -m tests.files.fuzzing SECONDS SEED``: damages tenant files and loads them, led by the lines it reaches.

Whatever the files hold, loading ends in a tenant or in problems, soon, and in little memory. A damaged file that
reaches a line that none before it reached is damaged further. What fails is written to stderr, with the file.
"""

import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any, Final

from deploy_cli.app.desired import divide
from deploy_cli.errors import ConfigError
from deploy_cli.files import emit, tenant
from deploy_cli.files.composed import composed
from deploy_cli.resources import ALL
from tests.benchmarks.watched import peak

ROOT: Final = Path(__file__).parents[2]
MOST_SECONDS: Final = 5.0
MOST_MEMORY: Final = 500
"""MiB."""

PIECES: Final[tuple[str, ...]] = (
    *"{}[]:,&*!|>'\"%@`#?-\t\n\r \\0~$()",
    *("- ", ": ", "&a ", "*a", "<<: *a", "<<: [*a, *a]", "!!str ", "!x ", "| \n", ">-\n", "---\n", "...\n", "%YAML\n"),
    *("$(var:a)", "$(var:a|b)", "$(var:a|$(var:b|c))", "$(var:", "$$(var:a)", "$(secret:A)", "$(secret-file:/x)"),
    *("##A##", "@@A@@", "\"@@L@@\"", "##", "@@", "+", "-name", "\\+x", "null", "true", "1e9999", ".inf", "0x10", "012"),
    *("environment:", "extends: [.]", "extends: [b.yaml]", "variables: {a: $(var:b), b: [x]}", "prune: [clients]"),
    *("clients:", "name: ", "lifecycle: {state: absent}", "refresh_token_policy: p", "refresh_token_policies:"),
    *("\x00", "\x07", "\x85", "\u2028", "\ufeff", "\ue000", "\U0001f600", "é", "a" * 300, "[" * 70, "{a: " * 70),
)  # fmt: skip


class Fuzzer:
    """Keeps the texts that led somewhere new."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._random = random.Random(seed)
        self._folder = folder
        self._reached: set[tuple[str, int]] = set()
        self._texts = list(_seeds())
        self.runs = 0

    def step(self) -> None:
        """Damage one text and load it; raises what loading raises, `TimeoutError` where it takes too long."""
        text = self._damaged(self._random.choice(self._texts))
        other = self._damaged(self._random.choice(self._texts))
        (self._folder / "tenant.yaml").write_bytes(text)
        (self._folder / "b.yaml").write_bytes(other)
        before, start = len(self._reached), time.process_time()
        is_traced = self._random.random() < 0.3
        sys.settrace(self._trace if is_traced else None)
        try:
            self._load(self._folder / "tenant.yaml" if self._random.random() < 0.5 else self._folder)
        finally:
            sys.settrace(None)
        self.runs += 1
        if time.process_time() - start > MOST_SECONDS * (4 if is_traced else 1):
            raise TimeoutError(f"{time.process_time() - start:.1f} s")
        if len(self._reached) > before and len(text) < 20_000:
            self._texts.append(text)

    def _load(self, target: Path) -> None:
        environ = {"A": "x", "AUTH0_KEYWORD_REPLACE_MAPPINGS": '{"A": "a: b", "L": ["x", {"y": 1}]}'}
        try:
            divide(tenant.load(target, ALL, environ=environ), ALL)
            shown = composed(target, ALL, environ=environ, variables={})
            emit.yaml(dict(shown.sections), spaced=True, remark=lambda path: str(shown.origin(path)))
        except ConfigError:
            pass

    def _damaged(self, text: bytes) -> bytes:
        for _ in range(self._random.choice((1, 1, 2, 4, 8))):
            text = self._once(text)
        return text[:100_000]

    def _once(self, text: bytes) -> bytes:
        one, two = sorted(self._random.randrange(len(text) + 1) for _ in range(2))
        piece = self._random.choice(PIECES).encode()
        match self._random.randrange(7):
            case 0:
                return text[:one] + piece + text[one:]
            case 1:
                return text[:one] + piece + text[min(one + len(piece), len(text)) :]
            case 2:
                return text[:one] + text[min(two, one + 40) :]
            case 3:
                return text[:two] + text[one:two][:2000] + text[two:]
            case 4:
                lines = text.split(b"\n")
                self._random.shuffle(lines)
                return b"\n".join(lines)
            case 5:
                return text[:one] + bytes([self._random.randrange(256)]) + text[one + 1 :]
            case _:
                other = self._random.choice(self._texts)
                return text[:one] + other[self._random.randrange(len(other) + 1) :]

    def _trace(self, frame: FrameType, event: str, _: Any) -> Any:
        file = frame.f_code.co_filename
        if "deploy_cli" not in file:
            return None
        if event == "line":
            self._reached.add((file, frame.f_lineno))
        return self._trace


def _seeds() -> Iterator[bytes]:
    for folder in ("tenants", "tests/broken", "tests/cases"):
        for path in sorted((ROOT / folder).rglob("*.yaml")):
            if path.stat().st_size < 8_000:
                yield path.read_bytes()


def main(seconds: float, seed: int) -> int:
    """Fuzz for some seconds; return 1 where something failed."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        os.chdir(folder)
        fuzzer, until = Fuzzer(folder, seed), time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                fuzzer.step()
            except Exception as error:
                files = "\n".join(f"== {path.name}\n{path.read_bytes()!r}" for path in folder.iterdir())
                sys.stderr.write(f"seed {seed}, run {fuzzer.runs}: {error!r}\n{files}\n")
                return 1
    most = peak()
    sys.stdout.write(f"{fuzzer.runs} runs, {most:.0f} MiB\n")
    return 0 if most < MOST_MEMORY else 1


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), int(sys.argv[2])))
