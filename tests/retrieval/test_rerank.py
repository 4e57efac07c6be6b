from dataclasses import replace
from datetime import date

from ingest.types import Chunk, ChunkId, DocumentId, Language, Provenance
from retrieval.concepts import Concept
from retrieval.rerank import rerank, signals
from retrieval.types import Passage, Signals

FR = Language("fr")
CONCEPTS = {FR: [Concept(1.0, (frozenset({"capital"}),)), Concept(1.0, (frozenset({"sarl"}),))]}


def _passage(number: int, text: str, score: float = 1.0, similarity: float = 0.8) -> Passage:
    chunk = Chunk(
        ChunkId(text), DocumentId("d"), "g", text, 0, "T", ("T",), "", FR, text, 0, len(text), 0, 9, Provenance()
    )  # fmt: skip
    return Passage(number, (chunk,), score, similarity)


def test_the_best_sentence_counts_not_the_sum_of_sentences() -> None:
    together, apart = _passage(1, "Le capital de la SARL est libre."), _passage(2, "Le capital est libre. La SARL a un gérant.")
    first, second = signals((together, apart), "capital de la SARL ?", CONCEPTS)
    assert (first.sentence, second.sentence) == (1.0, 0.5)


def test_a_passage_without_what_is_asked_for_lacks_it() -> None:
    seen = signals((_passage(1, "Il suffit de 30 jours."), _passage(2, "Il faut du temps.")), "Quel délai ?", CONCEPTS)
    assert [each.lacks for each in seen] == [0.0, 1.0]


def test_passages_are_ordered_and_numbered_by_their_weighted_signals() -> None:
    passages = (_passage(1, "a", 2.0), _passage(2, "b", 1.0))
    ranked, seen = rerank(passages, [_signals(fused=1), _signals(fused=0.5, sentence=1)], _signals(fused=1, sentence=3))
    assert [(passage.number, passage.text, passage.score) for passage in ranked] == [(1, "b", 3.5), (2, "a", 1.0)]
    assert seen[0].sentence == 1


def test_beside_a_rule_that_has_ended_what_has_no_date_is_left_out() -> None:
    ended = Provenance(valid_to=date(2024, 12, 31), verified_on=date(2026, 11, 1))
    dated, undated = Provenance(valid_from=date(2020, 1, 1)), Provenance()
    passages = [_of(_passage(at, str(at)), rule) for at, rule in enumerate((undated, ended, dated, undated), start=1)]
    order = _signals(fused=1)
    kept, seen = rerank(passages, [_signals(fused=score) for score in (9, 8, 7, 6)], order)
    assert [(passage.number, passage.text) for passage in kept] == [(1, "2"), (2, "3")]
    assert [each.fused for each in seen] == [8, 7]
    today, _ = rerank(passages[2:], [order, order], order)
    assert len(today) == 2


def test_what_all_of_a_passage_covers_and_its_title() -> None:
    one, other = _passage(1, "Le capital est libre. La SARL a un gérant."), _passage(2, "Rien.")
    other = replace(other, chunks=(replace(other.first, title="Capital de la SARL"),))
    first, second = signals((one, other), "capital de la SARL ?", CONCEPTS)
    assert (first.covered, first.title) == (1.0, 0.0)
    assert (second.covered, second.title) == (0.0, 1.0)


def _signals(fused: float = 0, sentence: float = 0) -> Signals:
    return Signals(fused, 0, 0, 0, sentence, 0, 0, 0)


def _of(passage: Passage, rule: Provenance) -> Passage:
    return replace(passage, chunks=(replace(passage.first, provenance=rule),))
