"""The adapter, trained: `python -m retrieval.adapter --laws ../shared/laws --pairs ../shared/train`.

The vectors of the Arabic chunks are fixed; a question's vector is drawn to the chunks that answer it, against all others of
the laws that are trained on (cross-entropy over all of them; the likelihood of several right ones is added up). Laws are
held out: the epoch that finds most of their chunks is kept.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ingest.language import ARABIC
from retrieval.adapter.examples import SEED, Example
from retrieval.adapter.halves import Halves
from retrieval.concepts import Termbase

EPOCHS = 3
_BATCH, _WINDOW = 32, 16  # questions of like length share a batch: sorted within so many batches
_RATE, _DECAY, _WARM_UP, _CLIP = 8e-4, 0.01, 0.1, 1.0
_TEMPERATURE = 0.03
_VARIANTS = 2  # of each question, so that the names of its concepts help and are not relied on
_BARE, _NAME_DROPPED, _LOWERED = 0.15, 0.1, 0.15
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Epoch:
    """Where training stands: the mean loss, and the share of the held-out laws' questions answered among the first 10."""

    number: int
    loss: float
    recall: float
    changes: dict[str, Tensor]


def train(
    model: Halves, examples: Sequence[Example], held_out: Sequence[Example], targets: Tensor, known: Tensor, termbase: Termbase
) -> Iterator[Epoch]:
    """The epochs, one after the other. `known` numbers the rows of `targets` that may be learnt against."""
    chance = random.Random(SEED)
    torch.manual_seed(SEED)
    row = {int(number): place for place, number in enumerate(known)}
    learnt = targets[known]
    variants = [model.lower([_varied(example, termbase, chance) for example in examples]) for _ in range(_VARIANTS)]
    asked = model.lower([_named(example, termbase) for example in held_out])
    weights = [weight for weight in model.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=_RATE, weight_decay=_DECAY)
    steps = EPOCHS * (len(examples) // _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=_RATE, total_steps=steps + 1, pct_start=_WARM_UP)
    for epoch in range(EPOCHS):
        model.train()
        losses = []
        states = [variants[(epoch + number) % _VARIANTS][number] for number in range(len(examples))]
        for numbers in _batches([len(state) for state in states], chance):
            scores = model.upper([states[number] for number in numbers]) @ learnt.T / _TEMPERATURE
            relevant = [[row[chunk] for chunk in examples[number].relevant] for number in numbers]
            right = [torch.logsumexp(each[rows], 0) for each, rows in zip(scores, relevant, strict=True)]
            loss = (torch.logsumexp(scores, 1) - torch.stack(right)).mean()
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(weights, _CLIP)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        yield Epoch(epoch + 1, sum(losses) / len(losses), recall(model, asked, held_out, targets), model.changes())


@torch.no_grad()
def recall(model: Halves, asked: Sequence[Tensor], questions: Sequence[Example], targets: Tensor) -> float:
    """The share of questions with a right chunk among the first 10 of all `targets`."""
    model.eval()
    found = 0
    for state, question in zip(asked, questions, strict=True):
        first = (model.upper([state]) @ targets.T)[0].topk(_DEPTH).indices.tolist()
        found += any(number in first for number in question.relevant)
    return found / len(questions)


def _named(example: Example, termbase: Termbase, chance: random.Random | None = None) -> str:
    """The question with the names of its concepts in Arabic, some of them left out by `chance`."""
    names = [concept.label for concept in termbase.concepts(example.text, example.language, ARABIC) if concept.label]
    return " ".join((example.text, *(name for name in names if chance is None or chance.random() >= _NAME_DROPPED)))


def _varied(example: Example, termbase: Termbase, chance: random.Random) -> str:
    text = example.text if chance.random() < _BARE else _named(example, termbase, chance)
    return text.lower() if chance.random() < _LOWERED else text


def _batches(lengths: Sequence[int], chance: random.Random) -> list[list[int]]:
    """Numbers in batches of like lengths, in random order; what fills no batch is left for another epoch."""
    numbers = chance.sample(range(len(lengths)), len(lengths))
    batches = []
    for first in range(0, len(numbers), _BATCH * _WINDOW):
        window = sorted(numbers[first : first + _BATCH * _WINDOW], key=lambda number: lengths[number])
        batches += [window[at : at + _BATCH] for at in range(0, len(window) - _BATCH + 1, _BATCH)]
    return chance.sample(batches, len(batches))
