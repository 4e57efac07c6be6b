from dataclasses import replace
from datetime import date

from ingest.corpus import document
from ingest.index.payload import chunk_from, chunk_payload, document_from, document_payload
from ingest.types import Authority, Chunk, ChunkId, Confidence, DocumentId, Language, Provenance

PROVENANCE = Provenance(
    Authority.LAW,
    Confidence.MEDIUM,
    "Loi 1",
    "SGG",
    "https://x",
    date(2020, 1, 1),
    None,
    date(2021, 1, 1),
    date(2022, 1, 1),
    True,
    ("a",),
)
CHUNK = Chunk(
    ChunkId("i"), DocumentId("d"), "g", "s", 1, "T", ("T", "H"), "Article 1", Language("fr"), "texte", 3, 8, 2, 1, PROVENANCE
)


def test_a_chunk_comes_back_as_it_was() -> None:
    assert chunk_from(chunk_payload(CHUNK)) == CHUNK


def test_open_ends_are_far_away() -> None:
    open_ended = replace(CHUNK, provenance=Provenance())
    assert chunk_payload(open_ended)["valid_from"] == 0
    assert chunk_payload(open_ended)["valid_to"] == date.max.toordinal()
    assert chunk_payload(CHUNK)["valid_to"] == date(2022, 1, 1).toordinal()


def test_a_document_comes_back_with_its_blocks() -> None:
    law = document("law.txt", b"Un texte assez long.\n\nEt encore un.", {"title": "Loi", "language": "fr"})
    assert document_from(document_payload(law)) == law
