import pytest

from assistant.languages import asked_language, asks_only_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("en anglais s'il te plaît", "en"), ("in English please", "en"), ("Réponds en arabe", "ar"), ("answer in Dutch", "nl"),
        ("en español por favor", "es"), ("in het Nederlands graag", "nl"), ("auf Deutsch bitte", "de"), ("in italiano", "it"),
        ("بالعربية عافاك", "ar"), ("جاوبني بالفرنسية", "fr"), ("بالدارجة", "ary"), ("b lfransawiya 3afak", "fr"),
        ("Réponds en anglais : quel est le taux de la TVA ?", "en"),
    ],
)  # fmt: skip
def test_the_language_that_is_asked_for(text: str, language: str) -> None:
    assert asked_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "Faut-il traduire les statuts en arabe ?", "Do I need the deed in English?", "Quel est le capital d'une SARL ?",
        "je suis marocain et français", "مرحبا", "",
    ],
)  # fmt: skip
def test_a_language_that_is_only_spoken_of(text: str) -> None:
    assert asked_language(text) is None


def test_a_request_with_a_question_asks_more() -> None:
    assert asks_only_language("in English please")
    assert not asks_only_language("Réponds en anglais : quel est le taux de la TVA ?")
