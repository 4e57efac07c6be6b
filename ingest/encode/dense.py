"""Dense vectors by sentence-transformers: the bundled model on onnxruntime, or any other by name or folder."""

import hashlib
from collections.abc import Callable, Sequence
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, cast

import numpy as np
import onnxruntime
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule, Normalize
from sentence_transformers.sentence_transformer.modules import Pooling
from transformers import PreTrainedTokenizerFast

from ingest.encode import bundle
from ingest.errors import EncoderError

# Smaller batches of like length: padding costs more here than a batch gains.
_BATCH = 16


class OnnxTransformer(InputModule):
    """A transformer's forward pass by onnxruntime, as a module of a SentenceTransformer; `table` has the tokens' vectors."""

    def __init__(self, graph: Path, table: "np.ndarray[Any, Any]", tokenizer: Any, threads: int, max_seq_length: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL  # done when it was built
        self.session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self.table = table
        self.tokenizer: Any = tokenizer
        self.max_seq_length = max_seq_length

    def preprocess(self, inputs: Any, prompt: str | None = None, **_: object) -> dict[str, Any]:
        """Texts, prompt before each -> padded token ids."""
        batch = self.tokenizer(
            [(prompt or "") + text for text in inputs],
            padding=True,
            truncation=True,
            max_length=self.max_seq_length,
            return_tensors="pt",
        )
        return cast("dict[str, Any]", batch)

    def forward(self, features: dict[str, Any], **_: object) -> dict[str, Any]:
        """Adds `token_embeddings`, batch x tokens x hidden."""
        feed = {"token_vectors": self.table[features["input_ids"].numpy()], "attention_mask": features["attention_mask"].numpy()}
        features["token_embeddings"] = torch.from_numpy(self.session.run(None, feed)[0])
        return features

    def save(self, *_: object, **__: object) -> None:
        """The model is a file of its own already."""


class DenseEncoder:
    """Queries and passages -> unit vectors, the model loaded at first use. `name` changes whenever the vectors of passages would.

    `load_adapted` gives the model of `encode_across`; without it that is the model of all else.
    """

    def __init__(
        self,
        name: str,
        dimensions: int,
        load: Callable[[], SentenceTransformer],
        load_adapted: Callable[[], SentenceTransformer] | None = None,
    ) -> None:
        self.name, self.dimensions, self._load, self._load_adapted = name, dimensions, load, load_adapted

    @classmethod
    def bundled(cls, folder: Path, threads: int = 0) -> "DenseEncoder":
        """The model that needs no hub, built into `folder` at first use."""

        @cache
        def shared() -> tuple[Path, Any, "np.ndarray[Any, Any]"]:
            home = bundle.ensure(folder)
            tokenizer = PreTrainedTokenizerFast.from_pretrained(home / bundle.TOKENIZER)
            return home, tokenizer, np.load(home / bundle.TABLE, mmap_mode="r")

        def load(graph: str) -> SentenceTransformer:
            home, tokenizer, table = shared()
            transformer = OnnxTransformer(home / graph, table, tokenizer, threads, bundle.MAX_TOKENS)
            modules = [transformer, Pooling(bundle.DIMENSIONS, "mean"), Normalize()]
            return SentenceTransformer(modules=modules, prompts=bundle.PROMPTS, device="cpu")

        return cls(bundle.VERSION, bundle.DIMENSIONS, partial(load, bundle.GRAPH), partial(load, bundle.ADAPTED_GRAPH))

    @classmethod
    def named(cls, name: str) -> "DenseEncoder":
        """Any sentence-transformers model, by folder or by its name on a hub; loaded now."""
        try:
            model = SentenceTransformer(name)
        except (OSError, ValueError) as error:
            raise EncoderError(f"the encoder '{name}' cannot be loaded: give a folder, or a name that your hub has") from error
        if "query" not in (model.prompts or {}):
            model.prompts = {"query": "", "passage": ""}
        digest = hashlib.sha256(repr(sorted(model.prompts.items())).encode()).hexdigest()[:8]
        return cls(f"{name}@{digest}", int(model.get_embedding_dimension() or 0), lambda: model)

    @cached_property
    def _model(self) -> SentenceTransformer:
        return self._load()

    @cached_property
    def _adapted(self) -> SentenceTransformer:
        return self._load_adapted() if self._load_adapted else self._model

    def encode_queries(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One unit vector a query."""
        return self._encode(self._model, texts, "query")

    def encode_across(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One unit vector a query in Latin script that is to find Arabic passages."""
        return self._encode(self._adapted, texts, "query")

    def encode_passages(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One unit vector a passage."""
        return self._encode(self._model, texts, "passage")

    def _encode(self, model: SentenceTransformer, texts: Sequence[str], prompt: str) -> Sequence[Sequence[float]]:
        if not texts:
            return []
        vectors = model.encode(
            list(texts), prompt_name=prompt, batch_size=_BATCH, show_progress_bar=False, normalize_embeddings=True
        )
        if not np.isfinite(vectors).all():
            raise EncoderError(f"{self.name} gave vectors that are no numbers: its files may be damaged, delete them")
        return cast("Sequence[Sequence[float]]", vectors.tolist())
