"""Sorts more records than fit into memory: in runs on the disk, merged as they are read. Each record comes once.

The file has no name, so that it is gone with the process, however that ends; what is in it is hashed.
"""

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from tempfile import TemporaryFile
from typing import IO, Final

from deploy_cli.files.log_events import SIZE, WHOSE, client_of, event_of
from deploy_cli.lifetimes.gaps import TokenEvent

RUN: Final = 500_000
"""Records that are sorted at a time, about 40 MB."""

_BLOCK: Final = 2_048
"""Records of a run that are in memory while runs are merged."""


class Sorted:
    """The records of a ``with`` block, sorted."""

    def __init__(self, records: Iterable[bytes], run: int = RUN) -> None:
        self._runs: list[tuple[int, int]] = []
        self._file: IO[bytes] | None = None
        self._rest: list[bytes] = []
        for record in records:
            self._rest.append(record)
            if len(self._rest) >= run:
                self._spill()
        self._rest.sort()

    def __enter__(self) -> "Sorted":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def people(self) -> Iterator[tuple[bytes, list[TokenEvent]]]:
        """Yield how records name a client, with the events of each person there, by time."""
        for whose, group in groupby(self.records(), key=itemgetter(WHOSE)):
            yield client_of(whose), [event_of(record) for record in group]

    def records(self) -> Iterator[bytes]:
        """Yield each record once."""
        before = b""
        for record in merge(*(self._run(start, end) for start, end in self._runs), self._rest):
            if record != before:
                before = record
                yield record

    def _spill(self) -> None:
        if self._file is None:
            self._file = TemporaryFile(prefix="deploy-cli-")  # noqa: SIM115
        self._rest.sort()
        start = self._file.seek(0, 2)
        self._file.write(b"".join(self._rest))
        self._runs.append((start, self._file.tell()))
        self._rest = []

    def _run(self, start: int, end: int) -> Iterator[bytes]:
        assert self._file is not None  # noqa: S101
        while start < end:
            self._file.seek(start)
            block = self._file.read(min(_BLOCK * SIZE, end - start))
            start += len(block)
            yield from (block[at : at + SIZE] for at in range(0, len(block), SIZE))
