"""Log files as objects, one after another, in little memory: lines or arrays, compressed or not."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from glob import glob
from pathlib import Path
from typing import IO, Any, Final, TypeAlias

from deploy_cli.errors import UsageError

_CHUNK: Final = 1 << 20
_LONGEST: Final = 1 << 20
"""Characters that one event may have; what is longer is taken for damage."""

_SEPARATORS: Final = " \t\r\n,[]\ufeff\x00"
"""What stands between events. The brackets of an array are among them, so that none has to be held as a whole."""

_ENDINGS: Final = (".json", ".jsonl", ".ndjson", ".log", ".txt", ".gz")
_GZIP: Final = b"\x1f\x8b"

Damaged: TypeAlias = Callable[[str, int, str], None]
"""Is told of what cannot be read: the file, the line, and why."""

_scan = json.JSONDecoder().raw_decode


def log_files(given: Sequence[str]) -> list[Path]:
    """Return the files that paths, folders and patterns stand for. Raises `UsageError` where there are none."""
    found: dict[Path, None] = {}
    for text in given:
        path = Path(text).expanduser()
        if path.is_dir():
            inside = [one for one in sorted(path.rglob("*")) if one.is_file() and one.suffix in _ENDINGS]
        elif path.exists():
            inside = [path]
        else:
            inside = [Path(one) for one in sorted(glob(str(path), recursive=True)) if Path(one).is_file()]  # noqa: PTH207
        if not inside:
            hint = f"in a folder, files that end in {', '.join(_ENDINGS)} are read" if path.is_dir() else None
            raise UsageError(f"there is no log file at `{text}`", hint=hint)
        found |= dict.fromkeys(inside)
    return list(found)


def objects(path: Path, damaged: Damaged) -> Iterator[dict[str, Any]]:
    """Yield the objects of one file; those in arrays count each. What is damaged is told of and left out."""
    try:
        with _opened(path) as stream:
            yield from _Reading(str(path), stream, damaged).objects()
    except (EOFError, zlib.error, gzip.BadGzipFile):
        damaged(str(path), 0, "the compressed file is damaged or ends too early")
    except OSError as error:
        raise UsageError(f"`{path}` cannot be read: {(error.strerror or str(error)).lower()}") from error


def _opened(path: Path) -> IO[str]:
    with path.open("rb") as raw:
        is_gzip = raw.read(2) == _GZIP
    if is_gzip:
        return gzip.open(path, "rt", encoding="utf-8", errors="replace")
    return path.open(encoding="utf-8", errors="replace")


class _Reading:
    """One file, of which a stretch is in memory."""

    def __init__(self, name: str, stream: IO[str], damaged: Damaged) -> None:
        self._name, self._stream, self._damaged = name, stream, damaged
        self._text, self._at, self._lines = "", 0, 0
        self._is_over = False

    def objects(self) -> Iterator[dict[str, Any]]:
        """Yield them."""
        while self._skip():
            try:
                value, self._at = _scan(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if not self._more():
                    self._leave_out(_reason(error))
                continue
            if isinstance(value, dict):
                yield value
            else:
                self._damaged(self._name, self._line(), "it is no object")

    def _skip(self) -> bool:
        """Go to the next event; tell whether there is one."""
        text, at = self._text, self._at
        while True:
            while at < len(text) and text[at] in _SEPARATORS:
                at += 1
            self._at = at
            if at < len(text):
                return True
            if not self._more():
                return False
            text, at = self._text, self._at

    def _more(self) -> bool:
        """Read on where what is left may be the beginning of an event; tell whether anything came."""
        if self._is_over or len(self._text) - self._at > _LONGEST:
            return False
        chunk = self._stream.read(_CHUNK)
        self._is_over = not chunk
        self._lines += self._text.count("\n", 0, self._at)
        self._text, self._at = self._text[self._at :] + chunk, 0
        return bool(chunk)

    def _line(self) -> int:
        return self._lines + self._text.count("\n", 0, self._at) + 1

    def _leave_out(self, reason: str) -> None:
        """Go on at the next line."""
        self._damaged(self._name, self._line(), reason)
        end = self._text.find("\n", self._at)
        while end < 0 and not self._is_over:
            self._at = len(self._text)
            self._more()
            end = self._text.find("\n", self._at)
        self._at = len(self._text) if end < 0 else end + 1


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return "it is no JSON"
