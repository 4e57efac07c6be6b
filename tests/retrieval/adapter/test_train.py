"""A tiny transformer learns to find what answers; the real one is trained by `python -m retrieval.adapter`."""

from collections.abc import Sequence

import pytest
import torch
from transformers import BertConfig, BertModel

from ingest.types import Language
from retrieval.adapter import train as training
from retrieval.adapter.examples import Example
from retrieval.adapter.halves import FIRST_ADAPTED, Halves
from retrieval.concepts import Termbase

FR = Language("fr")
WORDS = ["prix", "bail", "impôt", "société", "douane", "terrain", "banque", "visa"]


class _Words:
    """A tokenizer: one token a word."""

    def __call__(self, texts: Sequence[str], **_: object) -> dict[str, torch.Tensor]:
        rows = [[1 + WORDS.index(word) for word in text.split() if word in WORDS] or [9] for text in texts]
        longest = max(map(len, rows))
        return {
            "input_ids": torch.tensor([row + [0] * (longest - len(row)) for row in rows]),
            "attention_mask": torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows]),
        }


@pytest.fixture
def model() -> Halves:
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=10, hidden_size=16, num_hidden_layers=FIRST_ADAPTED + 1, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=16, hidden_dropout_prob=0.0,
    )  # fmt: skip
    return Halves(BertModel(config, add_pooling_layer=False), _Words())


def _examples() -> list[Example]:
    return [Example(f"{word} {other}", FR, f"law-{n}", (n,)) for n, word in enumerate(WORDS) for other in WORDS]


def test_untrained_it_changes_nothing(model: Halves) -> None:
    batch = _Words()(["prix bail", "visa"])
    model.eval()
    with torch.no_grad():
        hidden = model.bert(**batch).last_hidden_state
        expected = torch.nn.functional.normalize(torch.stack([hidden[0].mean(0), hidden[1, 0]]), dim=1)
        assert torch.allclose(model.upper(model.lower(["prix bail", "visa"])), expected, atol=2e-3)


def test_it_learns_and_says_how_well(model: Halves) -> None:
    targets = torch.nn.functional.normalize(torch.randn(40, 16, generator=torch.Generator().manual_seed(1)), dim=1)
    examples = _examples()
    epochs = list(training.train(model, examples, examples, targets, torch.arange(20), Termbase(())))
    assert [epoch.number for epoch in epochs] == list(range(1, training.EPOCHS + 1))
    assert epochs[-1].loss < epochs[0].loss
    assert 0 <= epochs[-1].recall <= 1
    layers = {name.rsplit(".", 1)[0] for name in epochs[-1].changes}
    assert layers
    assert all(name.startswith(f"encoder.layer.{FIRST_ADAPTED}.") for name in layers)
