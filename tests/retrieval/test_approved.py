"""Which questions an approved answer is put first for, by the real termbase."""

import pytest

from ingest.types import DocumentId, Language, Position
from retrieval.approved import answers
from retrieval.concepts import Termbase
from retrieval.types import Query
from tests.conftest import ROOT, TODAY

FR = Language("fr")
CAPITAL = "Quel est le capital minimum d'une SAS ?"
SALE = "Puis-je transférer à l'étranger le prix de vente de mon appartement ?"
ACCOUNT = "Un résident peut-il ouvrir un compte en devises ?"
AID = "Quelle aide pour un projet de 2 millions de dirhams ?"


@pytest.fixture(scope="module")
def termbase() -> Termbase:
    return Termbase.load(ROOT / "corpora" / "mdm" / "termbase.csv")


def _section(*questions: str) -> Position:
    return Position(DocumentId("d"), "approved/a", "answer", FR, 0, questions)


def _served(section: Position, language: str, text: str, termbase: Termbase) -> bool:
    query = Query(text, Language(language), TODAY)
    return answers(section, query, {FR: termbase.concepts(text, query.language, FR)}, termbase)


@pytest.mark.parametrize(
    ("language", "asked", "approved"),
    [
        ("fr", CAPITAL, CAPITAL),
        ("fr", "Capital minimum SAS ?", CAPITAL),
        ("en", "What is the minimum capital of a SAS?", CAPITAL),
        ("es", "¿Cuál es el capital mínimo de una SAS?", CAPITAL),
        ("it", "Qual è il capitale minimo di una SAS?", CAPITAL),
        ("nl", "Wat is het minimumkapitaal van een SAS?", CAPITAL),
        ("ary", "شحال الرأسمال الأدنى ديال SAS؟", CAPITAL),
        ("ary-Latn", "ch7al capital minimum dyal SAS?", CAPITAL),
        ("ary", "واش نقدر نحول ثمن بيع الشقة ديالي للخارج؟", SALE),
        ("ar", "كم من الوقت يلزم للحصول على الشهادة السلبية؟", "Combien de temps faut-il pour obtenir le certificat négatif ?"),
        ("es", "¿Puedo transferir al extranjero el precio de venta de mi piso?", SALE),
    ],
)
def test_the_same_question_in_other_words_and_languages(termbase: Termbase, language: str, asked: str, approved: str) -> None:
    assert _served(_section("Autre question ?", approved), language, asked, termbase)


@pytest.mark.parametrize(
    ("asked", "approved"),
    [
        ("Quel est le capital minimum d'une SARL ?", CAPITAL),
        ("Quel est le capital minimum d'une SAS en France ?", CAPITAL),
        ("Quel est le capital minimum ?", "Quel est le capital minimum d'une SA ?"),
        ("SAS ?", CAPITAL),
        ("Est-ce de la ?", "Est-ce de la ?"),
        ("Puis-je transférer à l'étranger les loyers de mon appartement ?", SALE),
        ("Puis-je transférer au Maroc le prix de vente de mon appartement ?", SALE),
        ("Un non-résident peut-il ouvrir un compte en devises ?", ACCOUNT),
        ("Quelle aide pour un projet de 5 millions de dirhams ?", AID),
        ("Quelle aide pour un projet ?", AID),
    ],
)
def test_a_word_more_or_less_is_another_question(termbase: Termbase, asked: str, approved: str) -> None:
    assert not _served(_section(approved), "fr", asked, termbase)


def test_a_section_that_nobody_approved_answers_no_question_in_particular(termbase: Termbase) -> None:
    assert not _served(_section(), "fr", CAPITAL, termbase)
