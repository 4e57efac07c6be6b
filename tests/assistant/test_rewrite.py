from datetime import date

import pytest

from assistant.rewrite import rewrite
from assistant.types import Exchange, Status
from ingest.types import Language
from tests.conftest import TODAY

FR = Language("fr")


def _after(query: str, text: str, status: Status = Status.ANSWERED) -> str:
    return rewrite(text, FR, [Exchange("t", query, query, "", status, FR, TODAY)], None, TODAY).text


@pytest.mark.parametrize(
    ("before", "text", "standalone"),
    [
        ("Quel est le capital minimum d'une SARL ?", "Et pour une SAS ?", "Quel est le capital minimum d'une SAS ?"),
        ("Quel était le taux de l'IS en 2024 ?", "Et en 2025 ?", "Quel était le taux de l'IS en 2025 ?"),
        ("How do I buy a flat?", "And for farmland?", "How do I buy a flat, farmland ?"),
        ("ما هي شروط الدعم؟", "وبالنسبة للجماعات؟", None),
    ],
)
def test_a_follow_up_stands_alone(before: str, text: str, standalone: str | None) -> None:
    found = _after(before, text)
    assert found == standalone if standalone else found.startswith(before.rstrip("؟"))


@pytest.mark.parametrize(
    "text", ["Comment créer une société depuis la France ?", "Quels sont les documents nécessaires pour acheter ?"]
)
def test_a_question_that_stands_alone_is_left(text: str) -> None:
    assert _after("Quel est le capital d'une SARL ?", text) == text


def test_small_talk_is_no_question_to_go_on_from() -> None:
    assert _after("bonjour", "Et pour une SAS ?", Status.SMALL_TALK) == "Et pour une SAS ?"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("taux de l'IS en 2024", date(2024, 12, 31)),
        ("corporate tax in 2027", date(2027, 1, 1)),
        ("الضريبة سنة ٢٠٢٥", date(2025, 12, 31)),
        ("taux de l'IS en 2026", TODAY),
        ("loi n° 2024", TODAY),
        ("taux de l'IS", TODAY),
    ],
)
def test_a_year_in_the_text_sets_the_date(text: str, day: date) -> None:
    assert rewrite(text, FR, [], None, TODAY).as_of == day


def test_the_date_that_was_asked_for_wins() -> None:
    assert rewrite("taux en 2024", FR, [], date(2025, 6, 1), TODAY).as_of == date(2025, 6, 1)
