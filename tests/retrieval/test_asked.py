import pytest

from retrieval.asked import asked_for, held_in


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Quel est le taux de l'IS ?", "rate"), ("Cuánto tiempo tarda?", "time"), ("wie lange dauert das?", "time"),
        ("شحال ديال الوقت باش نحل شركة؟", "time"), ("chhal dyal lwa9t", "time"), ("كم يكلف التسجيل؟", "amount"),
        ("what does it cost?", "amount"), ("adresse du CRI", "contact"), ("ما رقم هاتف المركز؟", "contact"),
    ],
)  # fmt: skip
def test_a_question_says_what_it_asks_for(question: str, kind: str) -> None:
    assert kind in asked_for(question)


def test_a_question_that_does_not_tell_asks_for_nothing() -> None:
    assert asked_for("Qui préside la commission ?") == frozenset()


@pytest.mark.parametrize(
    ("text", "kind"),
    [("un minimum de 3 %", "rate"), ("داخل أجل 30 يوما", "time"), ("within 2 months", "time"), ("1 000 درهم", "amount"),
     ("0528891189", "contact")],
)  # fmt: skip
def test_a_text_shows_what_it_has(text: str, kind: str) -> None:
    assert kind in held_in(text)
