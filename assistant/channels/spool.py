"""The local spool: what was accepted while Redis did not answer, on this machine's disk until it does."""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.channels.errors import SpoolUnavailable

_BUSY_SECONDS = 1.0


class Spool:
    """A SQLite file; a row is on the disk when `add` returns. Several processes may share it. Entries are sealed already."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _working():
            self._file = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            self._file.execute("PRAGMA journal_mode = WAL")
            self._file.execute("PRAGMA synchronous = FULL")
            self._file.execute("CREATE TABLE IF NOT EXISTS spool (id INTEGER PRIMARY KEY, entry TEXT NOT NULL)")

    def add(self, entries: Sequence[Mapping[str, str]]) -> None:
        """All of them or, with `SpoolUnavailable`, none.

        One statement is one transaction, and one wait for the interpreter's lock, which a busy event loop is slow to hand over.
        """
        rows = json.dumps([json.dumps(entry) for entry in entries])
        with self._lock, _working():
            self._file.execute("INSERT INTO spool (entry) SELECT value FROM json_each(?)", (rows,))

    def oldest(self, count: int) -> list[tuple[int, dict[str, str]]]:
        """The first rows, with the numbers to remove them by."""
        with self._lock, _working():
            rows = self._file.execute("SELECT id, entry FROM spool ORDER BY id LIMIT ?", (count,)).fetchall()
        return [(number, json.loads(entry)) for number, entry in rows]

    def remove(self, numbers: Sequence[int]) -> None:
        """Remove rows that are in Redis now."""
        with self._lock, _working(), self._file:
            self._file.execute("BEGIN IMMEDIATE")
            self._file.executemany("DELETE FROM spool WHERE id = ?", [(number,) for number in numbers])

    def __len__(self) -> int:
        with self._lock, _working():
            (count,) = self._file.execute("SELECT count(*) FROM spool").fetchone()
        return int(count)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


@contextmanager
def _working() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise SpoolUnavailable(f"the spool does not work: {error}") from error
