"""Threads that work side by side, as many as there are connections, also when a task brings tasks of its own."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")


class Workers:
    """At most ``count`` threads, the callers included, started when they are first needed.

    Whoever hands tasks over works on them too, so that a task may hand tasks over without waiting for a thread
    that never gets free.
    """

    def __init__(self, count: int) -> None:
        self._others = max(count, 1) - 1
        self._started = 0
        self._lock = threading.Lock()
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()

    def run(self, tasks: Sequence[Callable[[], T]]) -> list[T]:
        """Run ``tasks`` and return their results in the same order.

        When one fails, no other is begun; what is running is finished, and the first failure is raised.
        """
        batch = _Batch(tasks)
        for _ in range(min(len(tasks) - 1, self._others)):
            self._start_another()
            self._queue.put(batch.work)
        batch.work()
        return batch.results()

    def close(self) -> None:
        """Let the threads end."""
        with self._lock:
            for _ in range(self._started):
                self._queue.put(None)
            self._started = 0

    def _start_another(self) -> None:
        with self._lock:
            if self._started < self._others:
                self._started += 1
                threading.Thread(target=self._serve, name=f"auth0-{self._started}", daemon=True).start()

    def _serve(self) -> None:
        while (work := self._queue.get()) is not None:
            work()


class _Batch(Generic[T]):
    """Tasks that were handed over together."""

    def __init__(self, tasks: Sequence[Callable[[], T]]) -> None:
        self._waiting = deque(enumerate(tasks))
        self._results: dict[int, T] = {}
        self._failures: dict[int, BaseException] = {}
        self._running = 0
        self._changed = threading.Condition()

    def work(self) -> None:
        """Take tasks until none is left; called by every thread that helps."""
        while (taken := self._take()) is not None:
            index, task = taken
            try:
                self._done(index, task())
            except BaseException as failure:  # it is raised where the batch was handed over
                self._failed(index, failure)

    def results(self) -> list[T]:
        """Wait for the tasks that other threads have begun."""
        with self._changed:
            while self._running:
                self._changed.wait()
        if self._failures:
            raise min(self._failures.items(), key=lambda item: (isinstance(item[1], Exception), item[0]))[1]
        return [self._results[index] for index in range(len(self._results))]

    def _take(self) -> tuple[int, Callable[[], T]] | None:
        with self._changed:
            if not self._waiting:
                return None
            self._running += 1
            return self._waiting.popleft()

    def _done(self, index: int, result: T) -> None:
        with self._changed:
            self._results[index] = result
            self._running -= 1
            self._changed.notify_all()

    def _failed(self, index: int, failure: BaseException) -> None:
        with self._changed:
            self._failures[index] = failure
            self._waiting.clear()
            self._running -= 1
            self._changed.notify_all()
