import threading
import time
from collections.abc import Callable

import pytest

from deploy_cli.auth0.workers import Workers


def test_results_keep_the_order_of_the_tasks() -> None:
    workers = Workers(4)

    def task(n: int) -> Callable[[], int]:
        def run() -> int:
            time.sleep(0.002 * (9 - n))
            return n

        return run

    assert workers.run([task(n) for n in range(10)]) == list(range(10))
    assert workers.run([]) == []


def test_no_more_threads_are_used_than_there_are_connections() -> None:
    names: set[str] = set()

    def task() -> None:
        names.add(threading.current_thread().name)
        time.sleep(0.002)

    Workers(3).run([task] * 50)

    assert len(names) <= 3


def test_one_connection_needs_no_thread() -> None:
    before = threading.active_count()

    assert Workers(1).run([threading.current_thread] * 5) == [threading.current_thread()] * 5
    assert threading.active_count() == before


def test_tasks_may_bring_tasks_at_any_depth() -> None:
    workers = Workers(3)

    def tree(depth: int) -> int:
        return 1 if depth == 0 else sum(workers.run([lambda: tree(depth - 1)] * 3))

    assert tree(5) == 3**5


def test_the_first_failure_is_raised_and_nothing_more_is_begun() -> None:
    begun: list[int] = []

    def task(n: int) -> Callable[[], None]:
        def run() -> None:
            begun.append(n)
            if n == 2:
                raise KeyError(n)

        return run

    with pytest.raises(KeyError):
        Workers(1).run([task(n) for n in range(10)])

    assert begun == [0, 1, 2]


def test_what_is_running_is_finished_before_a_failure_is_raised() -> None:
    both = threading.Barrier(2)
    finished = threading.Event()

    def slow() -> None:
        both.wait(5)
        time.sleep(0.05)
        finished.set()

    def failing() -> None:
        both.wait(5)
        raise KeyError

    with pytest.raises(KeyError):
        Workers(2).run([slow, failing])

    assert finished.is_set()


def test_an_interruption_goes_before_a_failure() -> None:
    both = threading.Barrier(2)

    def fail(error: BaseException) -> Callable[[], None]:
        def run() -> None:
            both.wait(5)
            raise error

        return run

    with pytest.raises(KeyboardInterrupt):
        Workers(2).run([fail(KeyError()), fail(KeyboardInterrupt())])


def test_threads_end_when_the_workers_are_closed() -> None:
    before = threading.active_count()
    workers = Workers(5)
    workers.run([lambda: time.sleep(0.01)] * 10)

    workers.close()

    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.005)
    assert threading.active_count() == before
