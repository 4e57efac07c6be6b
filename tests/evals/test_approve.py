"""An approved answer: written whole or not at all, served first until its day, then gone."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.approve import Approval, approve
from evals.errors import BadAnswer
from ingest.check import check_corpus
from ingest.index.edge import EdgeVersions
from ingest.index.versions import LiveIndex
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from ingest.types import Language
from retrieval.concepts import Termbase
from retrieval.retrieve import retrieve
from retrieval.settings import RetrievalSettings
from retrieval.types import Query
from tests.conftest import TODAY, silent
from tests.fakes import HashEncoder

FR = Language("fr")
UNTIL = date(2027, 6, 30)
GOOD = Approval(
    ("Quel est le capital minimum de la SARL ?",), "Il n'y a pas de minimum : un dirham suffit en droit.", FR,
    "Note de la direction, 25 novembre 2026", "https://example.org/note", TODAY, UNTIL,
)  # fmt: skip


def _first(live: LiveIndex, day: date, retrieval: RetrievalSettings, question: str = GOOD.questions[0]) -> str:
    found = retrieve(Query(question, FR, day), live.get(), HashEncoder(), Termbase(()), retrieval)
    return found.passages[0].first.group


def test_it_is_served_first_until_its_day(
    corpus: Path,
    settings: IngestSettings,
    encoder: HashEncoder,
    versions: EdgeVersions,
    live: LiveIndex,
    retrieval: RetrievalSettings,
) -> None:
    assert _first(live, TODAY, retrieval) == "companies/sarl"
    encoded = len(encoder.passages)
    path = approve(GOOD, "sarl-capital", corpus, TODAY)
    assert path == corpus / "approved" / "sarl-capital.fr.md"
    report = ingest(corpus, settings, encoder, versions, silent)
    assert (report.swapped, report.refused, len(encoder.passages) - encoded) == (True, (), 1)
    assert _first(live, TODAY, retrieval) == _first(live, UNTIL, retrieval) == "approved/sarl-capital"
    assert _first(live, UNTIL + timedelta(days=1), retrieval) == "companies/sarl"
    assert _first(live, TODAY, retrieval, "Quel était le capital minimum de la SARL avant 2011 ?") == "companies/sarl"


def test_the_check_accepts_it_in_one_language_and_says_when_it_has_expired(corpus: Path) -> None:
    (corpus / "corpus.toml").write_text('languages = ["fr", "ar", "en"]\n[topics]\ncompanies = "companies"\n')
    (corpus / "transfer.fr.md").unlink()
    path = approve(replace(GOOD, questions=('Une "SARL" : *combien* ?', "Capital : #1 ?")), "a", corpus, TODAY)
    assert check_corpus(corpus, 1_000_000, UNTIL) == []
    [expired] = check_corpus(corpus, 1_000_000, UNTIL + timedelta(days=1))
    assert (expired.path, expired.message.partition(":")[0]) == (
        "approved/a.fr.md", "the approved answer has expired on 2027-06-30",
    )  # fmt: skip
    assert path.read_text(encoding="utf-8").splitlines()[expired.line - 1] == 'valid_to: "2027-06-30"'


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(GOOD, questions=(" ",)), "the question is empty"),
        (replace(GOOD, answer="\n"), "the answer is empty"),
        (replace(GOOD, reference=""), "--reference is empty"),
        (replace(GOOD, url=""), "--url is empty"),
        (replace(GOOD, url="example.org"), "'example.org' is no web address"),
        (replace(GOOD, valid_to=TODAY - timedelta(days=1)), "--until 2026-11-24 has passed"),
        (replace(GOOD, valid_from=date(2028, 1, 1)), "valid_from 2028-01-01 is after valid_to"),
        (replace(GOOD, answer="## Un titre\n\nOui."), "section 'Un titre' has no id"),
        (replace(GOOD, language=Language("es")), "write question and answer in one of them"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(corpus: Path, wrong: Approval, said: str) -> None:
    (corpus / "corpus.toml").write_text('languages = ["fr", "ar", "en"]\n[topics]\ncompanies = "companies"\n')
    with pytest.raises(BadAnswer, match=said):
        approve(wrong, "a", corpus, TODAY)
    assert not (corpus / "approved").exists()


def test_another_version_says_the_same_figures(corpus: Path) -> None:
    approve(replace(GOOD, answer="Le minimum est de 10 000 DH."), "a", corpus, TODAY)
    english = replace(GOOD, questions=("What is the minimum capital of a SARL?",), language=Language("en"))
    with pytest.raises(BadAnswer, match=r"figures differ: only here 10000; only in approved/a\.en\.md:10 20000"):
        approve(replace(english, answer="The minimum is 20,000 DH."), "a", corpus, TODAY)
    approve(replace(english, answer="The minimum is 10,000 DH."), "a", corpus, TODAY)
    assert {path.name for path in (corpus / "approved").iterdir()} == {"a.fr.md", "a.en.md"}


def test_the_command(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = tmp_path / "answer.txt"
    answer.write_text(f"\ufeff{GOOD.answer}\n", encoding="utf-8")
    said = [
        "approve", GOOD.questions[0], "--answer", str(answer), "--reference", "Note", "--url", "https://example.org/n",
        "--until", "2100-01-01", "--authority", "circulaire", "--corpus", str(corpus),
    ]  # fmt: skip
    assert main(said) == 0
    assert "put it into the index: python -m ingest" in capsys.readouterr().out
    assert main(said) == 2
    assert "is there already" in capsys.readouterr().err
    assert main([*said, "--replace"]) == 0
    [path] = (corpus / "approved").iterdir()
    assert 'authority: "circulaire"' in path.read_text(encoding="utf-8")
    for wrong, told in (
        (["--answer", str(tmp_path / "none.txt")], "cannot be read"),
        (["--id", "../x"], "is no name of a file"),
        (["--corpus", str(tmp_path / "none")], "is no folder"),
    ):
        assert main([*said, *wrong]) == 2
        assert told in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([*said, "--until", "soon"])
    assert "'soon' is no date as 2026-01-31" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(said[:4])
    assert "required: --reference" in capsys.readouterr().err
