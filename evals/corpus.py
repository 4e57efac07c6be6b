"""A corpus folder -> its current index version, ingested first where it is missing or stale."""

import hashlib
import json
import subprocess
import sys
from importlib.resources import files as files_of
from pathlib import Path

from evals.errors import ServiceAway
from ingest.corpus import files
from ingest.index import open_versions
from ingest.pipeline import corpus_name
from ingest.settings import IngestSettings

_REFUSED_SOME = 1
_METADATA = ("manifest.json", "manifest.toml")


def bring_up_to_date(folder: Path, settings: IngestSettings) -> None:
    """Ingest, in a process of its own, unless no file, setting or reader changed since, nor the served version."""
    if not folder.is_dir():
        raise ServiceAway(f"{folder} is no folder: name a corpus folder such as corpora/mdm")
    mark = settings.state / "evals" / f"{corpus_name(folder)}.fresh"
    versions = open_versions(settings, corpus_name(folder))
    if mark.exists() and mark.read_text() == _state(folder, settings, versions.current()) and versions.current():
        return
    sys.stderr.write(f"bringing the index of {folder} up to date ...\n")
    # In a process of its own: what it needs to read a corpus is not memory of the service that is measured.
    command = [sys.executable, "-m", "ingest", str(folder)]
    code = subprocess.run(command, check=False, stdout=sys.stderr).returncode  # noqa: S603 - our own module
    if code > _REFUSED_SOME:
        raise ServiceAway(f"{folder} could not be ingested: the lines above say why")
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(_state(folder, settings, versions.current()))


def _state(folder: Path, settings: IngestSettings, version: str | None) -> str:
    """What an ingestion depends on, by size and time of change: documents, what describes them, and the code that reads them."""
    code = sorted(Path(str(files_of("ingest"))).rglob("*.py"))
    paths = [*files(folder), *(folder / name for name in _METADATA if (folder / name).exists()), *code]
    seen = [(path.as_posix(), path.stat().st_size, path.stat().st_mtime_ns) for path in paths]
    described = json.dumps([seen, version, settings.model_dump(mode="json", exclude={"qdrant_api_key"})])
    return hashlib.sha256(described.encode()).hexdigest()
