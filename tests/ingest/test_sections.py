from datetime import date

import pytest

from ingest.corpus import document
from ingest.sections import sections

PADDING = "Ce texte est assez long pour être lu comme un document. "


def _articles(text: str) -> list[str]:
    return [section.article for section in sections(document("law.txt", (PADDING + "\n\n" + text).encode(), {"language": "fr"}))]


@pytest.mark.parametrize(
    "heading",
    ["Article premier", "Article 5 bis", "ARTICLE 12.", "Art. 19-I-B", "Article 247-XXXVII", "المادة 46", "المادة 5 المكررة",
     "الفصل 12", "املادة 7", "المادة الأولى", "المادة ٤٦", "المادة :3"],
)  # fmt: skip
def test_an_article_opens_a_section(heading: str) -> None:
    found = _articles(f"{heading}\nLe texte de cet article suit.")
    assert found[0] == ""
    assert found[1].split()[0] == heading.split()[0]
    assert len(found) == 2


@pytest.mark.parametrize(
    "line",
    [
        "Article 3 de la loi s'applique.",
        "المادة 3 من هذا القانون تطبق.",
        "المادة 16 أعلاه المحدد لتسليم القرار",
        "Articles divers",
    ],
)
def test_a_mention_opens_none(line: str) -> None:
    assert _articles(line) == [""]


def test_headings_make_the_path_and_sections_inherit() -> None:
    sheet = (
        "---\ntitle: Fiche\nlanguage: fr\ngroup: a/b\nauthority: loi\n"
        "verified_on: 2026-01-01\n---\n# Fiche\n\n## Règle {#rule}\n\n"
        "```meta\nreference: Loi 1\nvalid_from: 2020-01-01\n```\n\nLa règle est simple et claire.\n\n"
        "### Détail\n\nLe détail est ici.\n"
    )
    rule, detail = sections(document("a.fr.md", sheet.encode(), {}))
    assert (rule.id, rule.headings, rule.provenance.reference) == ("rule", ("Fiche", "Règle"), "Loi 1")
    assert str(rule.provenance.verified_on) == "2026-01-01"
    assert detail.headings == ("Fiche", "Règle", "Détail")


def test_ids_are_unique() -> None:
    text = PADDING + "\n\nالمادة 1\nنص أول هنا.\n\nالمادة 1\nنص ثان هنا."
    found = sections(document("law.txt", text.encode(), {}))
    assert len({section.id for section in found}) == len(found)


def test_the_text_of_a_section_is_the_documents() -> None:
    law = document(
        "law.txt", (PADDING + "\n\nArticle 1\nPremier texte.\n\nArticle 2\nSecond texte.").encode(), {"language": "fr"}
    )
    assert [law.text[section.start : section.end] for section in sections(law)][1:] == [
        "Article 1\nPremier texte.",
        "Article 2\nSecond texte.",
    ]


def test_an_article_named_in_a_described_section_opens_none() -> None:
    sheet = (
        "---\ntitle: T\nlanguage: en\n---\n## Rule {#rule}\n\n```meta\nreference: DOC\n"
        "```\n\nArticle 618-3: the contract is in writing.\n"
    )
    assert [section.id for section in sections(document("a.en.md", sheet.encode(), {}))] == ["rule"]


def test_an_article_that_changes_a_code_is_kept_apart_by_the_codes_article() -> None:
    text = (
        "المادة 3\nتغير على النحو التالي أحكام الفصلين 27 و41 من مدونة الجمارك والضرائب غير المباشرة :\n"
        "«الفصل - .27 يباشر عمل الإدارة حسب الشروط المحددة.\n«الفصل - 1 - .41 عندما تظهر دلائل للبحث.\n"
        "المادة 4\nتدخل أحكام هذا القانون حيز التنفيذ."
    )
    found = sections(document("law.txt", (PADDING + "\n\n" + text).encode(), {"language": "ar", "title": "قانون المالية"}))
    assert [section.article for section in found[1:]] == ["المادة 3", "المادة 3 › الفصل 27", "المادة 3 › الفصل 41", "المادة 4"]
    assert found[2].headings == ("قانون المالية", "المادة 3", "مدونة الجمارك والضرائب غير المباشرة", "الفصل 27")
    assert found[4].headings == ("قانون المالية", "المادة 4")


@pytest.mark.parametrize(
    ("own", "starts", "expected"),
    [
        ("", ("2011-06-30", "2026-01-01"), date(2026, 1, 1)),
        ("", ("2011-06-30", "2027-01-01"), date(2011, 6, 30)),
        ("", ("", ""), None),
        ("2020-01-01", ("2026-01-01", ""), date(2020, 1, 1)),
    ],
)
def test_a_short_answer_is_true_since_the_last_change_of_its_sheet(
    own: str, starts: tuple[str, str], expected: date | None
) -> None:
    """A rule that is to come in 2027 is none of those that a sheet of 2026 sums up."""
    sheet = "---\ntitle: T\nlanguage: fr\nverified_on: 2026-11-23\n---\n\n# T\n"
    for section_id, start in (("short", own), ("one", starts[0]), ("two", starts[1])):
        meta = f"```meta\nvalid_from: {start}\n```\n\n" if start else ""
        sheet += f"\n## Titre {section_id} {{#{section_id}}}\n\n{meta}Le texte de cette section est assez long pour compter.\n"
    found = {section.id: section.provenance.valid_from for section in sections(document("t.md", sheet.encode(), {}))}
    assert found["short"] == expected
    assert found["one"] == (date.fromisoformat(starts[0]) if starts[0] else None)
