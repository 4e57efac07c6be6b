"""A transformer in torch -> what onnxruntime serves: the table of token vectors, and a graph from those to the last layer.

The table is most of a multilingual model (4 of 5 bytes), and a text needs a few of its rows: as an array of its own it is
mapped, not loaded, and several graphs share it.
"""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch


def export_table(bert: Any, target: Path) -> None:
    """Token ids -> vectors, vocabulary x hidden, as a NumPy file."""
    np.save(target, bert.get_input_embeddings().weight.detach().numpy())


def export_graph(bert: Any, target: Path) -> None:
    """Token vectors and their mask -> the last layer's vectors, fused once so that loading needs no such work."""

    class LastHidden(torch.nn.Module):
        """Batch x tokens x hidden, before and after."""

        def __init__(self) -> None:
            super().__init__()
            self.bert = bert

        def forward(self, token_vectors: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            states: torch.Tensor = self.bert(inputs_embeds=token_vectors, attention_mask=attention_mask).last_hidden_state
            return states

    example = (torch.randn(2, 16, bert.config.hidden_size), torch.ones(2, 16, dtype=torch.long))
    names = ["token_vectors", "attention_mask"]
    axes = {name: {0: "batch", 1: "tokens"} for name in (*names, "hidden")}
    plain = target.with_suffix(".plain")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            LastHidden(), example, str(plain), input_names=names, output_names=["hidden"],
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target)
    onnxruntime.InferenceSession(str(plain), options, providers=["CPUExecutionProvider"])
    plain.unlink()
