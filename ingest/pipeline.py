"""From a folder of documents to a served index version, top to bottom."""

import fcntl
import hashlib
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ingest import corpus as corpora
from ingest.chunks import Chunker
from ingest.corpus import Refusal
from ingest.duplicates import split_duplicates
from ingest.encode.cache import VectorCache
from ingest.encode.sparse import terms, weigh
from ingest.errors import BadManifest, EmptyDocument, IngestError, IngestRunning
from ingest.index.versions import KnownQuery, check, prune
from ingest.injection import orders
from ingest.normalize import legible
from ingest.sections import sections as sections_of
from ingest.settings import IngestSettings
from ingest.tokens import TokenCounter
from ingest.types import Chunk, Document, Encoder, IndexMetadata, Language, Section, SparseVector, Vector, Versions

# Raised when the same documents and settings would give other chunks or weights.
_METHOD = 4
KNOWN_QUERIES = "known_queries.toml"


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. `version` is the one served after it, `swapped` says whether it is new.

    `suspicious` names the documents that went in though they hold what reads like orders to a machine: for a person to look at.
    """

    version: str | None
    swapped: bool
    documents: int
    sections: int
    chunks: int
    refused: tuple[Refusal, ...]
    duplicates: tuple[tuple[str, str], ...]
    suspicious: tuple[Refusal, ...]
    encoded: int
    seconds: float

    @property
    def chunks_per_second(self) -> float:
        """Chunks by the whole run's seconds."""
        return self.chunks / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class Parsed:
    """A corpus, read and cut."""

    documents: list[Document]
    sections: list[Section]
    chunks: list[Chunk]
    refused: list[Refusal]
    duplicates: list[tuple[Document, Document]]
    suspicious: list[Refusal]


Progress = Callable[[str, int, int], object]
"""Told a stage's name, how many more of its items are done, and how many there are in all."""


def ingest(folder: Path, settings: IngestSettings, encoder: Encoder, versions: Versions, progress: Progress) -> Report:
    """Read, chunk, encode, store, check, swap in. An `IngestError` leaves the served version as it was."""
    began = time.monotonic()
    name = corpus_name(folder)
    with _only_run(settings.state / "index" / f"{name}.lock"):
        stamp, served = _stamp(folder, settings, encoder), _served(versions)
        if served is not None and served.stamp == stamp:
            return _still_served(served, began)
        parsed = parse(folder, settings, progress)
        if not parsed.chunks:
            reasons = "".join(f"\n  {refusal.path}: {refusal.reason}" for refusal in parsed.refused)
            raise EmptyDocument(f"nothing to index in {folder}{reasons}")
        average, weights = _weigh(parsed.chunks, settings)
        metadata = _metadata(name, parsed, settings, encoder, average, stamp)
        if served is not None and served.digest == metadata.digest:
            return _report(parsed, served.version, False, 0, began)
        vectors, encoded = _encode(parsed.chunks, weights, settings, encoder, progress)
        versions.write(metadata, parsed.documents, parsed.chunks, vectors)
        fresh = versions.open(metadata.version)
        try:
            check(fresh, parsed.chunks, vectors, _known_queries(folder), encoder)
        except IngestError:
            fresh.close()
            versions.delete(metadata.version)
            raise
        fresh.close()
        versions.swap(metadata.version)
        prune(versions, settings.keep_versions)
        return _report(parsed, metadata.version, True, encoded, began)


def parse(folder: Path, settings: IngestSettings, progress: Progress) -> Parsed:
    """Read every file of a corpus and cut it into sections and chunks; bad files are refused by name, the others go in."""
    if not folder.is_dir():
        raise BadManifest(f"{folder} is no folder: name a corpus folder such as corpora/mdm")
    total = len(corpora.files(folder))
    documents: list[Document] = []
    refused: list[Refusal] = []
    for found in corpora.documents(folder, settings.max_file_megabytes * 1_000_000):
        (refused if isinstance(found, Refusal) else documents).append(found)  # type: ignore[arg-type]
        progress("read", 1, total)
    kept, duplicates = split_duplicates(documents)
    chunker = Chunker(settings.chunk_tokens, TokenCounter(settings.state / "tiktoken"))
    sections: list[Section] = []
    chunks: list[Chunk] = []
    whole: list[Document] = []
    for document in kept:
        try:
            cut = sections_of(document)
        except IngestError as error:
            refused.append(Refusal(document.path, str(error)))
        else:
            whole.append(document)
            sections += cut
            chunks += chunker.chunks(cut)
        progress("cut", 1, len(kept))
    suspicious = [Refusal(document.path, given[0]) for document in whole if (given := orders(document.text))]
    return Parsed(whole, sections, chunks, refused, duplicates, suspicious)


