from pathlib import Path
from typing import Any

import pytest

from evals.framing import Framing
from evals.items import DEFAULT_AS_OF, DialogueTurn, Question
from evals.score import explain, fits, is_refusal, question_scores, turn_scores
from evals.service import Reply
from ingest.types import Language

FR = Language("fr")
FRAMING = Framing.load(Path(__file__).parents[2] / "prompts")
QUOTE = "Le plafond de la subvention est de 5 000 000 DH par projet."
DATED = "Règle en vigueur au 23 novembre 2026."


def reply(
    text: str = f"{QUOTE} [1]\n\n{DATED}",
    status: str = "answered",
    language: str = "fr",
    quotes: tuple[str, ...] = (QUOTE,),
    **more: Any,
) -> Reply:
    citations = [{"number": number, "quote": quote} for number, quote in enumerate(quotes, start=1)]
    body = {"status": status, "language": language, "text": text, "as_of": "2026-11-23", "citations": citations, **more}
    return Reply(body, 1.0, verbatim=(True,) * len(quotes))


def question(**more: Any) -> Question:
    return Question("q", FR, "Quel est le plafond ?", key_facts=("5 MDH|5 000 000",), **more)


def test_a_right_answer() -> None:
    scores = question_scores(question(must_not=("6 MDH",)), reply(), FRAMING)
    assert scores == {
        "outages": 0.0, "language_accuracy": 1.0, "numbers_outside_quotes": 0.0, "citation_recall": 1.0,
        "citation_precision": 1.0, "quotes_verbatim": 1.0, "answered": 1.0, "key_facts_in_text": 1.0,
        "key_facts_in_text_or_quotes": 1.0, "key_fact_share": 1.0, "must_not_violations": 0.0, "status_accuracy": 1.0,
    }  # fmt: skip


def test_a_fact_in_the_quote_only() -> None:
    scores = question_scores(question(), reply(f"Le plafond est fixé par projet. [1]\n\n{DATED}"), FRAMING)
    assert (scores["key_facts_in_text"], scores["key_facts_in_text_or_quotes"]) == (0.0, 1.0)


def test_a_number_that_no_quote_holds() -> None:
    scores = question_scores(question(must_not=("6 MDH",)), reply(f"Le plafond est de 6 MDH. [1]\n\n{DATED}"), FRAMING)
    assert scores["numbers_outside_quotes"] == 1.0
    assert scores["citation_precision"] == 0.0
    assert scores["must_not_violations"] == 1.0


@pytest.mark.parametrize("text", [f"{QUOTE} [1]\n\nIl faut aussi un compte en banque.", "Il faut un compte en banque marocain."])
def test_a_sentence_without_a_mark(text: str) -> None:
    assert question_scores(question(), reply(text), FRAMING)["citation_recall"] < 1.0


def test_words_that_the_quote_does_not_support() -> None:
    scores = question_scores(question(), reply("Les sociétés étrangères paient toujours davantage. [1]"), FRAMING)
    assert scores["citation_precision"] == 0.0


@pytest.mark.parametrize(
    ("text", "language", "right"),
    [
        (f"{QUOTE} [1]\n\n{DATED}", "fr", 1.0),
        (f"{QUOTE} [1]\n\n{DATED}", "en", 0.0),
        (f"{QUOTE} [1]\n\nRule in force on 23 November 2026.", "fr", 0.0),
        (f"{QUOTE} [1]\n\nThe ceiling is the same for every project of the company.", "fr", 0.0),
        (f"{QUOTE} [1]\n\nNorma vigente a 23 de noviembre de 2026.", "fr", 0.0),
    ],
)
def test_the_language_of_a_reply(text: str, language: str, right: float) -> None:
    assert question_scores(question(), reply(text, language=language), FRAMING)["language_accuracy"] == right


def test_a_foreign_quote_in_a_frame_of_the_readers_language() -> None:
    item = Question("q", Language("es"), "¿Cuál es el límite?", key_facts=("5 000 000",))
    said = f"Esto es lo que dicen los textos, en francés:\n\n{QUOTE} [1]\n\nNorma vigente a 23 de noviembre de 2026."
    assert question_scores(item, reply(said, language="es"), FRAMING)["language_accuracy"] == 1.0


