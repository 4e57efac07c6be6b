"""A corpus with one mistake planted: the check names it, by file and line, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.check import check_corpus
from tests.conftest import TODAY, write_corpus

LIMIT = 1_000_000
FR, AR = "sarl.fr.md", "sarl.ar.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small corpus with what the check asks for, and the tables beside it."""
    corpus = write_corpus(tmp_path / "small")
    (corpus / "transfer.fr.md").unlink()
    for path in corpus.glob("*.md"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("confidence: high", "confidence: high\nfacts: [a:1]"), encoding="utf-8")
    (corpus / "corpus.toml").write_text('languages = ["fr", "ar", "en"]\n[topics]\ncompanies = "companies"\n')
    (corpus / "coverage.csv").write_text("fact,section,reason\na:1,companies/sarl#capital,\na:2,,of no use\n")
    columns = "id,domain,ar,fr,en,es,nl,it,de,ary,ary_latn,note"
    (corpus / "termbase.csv").write_text(f"{columns}\nsarl,company,شركة,SARL,SARL,,,,,شركة,charika,\n", encoding="utf-8")
    return corpus


def told(folder: Path) -> list[str]:
    return [str(problem) for problem in check_corpus(folder, LIMIT, TODAY)]


def change(name: str, old: str, new: str, count: int = 1) -> Callable[[Path], object]:
    def apply(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, count), encoding="utf-8")

    return apply


def everywhere(old: str, new: str, count: int = 1) -> Callable[[Path], object]:
    def apply(folder: Path) -> None:
        for language in ("fr", "ar", "en"):
            change(f"sarl.{language}.md", old, new, count)(folder)

    return apply


def test_a_right_corpus_has_no_mistake(folder: Path) -> None:
    assert told(folder) == []


