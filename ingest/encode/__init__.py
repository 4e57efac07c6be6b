"""Text -> vectors: `dense.py` by meaning, `sparse.py` by terms, `bundle.py` the model that needs no hub."""

from ingest.settings import IngestSettings
from ingest.types import Encoder


def open_encoder(settings: IngestSettings) -> Encoder:
    """The encoder that the settings name: the bundled one, built at first use, or any other."""
    from ingest.encode.dense import DenseEncoder  # torch takes seconds to import

    if settings.encoder:
        return DenseEncoder.named(settings.encoder)
    return DenseEncoder.bundled(settings.state / "model", settings.encoder_threads)
