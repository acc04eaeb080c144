"""What the emulated tenant holds, in SQLite: a file that survives a crash, or memory."""

import contextlib
import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from deploy_cli.emulator.values import Json, Object

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    parent TEXT NOT NULL,
    id TEXT NOT NULL,
    sort TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (kind, parent, id)
);
CREATE INDEX IF NOT EXISTS in_order ON objects (kind, parent, sort, seq);
CREATE INDEX IF NOT EXISTS by_name ON objects (kind, json_extract(body, '$.name'));
CREATE INDEX IF NOT EXISTS by_identifier ON objects (kind, json_extract(body, '$.identifier'));
CREATE INDEX IF NOT EXISTS by_server ON objects (kind, json_extract(body, '$.resource_server_identifier'));
CREATE INDEX IF NOT EXISTS by_client ON objects (kind, json_extract(body, '$.client_id'));
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

TENANT_NOTE = "tenant"
"""The domain of the tenant that was put in; while it is missing the store holds none."""


@dataclass(frozen=True, slots=True)
class Where:
    """A condition on the body: SQL with ``?`` for each of ``values``."""

    sql: str
    values: tuple[str | int | float, ...] = ()


class Store:
    """Objects by kind, parent and id. One connection behind one lock: any thread may call.

    A kind is the path template of its collection, a parent the ids that fill that template.
    Lists come in the order of ``sort``, then of creation.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.RLock()
        self._depth = 0

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open or create; ``":memory:"`` keeps nothing. Raises ``sqlite3.DatabaseError`` if it is no store.

        A new file is its owner's alone, and what SQLite puts beside it with it: tenants have secrets.
        """
        if str(path) != ":memory:":
            with contextlib.suppress(OSError):  # SQLite says it better
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        try:
            if str(path) != ":memory:":
                connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(SCHEMA)
        except sqlite3.DatabaseError:
            connection.close()
            raise
        return cls(connection)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def reset(self) -> None:
        """Forget the tenant; the next request finds a new one. Other notes stay."""
        with self.transaction():
            self._connection.execute("DELETE FROM objects")
            self._connection.execute("DELETE FROM notes WHERE name = ?", (TENANT_NOTE,))

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[None]:
        """All or nothing, one at a time; may be nested."""
        with self._lock:
            if self._depth == 0:
                self._connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._connection.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._connection.execute("COMMIT")

    def get(self, kind: str, key: str, parent: str = "") -> Object | None:
        """One object, or nothing."""
        row = self._one(
            "SELECT body FROM objects WHERE kind = ? AND parent = ? AND id = ?", kind, parent, key
        )
        return None if row is None else json.loads(row[0])

    def put(self, kind: str, key: str, body: Json, *, parent: str = "", sort: str = "") -> None:
        """Create or replace; what is replaced keeps its place in the order of creation."""
        with self._lock:
            self._connection.execute(
                "INSERT INTO objects (kind, parent, id, sort, body) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (kind, parent, id) DO UPDATE SET sort = excluded.sort, body = excluded.body",
                (kind, parent, key, sort, json.dumps(body, separators=(",", ":"))),
            )

    def delete(self, kind: str, key: str, parent: str = "") -> bool:
        """Remove one object; whether it was there."""
        with self._lock:
            cursor = self._connection.execute(
                "DELETE FROM objects WHERE kind = ? AND parent = ? AND id = ?", (kind, parent, key)
            )
        return cursor.rowcount > 0

    def clear(self, kind: str, parent: str | None = None) -> None:
        """Remove all objects of a kind, or those below one parent."""
        sql = "DELETE FROM objects WHERE kind = ?"
        with self._lock:
            if parent is None:
                self._connection.execute(sql, (kind,))
            else:
                self._connection.execute(f"{sql} AND parent = ?", (kind, parent))

    def orphan(self, family: str, parent: str) -> None:
        """Remove what hangs below ``parent`` in every kind whose path starts with ``family``."""
        with self._lock:
            self._connection.execute(
                "DELETE FROM objects WHERE kind LIKE ? "
                "AND (parent = ? OR substr(parent, 1, length(?)) = ? OR substr(id, 1, length(?)) = ?)",
                (f"{family}/%", parent, *(f"{parent}/",) * 4),
            )

    def page(
        self,
        kind: str,
        parent: str | None = "",
        *,
        where: Sequence[Where] = (),
        offset: int = 0,
        limit: int = -1,
        latest_first: bool = False,
        by: Where | None = None,
    ) -> list[Object]:
        """A page of a kind below one parent, or below all when ``parent`` is ``None``.

        ``by`` is an order (SQL) that goes before the kind's own.
        """
        sql, values = _query("SELECT body FROM objects", kind, parent, where)
        first, bound = (f"{by.sql}, ", by.values) if by is not None else ("", ())
        order = f"{first}sort, seq{' DESC' if latest_first else ''}"
        with self._lock:
            rows = self._connection.execute(
                f"{sql} ORDER BY {order} LIMIT ? OFFSET ?", (*values, *bound, limit, offset)
            ).fetchall()
        return [json.loads(body) for (body,) in rows]

    def count(self, kind: str, parent: str | None = "", *, where: Sequence[Where] = ()) -> int:
        """How many there are."""
        sql, values = _query("SELECT count(*) FROM objects", kind, parent, where)
        row = self._one(sql, *values)
        return int(row[0]) if row else 0

    def find(self, kind: str, field: str, value: str | int, parent: str | None = "") -> Object | None:
        """The first object whose ``field`` has ``value``."""
        # The path is written out: an index on it serves no path that is a parameter.
        found = self.matching(
            kind, Where(f"json_extract(body, '$.{field}') = ?", (value,)), parent=parent, limit=1
        )
        return found[0] if found else None

    def matching(self, kind: str, *where: Where, parent: str | None = "", limit: int = -1) -> list[Object]:
        """The few objects that fulfil all conditions, through the index of a natural key where there is one."""
        # The plus signs keep the planner from walking the whole list in its order instead.
        place = () if parent is None else (Where("+parent = ?", (parent,)),)
        sql, values = _query("SELECT body FROM objects", kind, None, (*where, *place))
        with self._lock:
            rows = self._connection.execute(
                f"{sql} ORDER BY +sort, +seq LIMIT ?", (*values, limit)
            ).fetchall()
        return [json.loads(body) for (body,) in rows]

    def parents(self, kind: str, key: str) -> list[str]:
        """Below which parents an object with this id stands."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT parent FROM objects WHERE kind = ? AND id = ? ORDER BY seq", (kind, key)
            ).fetchall()
        return [parent for (parent,) in rows]

    def keys(self, kind: str) -> list[str]:
        """The ids of all objects of a kind, in the order of creation."""
        with self._lock:
            rows = self._connection.execute("SELECT id FROM objects WHERE kind = ? ORDER BY seq", (kind,))
            return [key for (key,) in rows.fetchall()]

    def note(self, name: str) -> str | None:
        """A word about the store itself."""
        row = self._one("SELECT value FROM notes WHERE name = ?", name)
        return None if row is None else str(row[0])

    def take_note(self, name: str, value: str) -> None:
        """Keep a word about the store itself."""
        with self._lock:
            self._connection.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))

    def _one(self, sql: str, *values: Json) -> tuple[Json, ...] | None:
        with self._lock:
            row: tuple[Json, ...] | None = self._connection.execute(sql, values).fetchone()
        return row


def _query(
    select: str, kind: str, parent: str | None, where: Sequence[Where]
) -> tuple[str, tuple[str | int | float, ...]]:
    sql = f"{select} WHERE kind = ?"
    values: tuple[str | int | float, ...] = (kind,)
    conditions = where if parent is None else (Where("parent = ?", (parent,)), *where)
    for condition in conditions:
        sql, values = f"{sql} AND {condition.sql}", (*values, *condition.values)
    return sql, values
