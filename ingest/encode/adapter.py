"""The adapter of questions in Latin script that search Arabic passages: low-rank changes to the encoder's upper layers.

A weight W of the encoder becomes W + up @ down (LoRA: Hu et al. 2021, with the scale already in `up`). The passages are
encoded without it, so that an index stays as it is. How it was made: `adapter.md`.
"""

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from ingest.encode.bundle import ADAPTER

_DOWN, _UP = ".down", ".up"


def merged(state: Mapping[str, torch.Tensor], adapter: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """An encoder's weights with the adapter's changes; the others as they are."""
    changed = dict(state)
    for name in (key.removesuffix(_DOWN) for key in adapter if key.endswith(_DOWN)):
        change = adapter[name + _UP].float() @ adapter[name + _DOWN].float()
        changed[f"{name}.weight"] = state[f"{name}.weight"] + change
    return changed


def load(path: Path = ADAPTER) -> dict[str, torch.Tensor]:
    """The adapter's weights: `<linear layer>.down` (rank x in) and `<linear layer>.up` (out x rank)."""
    return load_file(path)


def save(adapter: Mapping[str, torch.Tensor], path: Path = ADAPTER) -> None:
    """Write an adapter at half precision."""
    save_file({name: weight.detach().half().contiguous() for name, weight in adapter.items()}, path)