def test_a_refusal_of_a_question_with_an_answer() -> None:
    scores = question_scores(question(), reply("Le plafond : 5 000 000 DH ?", "no_source", quotes=()), FRAMING)
    assert (scores["answered"], scores["key_facts_in_text_or_quotes"], scores["refusal_precision"]) == (0.0, 0.0, 0.0)


def test_refusals() -> None:
    item = Question("q", FR, "Quel temps fait-il ?", answerable=False, expected="out_of_scope")
    right = question_scores(item, reply("Non.", "out_of_scope", quotes=()), FRAMING)
    assert (right["refusal_recall"], right["refusal_precision"], right["status_accuracy"]) == (1.0, 1.0, 1.0)
    assert right["refusals_with_sources"] == 0.0
    other = question_scores(item, reply("Non.", "no_source"), FRAMING)
    assert (other["refusal_recall"], other["status_accuracy"], other["refusals_with_sources"]) == (1.0, 0.0, 1.0)
    assert question_scores(item, reply(), FRAMING)["refusal_recall"] == 0.0


def test_an_outage_is_neither_a_refusal_nor_an_answer() -> None:
    scores = question_scores(Question("q", FR, "?", answerable=False), reply("...", "error", quotes=()), FRAMING)
    assert scores == {"outages": 1.0, "refusal_recall": 0.0, "status_accuracy": 0.0}


def test_asking_back_is_right_where_it_is_expected() -> None:
    item = Question("q", FR, "Combien ?", answerable=False, expected="clarify")
    assert question_scores(item, reply("Quoi ?", "clarify", quotes=()), FRAMING)["refusal_recall"] == 1.0


def test_small_talk_is_no_matter_of_refusal() -> None:
    scores = question_scores(
        Question("q", FR, "Merci", answerable=False, expected="small_talk"), reply("De rien.", "small_talk", quotes=()), FRAMING
    )
    assert "refusal_recall" not in scores
    assert scores["status_accuracy"] == 1.0


@pytest.mark.parametrize("status", ["no_source", "foreign_law", "a_status_to_come"])
def test_statuses_that_are_refusals(status: str) -> None:
    assert is_refusal(status)
    assert fits(status, "refuse")


def test_a_turn_of_a_dialogue() -> None:
    answer = DialogueTurn(1, FR, "Quel plafond ?", "answer", ("5 MDH|5 000 000",))
    assert turn_scores(answer, reply(), FRAMING, DEFAULT_AS_OF)["turn_success"] == 1.0
    other = reply("Le plafond est fixé par décret. [1]", quotes=("Le plafond est fixé par décret.",))
    assert turn_scores(answer, other, FRAMING, DEFAULT_AS_OF)["turn_success"] == 0.0
    refuse = DialogueTurn(2, FR, "Et mon dossier ?", "refuse")
    assert turn_scores(refuse, reply("Non.", "personal_case", quotes=()), FRAMING, DEFAULT_AS_OF)["turn_success"] == 1.0
    assert turn_scores(refuse, reply("Non.", "personal_case"), FRAMING, DEFAULT_AS_OF)["turn_success"] == 0.0


def test_slots_count_where_the_service_shows_them() -> None:
    said = DialogueTurn(1, FR, "Je vis en Belgique", "profile", slots={"residence": "BE", "sector": "tourism"})
    unseen = turn_scores(said, reply("Noté.", "small_talk", quotes=()), FRAMING, DEFAULT_AS_OF)
    assert unseen["turn_success"] == 1.0
    assert "slots_heard" not in unseen
    half = turn_scores(said, reply("Noté.", "small_talk", quotes=(), profile={"residence": "be"}), FRAMING, DEFAULT_AS_OF)
    assert (half["slots_heard"], half["turn_success"]) == (0.5, 0.0)


def test_the_reasons_are_told_in_words() -> None:
    item = question()
    refused = reply("Non.", "no_source", quotes=())
    why = explain("answer", item.key_facts, refused, question_scores(item, refused, FRAMING), ["rien", QUOTE])
    assert why == ["ended as no_source, expected was answer", "does not say “5 MDH”: passage 2 holds it, but it was not quoted"]
    assert explain("answer", item.key_facts, reply(), question_scores(item, reply(), FRAMING), []) == []
