from collections.abc import Mapping
from datetime import date

import pytest

from assistant.rewrite import rewrite
from assistant.types import Exchange, Profile, Status
from ingest.types import Language
from retrieval.types import Query
from tests.conftest import LISTENER, ROUTER, TODAY

SARL = "Quel est le capital minimum d'une SARL ?"
SARL_ARY = "شحال خاصني باش نحل SARL؟"
SARL_LATN = "chhal khassni bach n7el SARL?"


def _rewrite(
    text: str,
    language: str,
    before: str | None = None,
    spoken: str | None = None,
    status: Status = Status.ANSWERED,
    as_of: date | None = None,
    known: Mapping[str, str] | None = None,
) -> Query:
    asked = Exchange("t", before or "", before or "", "", status, Language(spoken or language), TODAY)
    history = [asked] if before else []
    return rewrite(text, Language(language), history, as_of, TODAY, ROUTER, LISTENER.places.spans, known or {})[0]


@pytest.mark.parametrize(
    ("language", "before", "text", "standalone"),
    [
        ("fr", SARL, "Et pour une SAS ?", "Quel est le capital minimum d'une SAS ?"),
        ("fr", SARL, "merci, et pour une SA ?", "Quel est le capital minimum d'une SA ?"),
        ("fr", SARL, "non, pas SARL, SAS", "Quel est le capital minimum d'une SAS ?"),
        ("fr", SARL, "SAS, pas SARL", "Quel est le capital minimum d'une SAS ?"),
        ("en", "How do I buy a flat?", "No, sorry: not a flat, a riad", "How do I buy a riad?"),
        ("fr", SARL, "Non, pas SARL, SNC. Quel délai ?", "Quel est le capital minimum d'une SNC, Quel délai ?"),
        ("en", "How do I buy a flat?", "sorry, not a flat, a riad. Is it taxed?", "How do I buy a riad, Is it taxed ?"),
        ("fr", SARL, "je voulais dire SNC", "Quel est le capital minimum d'une SNC ?"),
        ("fr", SARL, "Quels documents ?", "Quel est le capital minimum d'une SARL, Quels documents ?"),
        ("fr", SARL, "C'est obligatoire ?", "Quel est le capital minimum d'une SARL, C'est obligatoire ?"),
        ("fr", "Quelle prime pour un hôtel à Ouarzazate ?", "et à Agadir ?", "Quelle prime pour un hôtel à Agadir ?"),
        ("fr", "Quel était le taux de l'IS en 2024 ?", "Et en 2025 ?", "Quel était le taux de l'IS en 2025 ?"),
        ("en", "How do I buy a flat?", "And for farmland?", "How do I buy a flat, farmland ?"),
        ("en", "How do I buy a flat?", "is it taxed?", "How do I buy a flat, is it taxed ?"),
        ("en", "How do I buy a flat?", "What about a riad?", "How do I buy a flat, a riad ?"),
        ("en", "How do I buy a flat?", "How long does it take?", "How do I buy a flat, How long does it take ?"),
        ("es", "¿Cuál es el capital mínimo de una SARL?", "¿y para una SAS?", "¿Cuál es el capital mínimo de una SAS?"),
        ("nl", "Hoeveel belasting betaal ik op huur?", "en vorig jaar?", "Hoeveel belasting betaal ik op huur, vorig jaar ?"),
        ("nl", "Hoe koop ik een huis?", "hoe zit het met een riad?", "Hoe koop ik een huis, een riad ?"),
        (
            "it",
            "Quali documenti per comprare una casa?",
            "e per un terreno?",
            "Quali documenti per comprare una casa, un terreno ?",
        ),
        ("de", "Wie hoch ist das Mindestkapital einer SARL?", "und für eine SAS?", "Wie hoch ist das Mindestkapital einer SAS?"),
        (
            "de",
            "Wie hoch ist das Mindestkapital einer SARL?",
            "nein, nicht SARL, SAS",
            "Wie hoch ist das Mindestkapital einer SAS?",
        ),
        ("ar", "ما هي شروط الدعم؟", "وبالنسبة للجماعات؟", "ما هي شروط الدعم, للجماعات ?"),
        ("ar", "ما هو رأسمال شركة المساهمة؟", "وماذا عن SAS؟", "ما هو رأسمال SAS؟"),
        ("ary", SARL_ARY, "و SAS؟", "شحال خاصني باش نحل SAS؟"),
        ("ary", SARL_ARY, "و شحال ديال الوقت؟", "شحال خاصني باش نحل SARL, شحال ديال الوقت ?"),
        ("ary-Latn", SARL_LATN, "w SAS?", "chhal khassni bach n7el SAS?"),
        ("ary-Latn", SARL_LATN, "la machi SARL, SAS", "chhal khassni bach n7el SAS?"),
        ("ary-Latn", SARL_LATN, "chno homa lwra9?", "chhal khassni bach n7el SARL, chno homa lwra9 ?"),
    ],
)
def test_a_follow_up_stands_alone(language: str, before: str, text: str, standalone: str) -> None:
    assert _rewrite(text, language, before).text == standalone


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Comment créer une société depuis la France ?"),
        ("fr", "Et comment acheter un appartement à Tanger ?"),
        ("fr", "c'est quoi la prime territoriale ?"),
        ("fr", "Merci, quel est le taux de l'impôt sur les sociétés ?"),
        ("en", "What are the conditions of MDM Invest?"),
        ("ar", "هل يمكن شراء أرض فلاحية؟"),
        ("ary", "واش نقدر نشري أرض فلاحية؟"),
        ("ary-Latn", "wach n9der nchri ard fila7iya?"),
        ("nl", "Hoeveel invoerrechten betaal ik op mijn auto?"),
    ],
)
def test_a_new_subject_is_left(language: str, text: str) -> None:
    assert _rewrite(text, language, SARL, "fr").text == text


