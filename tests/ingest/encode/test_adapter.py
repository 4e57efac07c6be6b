from pathlib import Path

import torch

from ingest.encode import adapter


def test_a_change_of_low_rank_is_added_to_the_weight_of_its_layer(tmp_path: Path) -> None:
    path = tmp_path / "adapter.safetensors"
    adapter.save({"layer.down": torch.tensor([[1.0, 2.0]]), "layer.up": torch.tensor([[1.0], [0.5]])}, path)
    state = {"layer.weight": torch.zeros(2, 2), "layer.bias": torch.ones(2)}
    changed = adapter.merged(state, adapter.load(path))
    assert changed["layer.weight"].tolist() == [[1.0, 2.0], [0.5, 1.0]]
    assert changed["layer.bias"].tolist() == [1.0, 1.0]
    assert state["layer.weight"].tolist() == [[0.0, 0.0], [0.0, 0.0]]
