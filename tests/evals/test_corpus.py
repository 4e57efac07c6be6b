import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from evals.corpus import bring_up_to_date
from evals.errors import ServiceAway
from ingest.index.edge import EdgeVersions
from ingest.index.versions import LiveIndex
from ingest.settings import IngestSettings


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The ingestions that were started, none of which does anything."""
    started: list[list[str]] = []

    def run(command: list[str], **_: object) -> SimpleNamespace:
        started.append(command[1:])
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(subprocess, "run", run)
    return started


def test_a_corpus_is_ingested_only_when_it_changed(
    corpus: Path, settings: IngestSettings, live: LiveIndex, versions: EdgeVersions, runs: list[list[str]]
) -> None:
    bring_up_to_date(corpus, settings)
    bring_up_to_date(corpus, settings)
    assert runs == [["-m", "ingest", str(corpus)]]
    (corpus / "new.fr.md").write_text("# Autre\n", encoding="utf-8")
    bring_up_to_date(corpus, settings)
    assert len(runs) == 2
    bring_up_to_date(corpus, settings.model_copy(update={"chunk_tokens": 100}))
    assert len(runs) == 3


def test_what_goes_wrong_is_told(corpus: Path, settings: IngestSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ServiceAway, match="is no folder"):
        bring_up_to_date(corpus / "none", settings)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=2))
    with pytest.raises(ServiceAway, match="could not be ingested"):
        bring_up_to_date(corpus, settings)
