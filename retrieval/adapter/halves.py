"""The encoder in two halves: the lower layers stay as they are and run once a text, the upper ones learn low-rank changes."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ingest.encode import bundle

FIRST_ADAPTED = 6  # layers below it are left alone: half the work of training
RANK, SCALE = 16, 2.0
MAX_TOKENS = 64
_BATCH = 32


class LowRank(nn.Module):
    """A linear layer with a change of low rank beside it: x W' + SCALE x down' up'. Without training it changes nothing."""

    def __init__(self, base: nn.Linear) -> None:
        super().__init__()
        self.base = base
        self.down = nn.Linear(base.in_features, RANK, bias=False)
        self.up = nn.Linear(RANK, base.out_features, bias=False)
        nn.init.kaiming_uniform_(self.down.weight, a=math.sqrt(5))
        nn.init.zeros_(self.up.weight)

    def forward(self, x: Tensor) -> Tensor:
        """The layer's output."""
        return self.base(x) + self.up(self.down(x)) * SCALE  # type: ignore[no-any-return]


class Halves(nn.Module):
    """Texts -> states below `FIRST_ADAPTED` -> unit vectors. Only the low-rank changes are trained."""

    def __init__(self, bert: Any, tokenizer: Any) -> None:
        super().__init__()
        self.bert, self.tokenizer = bert, tokenizer
        self.bert.requires_grad_(False)
        for layer in self.bert.encoder.layer:
            layer.attention.self.dropout.p = 0.0
        for layer in self.bert.encoder.layer[FIRST_ADAPTED:]:
            _adapt(layer)

    @classmethod
    def load(cls, model: Path) -> "Halves":
        """Of the bundled model's folder."""
        from transformers import BertModel, PreTrainedTokenizerFast

        bert: Any = BertModel  # transformers is only partly typed
        folder = model / bundle.TOKENIZER
        return cls(bert.from_pretrained(folder, add_pooling_layer=False), PreTrainedTokenizerFast.from_pretrained(folder))

    @torch.no_grad()
    def lower(self, texts: Sequence[str]) -> list[Tensor]:
        """A text's states, tokens x hidden, at half precision."""
        self.eval()
        states: dict[int, Tensor] = {}
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        for first in range(0, len(order), _BATCH):
            numbers = order[first : first + _BATCH]
            batch = self.tokenizer(
                [bundle.PROMPTS["query"] + texts[number] for number in numbers],
                padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt",
            )  # fmt: skip
            mask = batch["attention_mask"]
            hidden = _through(self.bert.encoder.layer[:FIRST_ADAPTED], self.bert.embeddings(batch["input_ids"]), mask)
            for row, number in enumerate(numbers):
                states[number] = hidden[row, : int(mask[row].sum())].half()
        return [states[number] for number in range(len(texts))]

    def upper(self, states: Sequence[Tensor]) -> Tensor:
        """Unit vectors, texts x hidden."""
        hidden = nn.utils.rnn.pad_sequence([each.float() for each in states], batch_first=True)
        mask = nn.utils.rnn.pad_sequence([torch.ones(len(each), dtype=torch.long) for each in states], batch_first=True)
        hidden = _through(self.bert.encoder.layer[FIRST_ADAPTED:], hidden, mask)
        weights = mask[..., None].float()
        return nn.functional.normalize((hidden * weights).sum(1) / weights.sum(1), dim=1)

    def changes(self) -> dict[str, Tensor]:
        """The low-rank changes by the name of their layer, as `ingest.encode.adapter` stores them."""
        found: dict[str, Tensor] = {}
        for name, module in self.bert.named_modules():
            if isinstance(module, LowRank):
                found[f"{name}.down"] = module.down.weight.detach().clone()
                found[f"{name}.up"] = module.up.weight.detach() * SCALE
        return found


def _adapt(module: nn.Module) -> None:
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, LowRank(child))
        else:
            _adapt(child)


def _through(layers: Any, hidden: Tensor, mask: Tensor) -> Tensor:
    """Through some layers, padding left out of attention."""
    blocked = torch.zeros(mask.shape)[:, None, None, :].masked_fill(mask[:, None, None, :] == 0, -1e9)
    for layer in layers:
        out = layer(hidden, attention_mask=blocked)
        hidden = out[0] if isinstance(out, tuple) else out
    return hidden
