"""Vectors by sentence-transformers: around the bundled model's graph, or any other model by name or folder."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule, Normalize
from sentence_transformers.sentence_transformer.modules import Pooling
from transformers import PreTrainedTokenizerFast

from ingest.encode import bundle
from ingest.encode.dense import finite
from ingest.encode.onnx import OnnxModel
from ingest.errors import EncoderError

# Smaller batches of like length: padding costs more here than a batch gains.
_BATCH = 16


class OnnxTransformer(InputModule):
    """A transformer's forward pass by onnxruntime, as a module of a SentenceTransformer."""

    def __init__(self, model: OnnxModel, tokenizer: Any) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.model, self.max_seq_length = model, bundle.MAX_TOKENS
        self.tokenizer: Any = tokenizer

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
        hidden = self.model.hidden(features["input_ids"].numpy(), features["attention_mask"].numpy())
        features["token_embeddings"] = torch.from_numpy(hidden)
        return features

    def save(self, *_: object, **__: object) -> None:
        """The model is a file of its own already."""


def around(model: OnnxModel, tokenizer: Path) -> SentenceTransformer:
    """The bundled model's graph as a SentenceTransformer: mean of the tokens, unit length, its prompts."""
    modules = [
        OnnxTransformer(model, PreTrainedTokenizerFast.from_pretrained(tokenizer)),
        Pooling(bundle.DIMENSIONS, "mean"),
        Normalize(),
    ]
    return SentenceTransformer(modules=modules, prompts=bundle.PROMPTS, device="cpu")


def encode(model: SentenceTransformer, texts: Sequence[str], prompt: str, name: str) -> Sequence[Sequence[float]]:
    """One unit vector a text, with the prompt of that name before it."""
    if not texts:
        return []
    vectors = model.encode(list(texts), prompt_name=prompt, batch_size=_BATCH, show_progress_bar=False, normalize_embeddings=True)
    return finite(vectors, name)


class NamedEncoder:
    """Any sentence-transformers model, by folder or by its name on a hub; loaded now."""

    def __init__(self, name: str) -> None:
        try:
            self._model = SentenceTransformer(name)
        except (OSError, ValueError) as error:
            raise EncoderError(f"the encoder '{name}' cannot be loaded: give a folder, or a name that your hub has") from error
        if "query" not in (self._model.prompts or {}):
            self._model.prompts = {"query": "", "passage": ""}
        digest = hashlib.sha256(repr(sorted(self._model.prompts.items())).encode()).hexdigest()[:8]
        self.name, self.dimensions = f"{name}@{digest}", int(self._model.get_embedding_dimension() or 0)

    def encode_queries(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One unit vector a query."""
        return encode(self._model, texts, "query", self.name)

    def encode_across(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """The same: only the bundled model has an adapter."""
        return self.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One unit vector a passage."""
        return encode(self._model, texts, "passage", self.name)
