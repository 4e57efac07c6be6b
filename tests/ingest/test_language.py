import pytest

from ingest.language import identify


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Quel est le capital minimum d'une SARL ?", "fr"),
        ("ما هو الحد الأدنى لرأسمال الشركة؟", "ar"),
        ("شحال ديال الوقت باش نحل شركة من برا؟", "ary"),
        ("chhal dyal lwa9t bach n7ell charika men bra?", "ary-Latn"),
        ("Can I transfer the money from selling my flat back to Belgium?", "en"),
        ("¿Cuál es el capital mínimo de una sociedad?", "es"),
        ("Hoeveel belasting betaal ik op huurinkomsten?", "nl"),
        ("Quali sono le tasse sugli affitti in Marocco?", "it"),
        ("Wie hoch ist die Körperschaftsteuer in Marokko?", "de"),
        ("ما هو مبلغ دعم MDM Invest وما شروطه؟", "ar"),
    ],
)
def test_the_nine_languages(text: str, language: str) -> None:
    assert identify(text) == language


@pytest.mark.parametrize("text", ["", "42", "?!"])
def test_what_tells_nothing_is_none(text: str) -> None:
    assert identify(text) is None
