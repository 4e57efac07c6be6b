"""Vectors that were computed once, by encoder and text: a run encodes only what changed, also after a kill."""

import hashlib
import sqlite3
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path

from ingest.types import Encoder

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS vectors (encoder TEXT, digest BLOB, vector BLOB, PRIMARY KEY (encoder, digest)) WITHOUT ROWID"
)
_LOOKUP = 500


class VectorCache:
    """A file of float32 vectors; each batch is committed as soon as it is encoded."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute(_SCHEMA)

    def encode(
        self, texts: Sequence[str], encoder: Encoder, batch: int, progress: Callable[[int], object]
    ) -> list[Sequence[float]]:
        """One vector a text, in order; `progress` is told how many more are ready."""
        digests = [hashlib.sha256(text.encode()).digest() for text in texts]
        known = self._known(encoder.name, digests)
        progress(sum(digest in known for digest in digests))
        missing = [index for index, digest in enumerate(digests) if digest not in known]
        missing.sort(key=lambda index: len(texts[index]))  # like lengths share a batch: less padding
        for first in range(0, len(missing), batch):
            indices = missing[first : first + batch]
            vectors = encoder.encode_passages([texts[index] for index in indices])
            rows = [(digests[index], array("f", vector)) for index, vector in zip(indices, vectors, strict=True)]
            with self._database:
                self._database.executemany(
                    "INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)",
                    [(encoder.name, digest, vector.tobytes()) for digest, vector in rows],
                )
            known.update(rows)
            progress(len(indices))
        return [known[digest] for digest in digests]

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _known(self, encoder: str, digests: Sequence[bytes]) -> dict[bytes, "array[float]"]:
        known: dict[bytes, array[float]] = {}
        for first in range(0, len(digests), _LOOKUP):
            some = digests[first : first + _LOOKUP]
            marks = ",".join("?" * len(some))
            query = f"SELECT digest, vector FROM vectors WHERE encoder = ? AND digest IN ({marks})"  # noqa: S608 - only marks
            for digest, vector in self._database.execute(query, (encoder, *some)):
                known[digest] = array("f", vector)
        return known
