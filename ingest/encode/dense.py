"""Dense vectors by the bundled model."""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.encode import bundle
from ingest.encode.onnx import OnnxModel, load_tokenizer
from ingest.errors import EncoderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer


class BundledEncoder:
    """Queries and passages -> unit vectors by the model that needs no hub, built into `folder` at first use.

    `name` changes whenever the vectors of passages would. Passages go through sentence-transformers with onnxruntime inside;
    queries go to onnxruntime directly and get the same vectors, so that a server which only answers never loads torch.
    """

    name, dimensions = bundle.VERSION, bundle.DIMENSIONS

    def __init__(self, folder: Path, threads: int = 0) -> None:
        self._folder, self._threads = folder, threads

    def encode_queries(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One unit vector a query."""
        return self._questions(lambda: self._plain, texts)

    def encode_across(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One unit vector a query in Latin script that is to find Arabic passages."""
        return self._questions(lambda: self._adapted, texts)

    def encode_passages(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One unit vector a passage."""
        from ingest.encode.sentences import encode  # torch takes seconds to import

        return encode(self._sentence_transformer, texts, "passage", self.name)

    def _questions(self, model: Callable[[], OnnxModel], texts: Sequence[str]) -> Sequence[Sequence[float]]:
        if not texts:
            return []
        return finite(model().encode([bundle.PROMPTS["query"] + text for text in texts]), self.name)

    @cached_property
    def _home(self) -> Path:
        return bundle.ensure(self._folder)

    @cached_property
    def _table(self) -> "np.ndarray[Any, Any]":
        return np.load(self._home / bundle.TABLE, mmap_mode="r")  # type: ignore[no-any-return]

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        return load_tokenizer(self._home / bundle.TOKENIZER / "tokenizer.json", bundle.MAX_TOKENS)

    @cached_property
    def _plain(self) -> OnnxModel:
        return self._model(bundle.GRAPH)

    @cached_property
    def _adapted(self) -> OnnxModel:
        return self._model(bundle.ADAPTED_GRAPH)

    @cached_property
    def _sentence_transformer(self) -> "SentenceTransformer":
        from ingest.encode.sentences import around

        return around(self._plain, self._home / bundle.TOKENIZER)

    def _model(self, graph: str) -> OnnxModel:
        return OnnxModel(self._home / graph, self._table, self._tokenizer, self._threads)


def finite(vectors: "np.ndarray[Any, Any]", name: str) -> Sequence[Sequence[float]]:
    """The vectors as lists; `EncoderError` if one is no numbers."""
    if not np.isfinite(vectors).all():
        raise EncoderError(f"{name} gave vectors that are no numbers: its files may be damaged, delete them")
    found: Sequence[Sequence[float]] = vectors.tolist()
    return found
