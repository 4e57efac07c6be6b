from dataclasses import replace

from assistant.extract import extract
from assistant.settings import AssistantSettings
from assistant.types import Sentence
from ingest.types import Chunk, ChunkId, DocumentId, Language, Provenance
from retrieval.concepts import Termbase
from retrieval.types import Passage, Query
from tests.conftest import TODAY

FR = Language("fr")
SETTINGS = AssistantSettings(answer_sentences=2, answer_whole_passage=3)


def _extract(query: Query, passages: list[Passage], settings: AssistantSettings = SETTINGS) -> list[Sentence]:
    return extract(query, {FR: Termbase(()).concepts(query.text, FR, FR)}, passages, settings)


def _passage(number: int, text: str, heading: str = "Titre") -> Passage:
    chunk = Chunk(
        ChunkId(str(number)),
        DocumentId("d"),
        f"g{number}",
        "s",
        0,
        "T",
        ("T", heading),
        "",
        FR,
        text,
        100,
        100 + len(text),
        0,
        9,
        Provenance(),
    )
    return Passage(number, (chunk,), 1.0)


def test_the_sentences_that_answer_in_the_order_of_the_source() -> None:
    text = "Le climat est doux. La prime est de 10 %. Elle est plafonnée à 5 000 000 DH. Le siège est à Rabat."
    found = _extract(Query("La prime est-elle plafonnée ?", FR, TODAY), [_passage(1, text)])
    assert [sentence.text for sentence in found] == ["La prime est de 10 %.", "Elle est plafonnée à 5 000 000 DH."]


def test_neighbours_share_a_quote_that_is_the_source_to_the_letter() -> None:
    text = "La prime est de\n10 %. La prime est plafonnée. Autre chose ici."
    (quote,) = {
        quote for sentence in _extract(Query("prime plafonnée", FR, TODAY), [_passage(1, text)]) for quote in sentence.quotes
    }
    assert (quote.start, quote.end) == (100, 100 + text.index(" Autre"))
    assert quote.text == "La prime est de\n10 %. La prime est plafonnée."


def test_the_same_sentence_twice_is_said_once() -> None:
    passages = [_passage(1, "La SARL n'a pas de capital minimum."), _passage(2, "La SARL n'a pas de capital minimum.")]
    assert len(_extract(Query("capital minimum SARL", FR, TODAY), passages)) == 1


def test_a_short_passage_is_given_whole_and_before_the_others() -> None:
    passages = [_passage(1, "Autre sujet. Sans rapport."), _passage(2, "La prime est de 10 %. Un projet y a droit.")]
    found = _extract(Query("prime de combien ?", FR, TODAY), passages, AssistantSettings(answer_sentences=3))
    assert [sentence.text for sentence in found][:2] == ["La prime est de 10 %.", "Un projet y a droit."]


def test_no_passage_gives_no_sentence() -> None:
    assert _extract(Query("capital", FR, TODAY), []) == []


def test_nearly_the_same_sentence_is_said_once() -> None:
    passages = [_passage(1, "La SAS n'a pas de capital minimum légal."), _passage(2, "La SAS n'a pas de capital minimum.")]
    assert len(_extract(Query("capital minimum SAS", FR, TODAY), passages)) == 1


def test_a_section_that_says_it_as_well_goes_before_the_short_answer_of_its_sheet() -> None:
    short = "La SARL a un gérant. La SARL n'a pas de capital minimum. Le siège est au Maroc. Les parts sont nominatives. Fin."
    passages = [
        _in(_passage(1, short), "short"),
        _in(_passage(2, "La SARL n'a pas de capital minimum. Il est libre."), "capital"),
    ]
    found = _extract(Query("capital minimum de la SARL ?", FR, TODAY), passages, AssistantSettings())
    assert [sentence.text for sentence in found] == ["La SARL n'a pas de capital minimum.", "Il est libre."]


def test_the_short_answer_leads_where_no_section_of_its_sheet_says_it_as_well() -> None:
    passages = [
        _in(_passage(1, "La SARL n'a pas de capital minimum."), "short"),
        _in(_passage(2, "La SARL a un gérant."), "manager"),
    ]
    found = _extract(Query("capital minimum de la SARL ?", FR, TODAY), passages, AssistantSettings())
    assert found[0].text == "La SARL n'a pas de capital minimum."


def _in(passage: Passage, section: str) -> Passage:
    return replace(passage, chunks=(replace(passage.first, group="sarl", section_id=section),))
