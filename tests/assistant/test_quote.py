from assistant.quote import place, quote_body
from ingest.types import DocumentId, Index, Language
from tests.conftest import TEXTS, TODAY


def _sheet(index: Index, language: str) -> DocumentId:
    chunks = index.parallel("companies/sarl", "capital", Language(language))
    return chunks[0].document_id


def test_a_quote_stands_in_its_section_beside_the_other_languages(index: Index) -> None:
    assert TODAY
    document = index.document(_sheet(index, "fr"))
    assert document is not None
    quoted = "La SARL n'a pas de capital minimum légal."
    start = document.text.index(quoted)
    body = quote_body(document, start, start + len(quoted), index)
    assert (body["heading"], body["quote"], body["language"]) == ("Capital minimum", quoted, "fr")
    assert body["before"].strip() == ""
    assert body["after"].strip() == "Les associés fixent librement le capital dans les statuts."
    assert [parallel["language"] for parallel in body["parallels"]] == ["ar", "en"]
    arabic = body["parallels"][0]
    assert arabic["text"] == TEXTS["ar"]["capital"]
    assert arabic["heading"] == TEXTS["ar"]["capital_heading"]
    assert arabic["source_url"].startswith(f"/v1/sources/{_sheet(index, 'ar')}?start=")


def test_a_document_without_parallels_has_none(index: Index) -> None:
    chunks = index.parallel("exchange/transfer", "sale", Language("fr"))
    document = index.document(chunks[0].document_id)
    assert document is not None
    body = quote_body(document, chunks[0].start, chunks[0].end, index)
    assert body["parallels"] == []


def test_long_surroundings_are_cut_at_words(index: Index) -> None:
    document = index.document(_sheet(index, "fr"))
    assert document is not None
    found = place(document, document.text.index("Les associés"))
    assert found.section_id == "capital"
    assert document.text[found.start : found.end].strip() == TEXTS["fr"]["capital"]
