"""Text -> vectors: `dense.py` by meaning (the model that needs no hub: `bundle.py`), `sparse.py` by terms."""

from ingest.encode.dense import BundledEncoder
from ingest.settings import IngestSettings
from ingest.types import Encoder


def open_encoder(settings: IngestSettings) -> Encoder:
    """The encoder that the settings name: the bundled one, built at first use, or any other."""
    if settings.encoder:
        from ingest.encode.sentences import NamedEncoder  # torch takes seconds to import

        return NamedEncoder(settings.encoder)
    return BundledEncoder(settings.state / "model", settings.encoder_threads)
