"""The default corpus holds together, and is as large as it was."""

from datetime import date

import pytest

from ingest.check import check_corpus
from ingest.check.sheets import Sheet, read_sheets
from ingest.check.tables import known_facts
from tests.conftest import ROOT, TODAY

MDM = ROOT / "corpora" / "mdm"
LIMIT = 10**8


@pytest.fixture(scope="module")
def sheets() -> list[Sheet]:
    return list(read_sheets(MDM, LIMIT, lambda problem: pytest.fail(str(problem))))


def test_no_mistake() -> None:
    """Parallels, figures, references, addresses, validity, coverage, termbase, contacts, regions, rules."""
    assert [str(problem) for problem in check_corpus(MDM, LIMIT, max(TODAY, date.today()))] == []


def test_each_topic_stands_in_three_languages(sheets: list[Sheet]) -> None:
    """Approved answers may stand in one."""
    documents = [sheet.document for sheet in sheets if not sheet.document.provenance.answers]
    topics = {document.group for document in documents}
    assert len(topics) >= 90
    assert {(document.group, document.language) for document in documents} == {
        (topic, language) for topic in topics for language in ("fr", "ar", "en")
    }


def test_about_900_facts_have_their_place() -> None:
    facts = known_facts(MDM)
    assert facts is not None
    assert len(facts) >= 900


def test_the_termbase_is_large() -> None:
    assert (MDM / "termbase.csv").read_text(encoding="utf-8").count("\n") > 3_000
