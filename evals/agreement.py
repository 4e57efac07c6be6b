"""How far two raters agree, chance apart: Cohen's kappa.

kappa = (p_o - p_e) / (1 - p_e), with p_o the share of items on which both agree and p_e the share that they would agree on
by chance, the sum over categories of the product of both raters' shares. Its standard error is
sqrt(p_o (1 - p_o) / (n (1 - p_e)^2)).    Cohen, A coefficient of agreement for nominal scales, 1960, eq. 1 and 7
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

_Z = 1.96


@dataclass(frozen=True, slots=True)
class Agreement:
    """On how many items two raters agree, and kappa with its 95 % interval; 1 is full agreement, 0 is chance."""

    items: int
    agreed: int
    kappa: float
    low: float
    high: float


def agreement(first: Sequence[str], second: Sequence[str]) -> Agreement:
    """Of two ratings of the same items, at least one. Where both only know one and the same category, kappa is 1."""
    n, agreed = len(first), sum(one == other for one, other in zip(first, second, strict=True))
    ones, others = Counter(first), Counter(second)
    observed, chance = agreed / n, sum(ones[category] * others[category] for category in ones) / n**2
    if chance == 1:
        return Agreement(n, agreed, 1.0, 1.0, 1.0)
    kappa = (observed - chance) / (1 - chance)
    error = _Z * sqrt(observed * (1 - observed) / n) / (1 - chance)
    return Agreement(n, agreed, kappa, max(-1.0, kappa - error), min(1.0, kappa + error))
