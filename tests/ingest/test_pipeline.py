import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import BadManifest, EmptyDocument, IndexBroken, IngestRunning
from ingest.index.edge import EdgeVersions
from ingest.index.versions import LiveIndex
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from tests.conftest import ROOT, TODAY, silent
from tests.fakes import HashEncoder


def test_a_run_reports_what_went_in(corpus: Path, settings: IngestSettings, encoder: HashEncoder, versions: EdgeVersions) -> None:
    (corpus / "bad.xyz").write_text("?")
    report = ingest(corpus, settings, encoder, versions, silent)
    assert (report.documents, report.sections, report.chunks, report.encoded) == (4, 7, 7, 7)
    assert [refusal.path for refusal in report.refused] == ["bad.xyz"]
    assert report.swapped
    assert versions.current() == report.version
    assert report.version is not None
    metadata = versions.open(report.version).metadata
    assert (metadata.languages, metadata.alone) == (("ar", "en", "fr"), ("fr",))


def test_a_second_run_encodes_only_what_changed(
    corpus: Path, settings: IngestSettings, encoder: HashEncoder, versions: EdgeVersions
) -> None:
    first = ingest(corpus, settings, encoder, versions, silent)
    unchanged = ingest(corpus, settings, encoder, versions, silent)
    assert (unchanged.swapped, unchanged.version, unchanged.encoded) == (False, first.version, 0)
    sheet = corpus / "transfer.fr.md"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("sans autorisation", "sans aucune autorisation"), encoding="utf-8")
    changed = ingest(corpus, settings, encoder, versions, silent)
    assert (changed.swapped, changed.encoded) == (True, 1)
    assert versions.all() == [first.version, changed.version]


def test_what_lies_there_unchanged_is_not_read_again_unless_something_was_refused(
    corpus: Path, settings: IngestSettings, encoder: HashEncoder, versions: EdgeVersions
) -> None:
    stages: list[str] = []
    progress = lambda stage, *_: stages.append(stage)  # noqa: E731
    first = ingest(corpus, settings, encoder, versions, progress)
    stages.clear()
    again = ingest(corpus, settings, encoder, versions, progress)
    assert not stages
    assert replace(again, swapped=True, encoded=first.encoded, seconds=first.seconds) == first
    (corpus / "bad.xyz").write_text("?")
    for _ in range(2):
        assert [refusal.path for refusal in ingest(corpus, settings, encoder, versions, progress).refused] == ["bad.xyz"]
    other = settings.model_copy(update={"chunk_tokens": settings.chunk_tokens + 1})
    (corpus / "bad.xyz").unlink()
    assert ingest(corpus, other, encoder, versions, progress).swapped


def test_a_version_that_fails_its_check_is_not_served(
    corpus: Path, settings: IngestSettings, encoder: HashEncoder, versions: EdgeVersions
) -> None:
    first = ingest(corpus, settings, encoder, versions, silent)
    (corpus / "known_queries.toml").write_text('[[query]]\ntext = "capital"\nlanguage = "fr"\ngroup = "nowhere"\n')
    (corpus / "new.txt").write_text("Un nouveau texte, assez long pour compter.")
    with pytest.raises(IndexBroken, match="nowhere"):
        ingest(corpus, settings, encoder, versions, silent)
    assert versions.all() == [first.version]
    assert versions.current() == first.version


def test_a_folder_of_nothing_is_refused(
    tmp_path: Path, settings: IngestSettings, encoder: HashEncoder, versions: EdgeVersions
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "bad.xyz").write_text("?")
    with pytest.raises(EmptyDocument, match=r"bad\.xyz: no reader"):
        ingest(tmp_path / "empty", settings, encoder, versions, silent)
    with pytest.raises(BadManifest, match="is no folder"):
        ingest(tmp_path / "nowhere", settings, encoder, versions, silent)


def test_two_runs_at_once_are_told_apart(corpus: Path, settings: IngestSettings, versions: EdgeVersions) -> None:
    inside, go_on = threading.Event(), threading.Event()

    class Slow(HashEncoder):
        def encode_passages(self, texts):  # type: ignore[no-untyped-def]
            inside.set()
            go_on.wait(10)
            return super().encode_passages(texts)

    first = threading.Thread(target=ingest, args=(corpus, settings, Slow(), versions, silent))
    first.start()
    assert inside.wait(10)
    with pytest.raises(IngestRunning, match="another run"):
        ingest(corpus, settings, HashEncoder(), versions, silent)
    go_on.set()
    first.join()
    assert versions.current() is not None


@pytest.mark.slow
def test_kill_9_at_any_write_leaves_the_served_version(
    corpus: Path, settings: IngestSettings, encoder: HashEncoder, versions: EdgeVersions
) -> None:
    """Each run writes a changed corpus and dies at its n-th fsync; the last one comes through."""
    served = ingest(corpus, settings, encoder, versions, silent).version
    script = [sys.executable, str(ROOT / "tests" / "ingest" / "killed_run.py"), str(corpus), str(settings.state)]
    (corpus / "new.txt").write_text("Un nouveau texte, assez long pour compter.")
    died = 0
    for fatal in range(1, 30):
        run = subprocess.run([*script, str(fatal)], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=False)
        live = LiveIndex(versions, encoder.name)
        index = live.get()
        if run.returncode == 0:
            assert index.count() == 8
            live.close()
            break
        assert run.returncode == -9, run.stderr.decode()
        died += 1
        assert index.count() == (7 if index.metadata.version == served else 8)
        assert index.search([]) == []
        live.close()
    assert died > 5
    assert TODAY  # the loop ended by `break`: a run came through
    assert versions.current() != served


@pytest.mark.slow
def test_several_processes_open_one_version(live: LiveIndex, versions: EdgeVersions, settings: IngestSettings) -> None:
    """Without a write-ahead log a version is only read, so workers share it."""
    assert live.get().count() == 7
    code = (
        "from pathlib import Path; from ingest.index.edge import EdgeVersions; "
        f"v = EdgeVersions(Path({str(settings.state / 'index' / 'small')!r})); print(v.open(v.current()).count())"
    )
    runs = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [run.communicate()[0].strip() for run in runs] == ["7", "7"]
    assert live.get().count() == 7