def corpus_name(folder: Path) -> str:
    """A corpus is named as its folder."""
    return folder.resolve().name


def _weigh(chunks: Sequence[Chunk], settings: IngestSettings) -> tuple[float, list[SparseVector]]:
    stems = [terms(chunk.indexed_text, chunk.language) for chunk in chunks]
    average = sum(map(len, stems)) / len(stems)
    return average, [weigh(document, settings.k1, settings.b, average) for document in stems]


def _encode(
    chunks: Sequence[Chunk], weights: Sequence[SparseVector], settings: IngestSettings, encoder: Encoder, progress: Progress
) -> tuple[list[Vector], int]:
    cache = VectorCache(settings.state / "vectors.sqlite")
    done: list[int] = []

    def count(more: int) -> None:
        done.append(more)
        progress("encode", more, len(chunks))

    try:
        dense = cache.encode([legible(chunk.indexed_text) for chunk in chunks], encoder, settings.batch_size, count)
    finally:
        cache.close()
    return [Vector(*pair) for pair in zip(dense, weights, strict=True)], sum(done[1:])


def _stamp(folder: Path, settings: IngestSettings, encoder: Encoder) -> str:
    """Of all that decides what a run gives, without reading what the files say."""
    found = corpora.fingerprint(folder) if folder.is_dir() else ""
    return hashlib.sha256(f"{_inputs(settings, encoder)}\n{settings.max_file_megabytes}\n{found}".encode()).hexdigest()


def _inputs(settings: IngestSettings, encoder: Encoder) -> str:
    return repr((_METHOD, settings.chunk_tokens, settings.k1, settings.b, encoder.name))


def _metadata(name: str, parsed: Parsed, settings: IngestSettings, encoder: Encoder, average: float, stamp: str) -> IndexMetadata:
    now = datetime.now(UTC)
    versions: dict[str, set[Language]] = {}
    for document in parsed.documents:
        versions.setdefault(document.group, set()).add(document.language)
    languages = tuple(sorted(set[Language]().union(*versions.values())))
    alone = tuple(sorted(set[Language]().union(*(found for found in versions.values() if len(found) == 1))))
    metadata = IndexMetadata(
        version="", corpus=name, built_at=now.isoformat(timespec="seconds"), encoder=encoder.name, dimensions=encoder.dimensions,
        chunk_tokens=settings.chunk_tokens, k1=settings.k1, b=settings.b, average_terms=average, documents=len(parsed.documents),
        sections=len(parsed.sections), chunks=len(parsed.chunks), languages=languages, alone=alone, digest="",
        stamp="" if parsed.refused or parsed.duplicates or parsed.suspicious else stamp,
    )  # fmt: skip
    inputs = [_inputs(settings, encoder)]
    inputs += [repr((chunk.id, chunk.provenance)) for chunk in parsed.chunks] + [document.sha256 for document in parsed.documents]
    digest = hashlib.sha256("\n".join(inputs).encode()).hexdigest()
    return replace(metadata, digest=digest, version=f"{now:%Y%m%d-%H%M%S-%f}-{digest[:8]}")


def _served(versions: Versions) -> IndexMetadata | None:
    current = versions.current()
    if current is None or current not in versions.all():
        return None
    index = versions.open(current)
    try:
        return index.metadata
    finally:
        index.close()


def _known_queries(folder: Path) -> list[KnownQuery]:
    path = folder / KNOWN_QUERIES
    if not path.exists():
        return []
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["query"]
        return [KnownQuery(str(row["text"]), Language(str(row["language"])), str(row["group"])) for row in rows]
    except (ValueError, KeyError, TypeError) as error:
        raise BadManifest(f"{path.name}: tables [[query]] with text, language and group were expected: {error}") from error


def _still_served(served: IndexMetadata, began: float) -> Report:
    """The report of a run that read nothing again: all went in when this version was made."""
    seconds = time.monotonic() - began
    return Report(served.version, False, served.documents, served.sections, served.chunks, (), (), (), 0, seconds)


def _report(parsed: Parsed, version: str, swapped: bool, encoded: int, began: float) -> Report:
    return Report(
        version, swapped, len(parsed.documents), len(parsed.sections), len(parsed.chunks), tuple(parsed.refused),
        tuple((left_out.path, kept.path) for left_out, kept in parsed.duplicates),
        tuple(parsed.suspicious), encoded, time.monotonic() - began,
    )  # fmt: skip


@contextmanager
def _only_run(path: Path) -> Iterator[None]:
    """One run at a time; the lock goes with the process, also when it is killed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IngestRunning(f"another run is at work on this corpus ({path}): wait for it to end") from error
        yield
