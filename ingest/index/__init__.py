"""Where vectors are searched: `edge.py` embedded, `server.py` a Qdrant server, `versions.py` build, check, swap."""

from pathlib import Path

from ingest.index.edge import EdgeVersions
from ingest.settings import IngestSettings
from ingest.types import Versions


def open_versions(settings: IngestSettings, corpus: str) -> Versions:
    """The versions of one corpus's index, in a Qdrant server if `QDRANT_URL` is set, else in the state folder."""
    if settings.qdrant_url:
        from ingest.index.server import ServerVersions, connect  # the client takes more than a second to import

        client = connect(settings.qdrant_url, settings.qdrant_api_key, settings.qdrant_timeout_seconds)
        return ServerVersions(client, corpus)
    return EdgeVersions(index_folder(settings, corpus))


def index_folder(settings: IngestSettings, corpus: str) -> Path:
    """Where the embedded index of a corpus lies."""
    return settings.state / "index" / corpus
