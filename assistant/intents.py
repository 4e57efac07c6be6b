"""What a message is by its meaning, where the rules of the router do not tell: a linear classifier over its vector.

Its weights (intents.json) were learnt by `python -m evals intents` from the examples of evals/messages, for one encoder;
with another one there is no classifier, and the rules stand alone.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.types import Status

PATH = Path(__file__).with_name("intents.json")
QUESTION = "question"
_SURE = 0.5  # a chance from which a kind that is not searched for is believed
_SURE_AMID = 0.7  # within a conversation, where a short question reads like anything
_OUTWEIGHS, _OUTWEIGHS_AMID = 1.0, 1.5  # times the chance that the passages answer
_LIKELY, _LIKELY_HARMFUL = 0.25, 0.4  # to be named as the reason: nobody is called a cheat on a guess
_REFUSED = (Status.FOREIGN_LAW, Status.PERSONAL_CASE, Status.HARMFUL, Status.OUT_OF_SCOPE, Status.BLOCKED)


@dataclass(frozen=True, slots=True)
class Intents:
    """Of each kind, by its name: what each dimension of a vector counts, and a constant."""

    encoder: str
    kinds: tuple[str, ...]
    weights: tuple[tuple[float, ...], ...]
    constants: tuple[float, ...]

    @classmethod
    def load(cls, path: Path, encoder: str) -> "Intents | None":
        """Of a file; None where there is none, or where it was learnt for another encoder."""
        if not path.is_file():
            return None
        read = json.loads(path.read_text(encoding="utf-8"))
        intents = cls(read["encoder"], tuple(read["kinds"]), tuple(map(tuple, read["weights"])), tuple(read["constants"]))
        return intents if intents.encoder == encoder else None

    def chances(self, vector: Sequence[float]) -> dict[str, float]:
        """How likely each kind is."""
        totals = [
            constant + sum(a * b for a, b in zip(vector, weights, strict=True))
            for weights, constant in zip(self.weights, self.constants, strict=True)
        ]
        most = max(totals)
        exponentials = [math.exp(total - most) for total in totals]
        return {kind: each / sum(exponentials) for kind, each in zip(self.kinds, exponentials, strict=True)}


def told(chances: Mapping[str, float], has_subject: bool) -> str:
    """The kind that needs no search and that a message surely is: "question" where nothing is sure.

    `has_subject`: there is a question before it that one can go on from.
    """
    kind = max(chances, key=chances.__getitem__, default=QUESTION)
    unsure = chances.get(kind, 0.0) < (_SURE_AMID if has_subject else _SURE)
    return QUESTION if unsure or kind in _REFUSED or (has_subject and kind == Status.CLARIFY) else kind


def refused(chances: Mapping[str, float], confidence: float, sufficient: bool, has_subject: bool) -> Status | None:
    """Why the passages found are no answer, None where they may be: `confidence` is the chance that they answer.

    A message that is likelier about another country's law than answered by what was found is about that law.
    """
    likeliest = max(_REFUSED, key=lambda status: chances.get(status, 0.0))
    chance = chances.get(likeliest, 0.0)
    if sufficient and chance <= confidence * (_OUTWEIGHS_AMID if has_subject else _OUTWEIGHS):
        return None
    named = chance >= (_LIKELY_HARMFUL if likeliest is Status.HARMFUL else _LIKELY)
    return likeliest if named else Status.NO_SOURCE
