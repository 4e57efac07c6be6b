from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import IndexBroken, IndexMismatch, IndexMissing
from ingest.index.edge import EdgeVersions
from ingest.index.versions import KnownQuery, LiveIndex, check, roll_back
from ingest.pipeline import ingest, parse
from ingest.settings import IngestSettings
from ingest.types import Language, SparseVector, Vector
from tests.conftest import silent
from tests.fakes import HashEncoder


def test_a_running_reader_follows_the_swap_and_the_roll_back(
    live: LiveIndex, corpus: Path, settings: IngestSettings, encoder: HashEncoder, versions: EdgeVersions
) -> None:
    before = live.get()
    (corpus / "new.txt").write_text("Un nouveau texte sur les coopératives agricoles.")
    report = ingest(corpus, settings, encoder, versions, silent)
    after = live.get()
    assert after.metadata.version == report.version != before.metadata.version
    assert before.count() == after.count() - 1  # the old one is still open for searches that run
    assert roll_back(versions) == before.metadata.version
    assert live.get().metadata.version == before.metadata.version


def test_nothing_to_go_back_to(live: LiveIndex, versions: EdgeVersions) -> None:
    with pytest.raises(IndexMissing, match="no earlier"):
        roll_back(versions)


def test_another_encoder_is_refused(live: LiveIndex, versions: EdgeVersions) -> None:
    with pytest.raises(IndexMismatch, match="built with hash, but queries are encoded by other"):
        LiveIndex(versions, "other").get()


def test_nothing_ingested_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="python -m ingest"):
        LiveIndex(EdgeVersions(tmp_path), "hash").get()


def test_the_check_counts_and_searches(live: LiveIndex, corpus: Path, settings: IngestSettings, encoder: HashEncoder) -> None:
    index, chunks = live.get(), parse(corpus, settings, silent).chunks
    vectors = [Vector(dense, SparseVector((), ())) for dense in encoder.encode_passages([chunk.indexed_text for chunk in chunks])]
    known = KnownQuery("capital minimum SARL", Language("fr"), "companies/sarl")
    check(index, chunks, vectors, [known], encoder)
    with pytest.raises(IndexBroken, match="stored of"):
        check(index, chunks[1:], vectors[1:], [], encoder)
    with pytest.raises(IndexBroken, match="known query"):
        check(index, chunks, vectors, [replace(known, group="nowhere")], encoder)
    with pytest.raises(IndexBroken, match="does not find it"):
        check(index, [replace(chunk, text="other") for chunk in chunks], vectors, [], encoder)
