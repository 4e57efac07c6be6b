"""The weights of the two models of retrieval, as `python -m evals fit` wrote them."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from retrieval.types import Evidence, Signals

PATH = Path(__file__).with_name("weights.toml")


@dataclass(frozen=True, slots=True)
class Weights:
    """What a passage's signals and a question's evidence count."""

    rerank: Signals
    evidence: Evidence
    intercept: float


@lru_cache(1)
def load() -> Weights:
    """Read the file."""
    written = tomllib.loads(PATH.read_text(encoding="utf-8"))
    return Weights(Signals(**written["rerank"]), Evidence(**written["sufficiency"]), written["intercept"])
