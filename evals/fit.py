"""`python -m evals fit`: the weights of retrieval's two small models, from the project's own sets.

Rerank: a passage that answers against each that does not, of the same question (logistic regression on the differences of
their signals). Sufficiency: answerable questions against those without an answer and those whose section was taken away.
What is reported is measured on questions that the weights were not fitted on: sheets are dealt into folds.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from evals.abstention import Without
from evals.items import Question
from evals.match import missing
from evals.read import read_items
from evals.search import Searcher
from retrieval.rerank import rerank
from retrieval.sufficiency import evidence
from retrieval.types import Evidence, Passage, Query, Retrieved, Signals

_FOLDS = 8
_STRENGTH = 1.0  # inverse of the regularisation, on signals of unit variance
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A question, what was found for it, which passages answer, and whether it should be answered at all."""

    question: Question
    found: Retrieved
    right: tuple[bool, ...]
    answerable: bool


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights, and how well such weights did on the questions that they had not seen."""

    rerank: Signals
    evidence: Evidence
    intercept: float
    first_right: tuple[float, float]
    """Share of questions whose first passage answers: by the fused order, and reranked."""
    auc: float
    """Chance that an answerable question has more confidence than another one."""
    at: Sequence[tuple[float, float, float]]
    """Least confidence, share of answerable questions kept, share of the others refused."""


def cases(sets: Sequence[Path], searcher: Searcher) -> list[Case]:
    """Every question of the sets; one that names its section is asked again without it."""
    found = []
    for question in (item for path in sets for item in read_items(path) if isinstance(item, Question)):
        if question.answerable or question.category:
            found.append(_case(question, searcher, question.answerable))
        if question.answerable and question.place is not None:
            without = Searcher(
                Without(searcher.index.get(), question.place), searcher.encoder, searcher.termbase, searcher.settings
            )
            case = _case(question, without, answerable=False)
            if not any(case.right):  # else another sheet says it too
                found.append(case)
    return [case for case in found if len(case.found.passages) > 1]


def fit(of: Sequence[Case]) -> Fitted:
    """The weights from all cases; the measures from folds."""
    groups = [case.question.topic or case.question.id for case in of]
    answerable = np.array([case.answerable for case in of])
    fused, first, chances = [], [], np.zeros(len(of))
    for train, test in GroupKFold(_FOLDS).split(of, groups=groups):
        weights = _fit_rerank([of[at] for at in train])
        model = _fit_sufficiency([of[at] for at in train], weights)
        chances[test] = model.predict_proba(_evidences([of[at] for at in test], weights))[:, 1]
        for case in (of[at] for at in test):
            if case.answerable:
                fused.append(_first_is_right(case, Signals(1, 0, 0, 0)))
                first.append(_first_is_right(case, weights))
    weights = _fit_rerank(of)
    model = _fit_sufficiency(of, weights)
    return Fitted(
        rerank=weights,
        evidence=Evidence(*map(float, model.coef_[0])),
        intercept=float(model.intercept_[0]),
        first_right=(float(np.mean(fused)), float(np.mean(first))),
        auc=float(roc_auc_score(answerable, chances)),
        at=[
            (float(least), float(np.mean(chances[answerable] >= least)), float(np.mean(chances[~answerable] < least)))
            for least in np.arange(0.1, 0.65, 0.05)
        ],
    )


def written(fitted: Fitted, sets: Sequence[Path], encoder: str) -> str:
    """As weights.toml."""
    lines = [
        f"# Written by `python -m evals fit` from {' and '.join(path.name for path in sets)} for the encoder {encoder}.",
        "# What they mean: Signals and Evidence in types.py.",
        f"intercept = {fitted.intercept:.3f}",
    ]
    for name, values in (("rerank", fitted.rerank), ("sufficiency", fitted.evidence)):
        lines += ["", f"[{name}]", *(f"{each.name} = {getattr(values, each.name):.3f}" for each in fields(values))]
    return "\n".join(lines) + "\n"


def _case(question: Question, searcher: Searcher, answerable: bool) -> Case:
    found = searcher.search(question.question, question.lang, question.as_of)
    return Case(question, found, tuple(_answers(passage, question) for passage in found.passages), answerable)


def _answers(passage: Passage, question: Question) -> bool:
    """Its section is the one that the question names, or of the same sheet and says the facts too."""
    group, section = question.place or ("", "")
    if passage.first.group != group:
        return False
    return section in ("", passage.first.section_id) or not missing(question.key_facts, passage.text)


def _fit_rerank(of: Sequence[Case]) -> Signals:
    differences, counts = [], []
    for case in of:
        rows = np.array([astuple(each) for each in case.found.signals])
        right = np.array(case.right)
        if case.answerable and right.any() and not right.all():
            pairs = (rows[right][:, None, :] - rows[~right][None, :, :]).reshape(-1, rows.shape[1])
            differences.append(pairs)
            counts += [1 / len(pairs)] * len(pairs)  # each question counts as much
    pairs, scale = np.vstack(differences), np.vstack(differences).std(axis=0) + 1e-9
    both = np.vstack((pairs, -pairs)) / scale
    labels = np.repeat((1, 0), len(pairs))
    model = LogisticRegression(C=_STRENGTH * 10, fit_intercept=False, max_iter=2000)
    model.fit(both, labels, sample_weight=np.tile(counts, 2))
    return Signals(*map(float, model.coef_[0] / scale))


def _fit_sufficiency(of: Sequence[Case], weights: Signals) -> LogisticRegression:
    rows, labels = _evidences(of, weights), [case.answerable for case in of]
    scale = rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=2000).fit(rows / scale, labels)
    model.coef_ = model.coef_ / scale
    return model


def _evidences(of: Sequence[Case], weights: Signals) -> Matrix:
    rows = []
    for case in of:
        passages, _ = rerank(case.found.passages, case.found.signals, weights)
        query = Query(case.question.question, case.question.lang, case.question.as_of)
        rows.append(astuple(evidence(query, case.found.concepts, passages)))
    return np.array(rows, dtype=np.float64)


def _first_is_right(case: Case, weights: Signals) -> bool:
    scores = [sum(a * b for a, b in zip(astuple(each), astuple(weights), strict=True)) for each in case.found.signals]
    return case.right[int(np.argmax(scores))]
