import json
from pathlib import Path

import pytest

from ingest.chunks import Chunker
from ingest.corpus import document
from ingest.errors import BadManifest
from ingest.sections import sections
from ingest.tokens import TokenCounter
from ingest.types import Chunk, Document, Language
from retrieval.adapter.examples import Example, parallels, questions, split

LAW = "\n\n".join(
    (
        "قانون يتعلق بالشركات",
        "المادة 1\nلا يقل رأسمال الشركة عن مائة ألف درهم عند التأسيس.",
        "المادة 2\nيعين المسير من طرف الشركاء لمدة ثلاث سنوات قابلة للتجديد.",
    )
)


@pytest.fixture
def law(tmp_path: Path) -> tuple[list[Document], list[Chunk]]:
    read = document("law.txt", LAW.encode(), {"title": "قانون", "language": "ar"})
    return [read], Chunker(60, TokenCounter(tmp_path / "tokens")).chunks(sections(read))


def _write(folder: Path, pairs: list[dict[str, object]]) -> None:
    passages = [{"id": 7, "law": "قانون", "text": LAW.split("\n\n")[2]}]
    for name, rows in (("passages1", passages), ("pairs1", pairs)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


def test_a_question_goes_with_the_chunk_of_its_passage(tmp_path: Path, law: tuple[list[Document], list[Chunk]]) -> None:
    documents, chunks = law
    pairs: list[dict[str, object]] = [
        {"id": 7, "lang": "fr", "text": "combien de temps dure le mandat du gérant ?"},
        {"id": 7, "lang": "ary", "text": "شحال كيبقى المسير؟"},
        {"id": 8, "lang": "fr", "text": "une question sans passage"},
        {"id": 7, "lang": "en", "text": "a summary " * 20},
    ]
    _write(tmp_path, pairs)
    (found,) = questions(tmp_path, documents, chunks)
    assert (found.language, found.source) == ("fr", documents[0].id)
    assert [chunks[number].article for number in found.relevant] == ["المادة 2"]


def test_a_folder_without_pairs_is_refused(tmp_path: Path, law: tuple[list[Document], list[Chunk]]) -> None:
    with pytest.raises(BadManifest, match="pairs"):
        questions(tmp_path, *law)


def test_sentences_go_with_the_arabic_version_of_their_section(tmp_path: Path) -> None:
    chunks: list[Chunk] = []
    for language, body in (("fr", "Le capital minimum est libre depuis 2011. Court."), ("ar", "رأسمال الشركة حر منذ سنة 2011.")):
        sheet = f"---\ntitle: T\nlanguage: {language}\ngroup: a/b\n---\n## T {{#capital}}\n\n{body}\n"
        read = document(f"a.{language}.md", sheet.encode(), {})
        chunks += Chunker(60, TokenCounter(tmp_path / "tokens")).chunks(sections(read))
    (found,) = parallels(chunks, 100)
    assert found.text == "Le capital minimum est libre depuis 2011."
    assert [chunks[number - 100].language for number in found.relevant] == ["ar"]


def test_whole_laws_are_held_out() -> None:
    asked = [Example(f"{law} {number}", Language("fr"), f"law {law}", (law,)) for law in range(8) for number in range(3)]
    trained, held_out = split(asked)
    assert {example.source for example in trained}.isdisjoint(example.source for example in held_out)
    assert len({example.source for example in held_out}) == 1
    assert split(asked) == (trained, held_out)
