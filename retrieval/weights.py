"""The weights of the two models of retrieval, as `python -m evals fit` wrote them."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from retrieval.types import Evidence, Signals

PATH = Path(__file__).with_name("weights.toml")


@dataclass(frozen=True, slots=True)
class Weights:
    """What a passage's signals count, where the encoder or its adapter has read the question; and a question's evidence."""

    plain: Signals
    adapted: Signals
    evidence: Evidence
    intercept: float


@lru_cache(1)
def load() -> Weights:
    """Read the file."""
    written = tomllib.loads(PATH.read_text(encoding="utf-8"))
    plain, adapted = (Signals(**written["rerank"][kind]) for kind in ("plain", "adapted"))
    return Weights(plain, adapted, Evidence(**written["sufficiency"]), written["intercept"])
