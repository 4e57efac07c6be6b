from pathlib import Path

import pytest

from ingest.errors import EmptyDocument, UnreadableFile
from ingest.quality import check

FRENCH = "La société à responsabilité limitée est créée par une ou plusieurs personnes. " * 5
ARABIC = "المادة الأولى تحدد الشروط المتعلقة بالشركات التجارية في القانون رقم خمسة الصادر في الرباط " * 5


@pytest.mark.parametrize("text", [FRENCH, ARABIC])
def test_readable_text_passes(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (FRENCH.encode().decode("latin-1"), "mojibake"),
        (ARABIC.encode().decode("latin-1"), "mojibake"),
        (ARABIC[::-1], "reverse"),
        (FRENCH.replace("e", "\ufffd"), "lost"),
        (FRENCH.replace("e", "\ue000"), "fonts"),
    ],
)
def test_damaged_text_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        check(text)


def test_an_empty_document_is_told() -> None:
    with pytest.raises(EmptyDocument, match="letters"):
        check("12 34 --")


LAWS = Path(__file__).parents[3] / "shared" / "laws"


@pytest.mark.skipif(not LAWS.is_dir(), reason="the laws are not beside this checkout")
def test_no_real_law_is_refused() -> None:
    for path in sorted(LAWS.glob("*.txt"))[::5]:
        check(path.read_text(encoding="utf-8"))