@pytest.mark.parametrize(
    ("mistake", "expected"),
    [
        (change(FR, "authority: loi", "autority: loi"), "sarl.fr.md:18: unknown key 'autority'"),
        (change(FR, "authority: fiche", "authority: rumour"), "sarl.fr.md:5: authority: 'rumour' is not loi"),
        (change(FR, "language: fr\n", ""), "sarl.fr.md:1: no language: write it in the front matter"),
        (change(FR, "topics: [companies]", "topics: [companies"), "sarl.fr.md:8: not YAML"),
        (change(FR, "title: ", "title: La loi : "), "sarl.fr.md:2: not YAML: a value that holds a colon stands between quotes"),
        (change(FR, "topics: [companies]\n---\n", "topics: [companies]\n"), "sarl.fr.md:1: the front matter has no end"),
        (change(FR, "```meta\n", "```yaml\n"), "sarl.fr.md:13: section 'Capital minimum' has no meta block"),
        (change(FR, " {#capital}", ""), "sarl.fr.md:13: section 'Capital minimum' has no id"),
        (change(FR, "{#capital-before}", "{#capital}"), "sarl.fr.md:26: id #capital stands already at line 13"),
        (
            change(FR, "valid_from: 2011-06-13", "valid_from: 2011-13-45"),
            "sarl.fr.md:21: valid_from: '2011-13-45' is not a date as 2026-01-31",
        ),
        (change(FR, "valid_from: 2011-06-13", "valid_from: 2011-06-13\nvalid_to: 2010-01-01"), "is after valid_to 2010-01-01"),
        (everywhere('reference: "', 'reference: "" # '), "sarl.fr.md:16: #capital has no reference"),
        (everywhere("url: https://example.org/law\n", ""), "sarl.fr.md:13: #capital has no url"),
        (everywhere("https://example.org/law", "example.org"), "sarl.fr.md:17: url 'example.org' is no web address"),
        (everywhere("verified_on: 2026-11-23\n", ""), "sarl.fr.md:12: #capital has no verified_on"),
        (everywhere("2026-11-23", "2027-01-01"), "sarl.fr.md:7: verified_on 2027-01-01 lies in the future"),
        (everywhere("[companies]", "[compagnies]"), "sarl.fr.md:8: unknown topic 'compagnies'"),
        (everywhere("confidence: high", "confidence: low"), "sarl.fr.md:19: #capital has confidence low, but its text"),
        (
            everywhere("valid_from: 2011-06-13", "valid_to: 2025-12-31"),
            "sarl.fr.md:21: dead: nothing in it is in force after 2025",
        ),
        (lambda folder: (folder / AR).unlink(), "sarl.fr.md:1: has no version in 'ar': write sarl.ar.md"),
        (change(AR, "{#capital-before}", "{#before}"), "sarl.ar.md: section #capital-before is missing: sarl.fr.md:26 has it"),
        (
            change(AR, "10.000", "100.000"),
            "sarl.ar.md:26: #capital-before: figures differ: only here 100000; only in sarl.fr.md:26 10000",
        ),
        (
            change(AR, "10.000 درهم", "10.000 درهم داخل 30 يوما"),
            "sarl.ar.md:26: #capital-before: figures differ: only here 30 day",
        ),
        (
            change(AR, "5.96", "5.97"),
            "sarl.ar.md:16: #capital: numbers in the reference differ: only here 97; only in sarl.fr.md:13 96",
        ),
        (change(AR, "valid_from: 2011-06-13", "valid_from: 2011-06-14"), "sarl.ar.md:21: #capital: valid_from is '2011-06-14'"),
        (change(AR, "language: ar", "language: fr"), "group and language are those of"),
        (change("coverage.csv", "of no use", ""), "coverage.csv:3: fact a:2 has neither a section nor a reason"),
        (
            change("coverage.csv", "#capital,", "#capitol,"),
            "coverage.csv:2: fact a:1: there is no section 'companies/sarl#capitol'",
        ),
        (change("coverage.csv", "a:1,", "a:3,"), "coverage.csv: fact a:1, named in companies/sarl#capital, has no row"),
        (change("coverage.csv", "a:2,", "a:1,"), "coverage.csv:3: fact a:1 stands already at line 2"),
        (change("coverage.csv", "a:2,,", "a:2,"), "coverage.csv:3: 2 cells, not 3"),
        (change("coverage.csv", "fact,", "facts,"), "coverage.csv:1: the first line must be fact,section,reason"),
        (change("termbase.csv", "شركة,SARL", ",SARL"), "termbase.csv:2: 'sarl' has no term in 'ar'"),
        (change("termbase.csv", ",شركة,charika", ",charika,charika"), "termbase.csv:2: 'sarl': Latin letters in 'ary'"),
        (change("termbase.csv", "charika", "charika|| x"), "termbase.csv:2: 'sarl': empty term or space beside | in 'ary_latn'"),
        (change("corpus.toml", "languages", "language"), "corpus.toml: a list 'languages', a table [topics] and"),
        (lambda folder: (folder / "contacts.toml").write_text("[[contact]]\n"), "contacts.toml:1: contact '?': id is missing"),
        (lambda folder: (folder / "manifest.toml").write_text('[[document]]\nfile = "a.pdf"\n'), "a.pdf: named in the manifest"),
        (lambda folder: (folder / "manifest.toml").write_text("[[document]\n"), "manifest.toml: "),
        (lambda folder: (folder / "a.pdf").write_bytes(b"%PDF"), "a.pdf: a broken or encrypted PDF"),
    ],
)
def test_a_planted_mistake_is_named(folder: Path, mistake: Callable[[Path], object], expected: str) -> None:
    mistake(folder)
    assert any(expected in line for line in told(folder)), "\n".join(told(folder))


def test_all_mistakes_in_one_run(folder: Path) -> None:
    for mistake in (
        change(FR, "authority: loi", "autority: loi"),
        change(AR, "10.000", "100.000"),
        change("coverage.csv", "of no use", ""),
        change("termbase.csv", "شركة,SARL", ",SARL"),
    ):
        mistake(folder)
    assert {line.partition(":")[0] for line in told(folder)} == {FR, AR, "sarl.en.md", "coverage.csv", "termbase.csv"}


@pytest.mark.parametrize("broken", ["topics: [companies", "reference: [a"])
def test_what_cannot_be_read_is_told_once(folder: Path, broken: str) -> None:
    change(FR, "topics: [companies]" if broken.startswith("topics") else 'reference: "Loi n° 5-96, art. 46"', broken)(folder)
    assert [line for line in told(folder) if "not YAML" not in line and not line.startswith(FR)] == []


