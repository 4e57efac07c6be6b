"""An encoder for the length of one turn: what a turn asks for twice is encoded once."""

from collections.abc import Callable, Sequence

from ingest.types import Encoder

_Vectors = Sequence[Sequence[float]]


class EncodeOnce:
    """The same vectors as the encoder behind it; it keeps those of queries, so it must not outlive its turn."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.dimensions = encoder.name, encoder.dimensions
        self._encoder = encoder
        self._plain: dict[str, Sequence[float]] = {}
        self._across: dict[str, Sequence[float]] = {}

    def encode_queries(self, texts: Sequence[str]) -> _Vectors:
        """One unit vector a query."""
        return _once(texts, self._plain, self._encoder.encode_queries)

    def encode_across(self, texts: Sequence[str]) -> _Vectors:
        """One unit vector a query in Latin script that is to find Arabic passages."""
        return _once(texts, self._across, self._encoder.encode_across)

    def encode_passages(self, texts: Sequence[str]) -> _Vectors:
        """One unit vector a passage."""
        return self._encoder.encode_passages(texts)


def _once(texts: Sequence[str], kept: dict[str, Sequence[float]], encode: Callable[[Sequence[str]], _Vectors]) -> _Vectors:
    missing = [text for text in dict.fromkeys(texts) if text not in kept]
    if missing:
        kept.update(zip(missing, encode(missing), strict=True))
    return [kept[text] for text in texts]