@pytest.mark.parametrize(
    ("text", "language", "standalone"),
    [
        ("and for an SA?", "en", "Quel est le capital minimum d'une SA ?"),
        ("وبالنسبة ل SAS؟", "ar", "Quel est le capital minimum d'une SAS ?"),
        ("in English please", "en", SARL),
    ],
)
def test_a_follow_up_in_another_language_keeps_the_subject(text: str, language: str, standalone: str) -> None:
    query = _rewrite(text, language, SARL, "fr")
    assert (query.text, query.language) == (standalone, language)


def test_a_query_does_not_grow_without_end() -> None:
    query = "Comment acheter un appartement au Maroc quand on vit à l'étranger ?"
    for text in ("Quels documents ?", "Combien ça coûte ?", "C'est obligatoire ?") * 5:
        query = _rewrite(text, "fr", query).text
        assert query.startswith("Comment acheter un appartement")
        assert len(query.split()) <= 30


@pytest.mark.parametrize("status", [Status.SMALL_TALK, Status.CLARIFY, Status.HARMFUL])
def test_what_was_not_searched_for_is_no_question_to_go_on_from(status: Status) -> None:
    assert _rewrite("Et pour une SAS ?", "fr", SARL, status=status).text == "Et pour une SAS ?"


def test_the_persons_own_words_and_what_was_masked() -> None:
    known = LISTENER.known(LISTENER.hear("je veux investir à Agadir", Profile()).profile, Language("fr"))
    assert _rewrite("Quelle prime dans ma région ?", "fr", known=known).text == "Quelle prime dans Souss-Massa ?"
    assert _rewrite("Ma CIN ‹CIN› suffit-elle ?", "fr").text == "Ma CIN suffit-elle ?"


@pytest.mark.parametrize(
    ("text", "language", "standalone"),
    [
        ("Bonjour, je voudrais savoir quel est le capital d'une SARL", "fr", "quel est le capital d'une SARL"),
        ("salam, bghit n3ref chhal dyal capital", "ary-Latn", "chhal dyal capital"),
        ("السلام عليكم، بغيت نعرف شحال الضريبة", "ary", "شحال الضريبة"),
        ("Hola, ¿cuánto cuesta un notario?", "es", "¿cuánto cuesta un notario?"),
        ("Hitotsubashi Bank ?", "en", "Hitotsubashi Bank ?"),
    ],
)
def test_courtesies_are_not_searched_for(text: str, language: str, standalone: str) -> None:
    assert _rewrite(text, language).text == standalone


def test_dates_are_found_kept_and_overruled() -> None:
    assert _rewrite("taux de l'IS en 2024", "fr").as_of == date(2024, 12, 31)
    assert _rewrite("et pour une SAS ?", "fr", "taux de l'IS d'une SARL en 2024").as_of == date(2024, 12, 31)
    assert _rewrite("taux en 2024", "fr", as_of=date(2025, 6, 1)).as_of == date(2025, 6, 1)
    assert _rewrite("taux de l'IS", "fr").as_of == TODAY


def test_a_short_message_that_may_be_either_has_two_readings() -> None:
    history = [Exchange("t", SARL, SARL, "", Status.ANSWERED, Language("fr"), TODAY)]
    text = "Qui nomme le gérant et le commissaire aux comptes ?"
    alone, after = rewrite(text, Language("fr"), history, None, TODAY, ROUTER, LISTENER.places.spans, {})
    assert alone.text == text
    assert after.text.startswith(SARL.removesuffix(" ?"))


@pytest.mark.parametrize(
    "text", ["Autre question : qui nomme le gérant ?", "different topic: who appoints the manager?", "سؤال آخر: من يعين المسير؟"]
)
def test_a_new_topic_that_is_announced_stands_alone(text: str) -> None:
    assert _rewrite(text, "fr", SARL).text == text
