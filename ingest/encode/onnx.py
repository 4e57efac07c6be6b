"""A transformer on onnxruntime: texts -> unit vectors. Nothing of torch: it would cost a server seconds and 300 MB."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

_PADDING, _PADDING_ID = "<pad>", 1
Floats = np.ndarray[Any, np.dtype[np.float32]]


def load_tokenizer(path: Path, max_tokens: int) -> Tokenizer:
    """A model's `tokenizer.json`: pads a batch to its longest text, cuts what is longer than the model reads."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(max_tokens)
    tokenizer.enable_padding(pad_id=_PADDING_ID, pad_token=_PADDING)
    return tokenizer


class OnnxModel:
    """A graph from token vectors to the last layer's; `table` has the tokens' vectors, mapped from disk."""

    def __init__(self, graph: Path, table: Floats, tokenizer: Tokenizer, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL  # done when it was built
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._table, self._tokenizer = table, tokenizer

    def encode(self, texts: Sequence[str]) -> Floats:
        """One vector of unit length a text: the mean of its tokens' vectors, batch x hidden."""
        found = self._tokenizer.encode_batch(list(texts))
        ids = np.array([each.ids for each in found], dtype=np.int64)
        mask = np.array([each.attention_mask for each in found], dtype=np.int64)
        weights = mask[:, :, None].astype(np.float32)
        mean = (self.hidden(ids, mask) * weights).sum(axis=1) / weights.sum(axis=1)
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)  # type: ignore[no-any-return]

    def hidden(self, ids: "np.ndarray[Any, Any]", mask: "np.ndarray[Any, Any]") -> Floats:
        """The last layer's vectors, batch x tokens x hidden."""
        feed = {"token_vectors": self._table[ids], "attention_mask": mask}
        return self._session.run(None, feed)[0]  # type: ignore[no-any-return]
