import re
import tomllib
from pathlib import Path

import pytest

from ingest.language import identify
from tests.conftest import ROOT

LAWS = ROOT.parent / "shared" / "laws"


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


SHORT = tomllib.loads((Path(__file__).parent / "short_messages.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("language", "text"), [(language, text) for language, texts in SHORT.items() for text in texts])
def test_short_messages(language: str, text: str) -> None:
    assert identify(text) == language


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_a_sheet_is_not_darija_for_a_word_or_two(language: str) -> None:
    for path in sorted((ROOT / "corpora" / "mdm").glob(f"*/*.{language}.md"))[::4]:
        body = re.sub(r"```meta.*?```", "", path.read_text(encoding="utf-8").split("---", 2)[2], flags=re.DOTALL)
        assert identify(body[:3000]) == language


@pytest.mark.skipif(not LAWS.is_dir(), reason="the laws are not beside this checkout")
def test_every_law_is_arabic() -> None:
    assert {identify(path.read_text(encoding="utf-8")[:3000]) for path in sorted(LAWS.glob("*.txt"))[::5]} == {"ar"}
