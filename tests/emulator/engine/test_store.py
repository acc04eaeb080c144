"""What the store keeps, and how."""

import json
import threading
from pathlib import Path

import pytest

from deploy_cli.emulator.store import Store, Where


def test_a_list_comes_in_the_order_of_creation(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "tenant.db")
    for key in ("b", "a", "c"):
        store.put("/things", key, {"id": key})
    store.put("/things", "b", {"id": "b", "changed": True})

    assert [one["id"] for one in store.page("/things")] == ["b", "a", "c"]
    assert [one["id"] for one in store.page("/things", offset=1, limit=1)] == ["a"]
    assert [one["id"] for one in store.page("/things", latest_first=True)] == ["c", "a", "b"]
    store.close()


def test_a_failed_transaction_leaves_nothing_behind() -> None:
    store = Store.open(":memory:")

    with pytest.raises(TypeError):
        _put_two(store, {"id": "a"}, {"id": {1, 2}})

    assert store.count("/things") == 0


def test_what_was_committed_is_there_for_the_next_process(tmp_path: Path) -> None:
    first, second = Store.open(tmp_path / "tenant.db"), Store.open(tmp_path / "tenant.db")

    first.put("/things", "a", {"id": "a"})

    assert second.get("/things", "a") == {"id": "a"}


def test_a_condition_looks_into_the_body() -> None:
    store = Store.open(":memory:")
    store.put("/things", "a", {"id": "a", "colour": "red"})
    store.put("/things", "b", {"id": "b", "colour": "blue"})

    found = store.page("/things", where=[Where("json_extract(body, '$.colour') = ?", ("blue",))])

    assert [one["id"] for one in found] == ["b"]
    assert store.find("/things", "colour", "red") == {"id": "a", "colour": "red"}


def test_a_deleted_parent_takes_what_hangs_below_it_and_nothing_else() -> None:
    store = Store.open(":memory:")
    store.put("/orgs/{id}/members", "u", {}, parent="org_1")
    store.put("/orgs/{id}/members/{id}/roles", "r", {}, parent="org_1/u")
    store.put("/orgs/{id}/members", "u", {}, parent="org_10")

    store.orphan("/orgs", "org_1")

    assert store.parents("/orgs/{id}/members", "u") == ["org_10"]
    assert store.count("/orgs/{id}/members/{id}/roles", None) == 0


def test_threads_do_not_lose_each_others_writes() -> None:
    store = Store.open(":memory:")

    def count_up() -> None:
        for _ in range(50):
            with store.transaction():
                known = store.get("/counter", "c") or {"n": 0}
                store.put("/counter", "c", {"n": known["n"] + 1})

    threads = [threading.Thread(target=count_up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert store.get("/counter", "c") == {"n": 400}


def test_reset_forgets_the_tenant_and_keeps_other_notes() -> None:
    store = Store.open(":memory:")
    store.put("/things", "a", json.loads("{}"))
    store.take_note("tenant", "acme")
    store.take_note("key", "value")

    store.reset()

    assert store.count("/things") == 0
    assert (store.note("tenant"), store.note("key")) == (None, "value")


def _put_two(store: Store, one: object, other: object) -> None:
    with store.transaction():
        store.put("/things", "a", one)
        store.put("/things", "b", other)


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "tenant.db")
    store.put("/things", "a", {"id": "a"})

    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    assert len(list(tmp_path.iterdir())) > 1, "what SQLite keeps beside it, too"
    store.close()