def test_sections_in_another_order(folder: Path) -> None:
    text = (folder / AR).read_text(encoding="utf-8")
    head, first, second = text.partition("## ")[0], *text.split("## ")[1:]
    (folder / AR).write_text(f"{head}## {second}\n## {first}", encoding="utf-8")
    assert any("#capital-before stands where sarl.fr.md has #capital" in line for line in told(folder))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("[1, 1_200]", []),
        ("[300, 1_200]", ["sarl.fr.md:1: 37 words, where a sheet has 300 to 1,200: say what is missing"]),
        ("[1, 20]", ["sarl.fr.md:1: 37 words, where a sheet has 1 to 20: give one of its topics a sheet of its own"]),
        ("300", ["corpus.toml: a list 'languages', a table [topics] and, if wanted, words = [300, 1200] were expected"]),
    ],
)
def test_the_length_of_a_sheet_in_the_first_language(folder: Path, words: str, expected: list[str]) -> None:
    change("corpus.toml", "[topics]", f"words = {words}\n[topics]")(folder)
    lines = told(folder)
    assert len(lines) == len(expected)
    assert all(line.startswith(start) for line, start in zip(lines, expected, strict=True))


def test_a_note_in_one_language_may_be_short(folder: Path) -> None:
    change("corpus.toml", "[topics]", "words = [20, 1_200]\n[topics]")(folder)
    head = (folder / FR).read_text(encoding="utf-8").split("## ")[0]
    (folder / "note.fr.md").write_text(head.replace("group: companies/sarl\n", ""), encoding="utf-8")
    assert not [line for line in told(folder) if "words" in line]


def test_a_foreign_folder_needs_no_tables(tmp_path: Path) -> None:
    (tmp_path / "law.txt").write_text("Un texte assez long pour être lu.")
    assert [line.partition(":")[2].split(":")[0] for line in told(tmp_path)] == [
        " the document has no reference (law and article, or who says it)",
        " the document has no url (address of the source)",
        " the document has no verified_on (day on which the source was read)",
    ]
    described = 'file = "law.txt"\nreference = "Loi 1"\nurl = "https://example.org/1"\nverified_on = 2026-11-23\n'
    (tmp_path / "manifest.toml").write_text(f"[[document]]\n{described}")
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ("amount_mad = 10_000", []),
        ("rate_pct = 0", []),
        ("count = 1", []),
        ("amount_mad = 100_000", ["rules/sarl.toml:3: rule 'capital': 100000 does not stand in companies/sarl#capital-before"]),
        ("rate_pct = 1", ["rules/sarl.toml:3: rule 'capital': 1 percent does not stand in companies/sarl#capital-before"]),
        ("days = 30", ["rules/sarl.toml:3: rule 'capital': 30 day does not stand in companies/sarl#capital-before"]),
        (
            "brackets = [{from_mad = 0, to_mad = 10_000, rate_pct = 2}]",
            ["rules/sarl.toml:3: rule 'capital': 2 percent does not stand in companies/sarl#capital-before"],
        ),
    ],
)
def test_the_figures_of_a_rule_stand_in_its_section(folder: Path, figures: str, expected: list[str]) -> None:
    (folder / "rules").mkdir()
    (folder / "rules" / "sarl.toml").write_text(
        'scheme = "sarl"\n\n[[rule]]\nid = "capital"\nkind = "threshold"\nwhat = "Minimum capital"\n'
        f'{figures}\napplies_to = ["SARL"]\nreference = "Loi n° 5-96"\nurl = "https://example.org/law"\n'
        'facts = ["a:1"]\nsection = "companies/sarl#capital-before"\nconfidence = "high"\n',
        encoding="utf-8",
    )
    assert [line.removesuffix(": change one of the two") for line in told(folder)] == expected


def test_every_mistake_of_the_manifest_is_named(tmp_path: Path) -> None:
    (tmp_path / "law.txt").write_text("Un texte assez long pour être lu.")
    (tmp_path / "manifest.toml").write_text(
        '[[document]]\nfile = "law.txt"\nreference = "Loi 1"\nauthority = "lois"\nverified_on = "25/11/2026"\nadress = "x"\n'
    )
    assert [line.partition(": ")[2] for line in told(tmp_path)] == [
        "authority: 'lois' is not loi, décret, arrêté, circulaire, page officielle, fiche, presse: "
        'change it in manifest.toml, under file = "law.txt"',
        "the document has no url (address of the source): write 'url' in manifest.toml, under file = \"law.txt\"",
        "the document has no verified_on (day on which the source was read): "
        "write 'verified_on' in manifest.toml, under file = \"law.txt\"",
        "unknown key 'adress'; known are answers, authority, confidence, conflict, facts, issuer, published, reference, regions, "
        'sectors, topics, url, valid_from, valid_to, verified_on: change it in manifest.toml, under file = "law.txt"',
        "verified_on: '25/11/2026' is not a date as 2026-01-31: change it in manifest.toml, under file = \"law.txt\"",
    ]
