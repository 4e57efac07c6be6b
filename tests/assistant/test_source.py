from assistant.source import source_page
from ingest.corpus import document


def test_the_cited_words_are_marked_and_markup_is_text() -> None:
    text = "Un <script>alert(1)</script> texte.\n\nLa prime est de 10 %."
    law = document("law.txt", text.encode(), {"title": "Loi", "language": "fr", "url": "javascript:alert(1)"})
    start = text.index("texte.")
    page = source_page(law, start, text.index("10 %"))
    assert '<mark id="cited">texte.</mark>' in page
    assert "<mark>La prime est de </mark>10 %." in page
    assert "<script>" not in page
    assert "javascript:" not in page.split("<body>")[1]


def test_arabic_runs_from_the_right() -> None:
    law = document("law.txt", "المادة 46 تحدد رأسمال الشركة بكل حرية".encode(), {"title": "القانون", "language": "ar"})
    assert '<html lang="ar" dir="rtl">' in source_page(law, 0, 0)
