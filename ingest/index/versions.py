"""Build a version, check it, swap it in, roll it back; follow the current one while serving."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest.encode.sparse import terms, weigh_query
from ingest.errors import IndexBroken, IndexMismatch, IndexMissing
from ingest.types import Chunk, Encoder, Index, Language, SubSearch, Vector, Versions

_PROBES = 5
_PROBE_DEPTH = 10


@dataclass(frozen=True, slots=True)
class KnownQuery:
    """A query whose first hits must hold a document of `group`."""

    text: str
    language: Language
    group: str


def check(
    index: Index, chunks: Sequence[Chunk], vectors: Sequence[Vector], known: Sequence[KnownQuery], encoder: Encoder
) -> None:
    """`IndexBroken` unless every chunk is there, some of them find themselves, and known queries find their document."""
    if index.count() != len(chunks):
        raise IndexBroken(f"{index.count()} chunks stored of {len(chunks)}")
    step = max(1, len(chunks) // _PROBES)
    for chunk, vector in list(zip(chunks, vectors, strict=True))[::step]:
        as_of = chunk.provenance.valid_from or chunk.provenance.valid_to or date.today()
        hits = index.search([SubSearch(vector.dense, as_of, chunk.language, _PROBE_DEPTH)])[0]
        if all(index.chunks([hit.chunk_id])[hit.chunk_id].text != chunk.text for hit in hits):
            raise IndexBroken(f"a search for '{chunk.title}', section '{chunk.section_id}' does not find it")
    encoded = encoder.encode_queries([query.text for query in known])
    for query, dense in zip(known, encoded, strict=True):
        sparse = weigh_query(terms(query.text, query.language))
        today = date.today()
        hits = [
            hit
            for found in index.search([SubSearch(dense, today, None, _PROBE_DEPTH), SubSearch(sparse, today, None, _PROBE_DEPTH)])
            for hit in found
        ]
        if query.group not in {chunk.group for chunk in index.chunks([hit.chunk_id for hit in hits]).values()}:
            raise IndexBroken(f"the known query '{query.text}' does not find {query.group}")


def prune(versions: Versions, keep: int) -> list[str]:
    """Delete all but the current version and the newest others, `keep` in all; the names of those deleted."""
    current = versions.current()
    others = [version for version in versions.all() if version != current]
    dropped = others[: max(0, len(others) - (keep - 1))]
    for version in dropped:
        versions.delete(version)
    return dropped


def roll_back(versions: Versions) -> str:
    """Serve the version before the current one; its name. `IndexMissing` if there is none."""
    current, found = versions.current(), versions.all()
    earlier = [version for version in found if current is None or version < current]
    if not earlier:
        raise IndexMissing("no earlier index version to go back to")
    versions.swap(earlier[-1])
    return earlier[-1]


class LiveIndex:
    """The current version, opened again when another is swapped in.

    The version before stays open until the next swap, so that searches that run on it can end.
    """

    def __init__(self, versions: Versions, encoder: str, look_every_seconds: float = 1.0) -> None:
        self._versions, self._encoder, self._every = versions, encoder, look_every_seconds
        self._lock = threading.Lock()
        self._current: Index | None = None
        self._previous: Index | None = None
        self._looked = 0.0

    def get(self) -> Index:
        """The index to search now; `IndexMissing` or `IndexMismatch` if there is none for this encoder."""
        now = time.monotonic()
        if self._current is not None and now - self._looked < self._every:
            return self._current
        with self._lock:
            self._looked = now
            version = self._versions.current()
            if version is None:
                raise IndexMissing("nothing has been ingested yet: run python -m ingest corpora/mdm")
            if self._current is None or self._current.metadata.version != version:
                self._open(version)
            assert self._current is not None
            return self._current

    def close(self) -> None:
        """Close what is open."""
        for index in (self._current, self._previous):
            if index is not None:
                index.close()
        self._current = self._previous = None

    def _open(self, version: str) -> None:
        fresh = self._versions.open(version)
        if fresh.metadata.encoder != self._encoder:
            built = fresh.metadata.encoder
            fresh.close()
            raise IndexMismatch(
                f"the index was built with {built}, but queries are encoded by {self._encoder}: run python -m ingest again"
            )
        if self._previous is not None:
            self._previous.close()
        self._previous, self._current = self._current, fresh
