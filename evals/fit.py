"""`python -m evals fit`: the weights of retrieval's two small models, from the questions of evals/messages.

Rerank: a candidate that answers against each that does not, of the same question (logistic regression on the differences of
their signals). The weights for questions that the adapter reads come from questions on laws; they stay as they are where no
folder of laws and of training pairs is named. Sufficiency: questions with an answer against those without one. What is
reported is measured on evals/sets, which neither was fitted on, with those whose section was taken away.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from evals.abstention import Without
from evals.items import DEFAULT_AS_OF, Question
from evals.match import missing
from evals.read import read_items
from evals.search import Searcher
from ingest.pipeline import parse
from ingest.settings import IngestSettings
from retrieval.adapter.examples import questions, split
from retrieval.rerank import rerank
from retrieval.settings import RetrievalSettings
from retrieval.sufficiency import confidence, evidence
from retrieval.types import Evidence, Passage, Query, Retrieved, Signals
from retrieval.weights import Weights

_LOOKED_AT = 3  # passages that must not say the facts for a section to be gone
_STRENGTH_RERANK, _STRENGTH = 10.0, 1.0  # inverse of the regularisation, on signals of unit variance
_PLAIN = frozenset({"fused", "similarity", "sentence", "lacks"})  # the others did not pay on sheets
_EVERY = 2  # every second of the laws' questions is fitted on, the others measure
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A question, what was found for it, which candidates answer, and whether it should be answered at all."""

    question: Question
    found: Retrieved
    right: tuple[bool, ...]
    answerable: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """How well weights do on some cases."""

    first_right: tuple[float, float]
    """Share of answerable questions whose first candidate answers: by the fused order, and reranked."""
    auc: float
    """Chance that an answerable question has more confidence than another one."""
    at: Sequence[tuple[float, float, float]]
    """Least confidence, share of answerable questions kept, share of the others refused."""


def all_candidates(searcher: Searcher) -> Searcher:
    """A searcher that shows every candidate, not only the first ones."""
    return replace(searcher, settings=searcher.settings.model_copy(update={"passages": searcher.settings.candidates}))


def cases(sets: Sequence[Path], searcher: Searcher) -> list[Case]:
    """Every question of the sets; one that names its section and its facts is asked again without the section."""
    found = []
    for question in (item for path in sets for item in read_items(path) if isinstance(item, Question)):
        if question.answerable or question.category:
            found.append(_case(question, searcher, question.answerable))
        if question.answerable and question.place is not None and question.key_facts:
            without = replace(searcher, index=Without(searcher.index.get(), question.place))
            case = _case(question, without, answerable=False)
            if all(missing(question.key_facts, passage.text) for passage in case.found.passages[:_LOOKED_AT]):  # elsewhere too
                found.append(case)
    return [case for case in found if len(case.found.passages) > 1]


def law_cases(laws: Path, pairs: Path, searcher: Searcher) -> tuple[list[Case], list[Case]]:
    """Questions on laws that the encoder's adapter was not trained on: those to fit on, and those to measure with."""
    corpus = parse(laws, IngestSettings(), lambda *_: None)
    _, held_out = split(questions(pairs, corpus.documents, corpus.chunks))
    found = []
    for number, example in enumerate(held_out):
        right = {corpus.chunks[at].id for at in example.relevant}
        question = Question(str(number), example.language, example.text, topic=example.source)
        retrieved = searcher.search(question.question, question.lang, DEFAULT_AS_OF)
        found.append(Case(question, retrieved, tuple(passage.hit in right for passage in retrieved.passages), answerable=True))
    return found[::_EVERY], [case for number, case in enumerate(found) if number % _EVERY]


def fit(of: Sequence[Case], on_laws: Sequence[Case], before: Weights) -> Weights:
    """The weights; without questions on laws, theirs are as `before`."""
    plain = _fit_rerank(of, _PLAIN)
    adapted = _fit_rerank(on_laws, frozenset(each.name for each in fields(Signals))) if on_laws else before.adapted
    model = _fit_sufficiency(of, plain)
    return Weights(plain, adapted, Evidence(*map(float, model.coef_[0])), float(model.intercept_[0]))


def measure(of: Sequence[Case], order: Signals, weights: Weights) -> Measured:
    """How well the weights do, `order` for reranking."""
    answered = [case for case in of if case.answerable]
    only_fused = Signals(1, *[0.0] * (len(fields(Signals)) - 1))
    fused, first = ([_first_is_right(case, by) for case in answered] for by in (only_fused, order))
    rows = [Evidence(*row) for row in _evidences(of, order)]
    chances = np.array([confidence(row, weights.evidence, weights.intercept) for row in rows])
    answerable = np.array([case.answerable for case in of])
    told = not answerable.all()
    return Measured(
        first_right=(float(np.mean(fused)), float(np.mean(first))),
        auc=float(roc_auc_score(answerable, chances)) if told else 1.0,
        at=[
            (float(least), float(np.mean(chances[answerable] >= least)), float(np.mean(chances[~answerable] < least)))
            for least in np.arange(0.1, 0.65, 0.05)
            if told
        ],
    )


def written(weights: Weights, sources: Sequence[str], encoder: str) -> str:
    """As weights.toml."""
    lines = [
        f"# Written by `python -m evals fit` from {', '.join(sources)} for the encoder {encoder}.",
        "# What they mean: Signals and Evidence in types.py.",
        f"intercept = {weights.intercept:.3f}",
    ]
    named: dict[str, Signals | Evidence] = {
        "rerank.plain": weights.plain,
        "rerank.adapted": weights.adapted,
        "sufficiency": weights.evidence,
    }
    for name, values in named.items():
        lines += ["", f"[{name}]", *(f"{each.name} = {getattr(values, each.name):.3f}" for each in fields(values))]
    return "\n".join(lines) + "\n"


def _case(question: Question, searcher: Searcher, answerable: bool) -> Case:
    found = searcher.search(question.question, question.lang, question.as_of)
    return Case(question, found, tuple(_answers(passage, question) for passage in found.passages), answerable)


def _answers(passage: Passage, question: Question) -> bool:
    """Its section is the one that the question names, or of the same sheet and says the facts too."""
    group, section = question.place or ("", "")
    named = passage.first.section_id == section or (bool(question.key_facts) and not missing(question.key_facts, passage.text))
    return passage.first.group == group and named


def _fit_rerank(of: Sequence[Case], names: frozenset[str]) -> Signals:
    """The weights of the signals that are named; those of the others are 0."""
    counted = np.array([each.name in names for each in fields(Signals)])
    differences, counts = [], []
    for case in of:
        rows = np.array([astuple(each) for each in case.found.signals])[:, counted]
        right = np.array(case.right)
        if case.answerable and right.any() and not right.all():
            pairs = (rows[right][:, None, :] - rows[~right][None, :, :]).reshape(-1, rows.shape[1])
            differences.append(pairs)
            counts += [1 / len(pairs)] * len(pairs)  # each question counts as much
    pairs, scale = np.vstack(differences), np.vstack(differences).std(axis=0) + 1e-9
    both = np.vstack((pairs, -pairs)) / scale
    labels = np.repeat((1, 0), len(pairs))
    model = LogisticRegression(C=_STRENGTH_RERANK, fit_intercept=False, max_iter=2000)
    model.fit(both, labels, sample_weight=np.tile(counts, 2))
    weights = np.zeros(len(counted))
    weights[counted] = model.coef_[0] / scale
    return Signals(*map(float, weights))


def _fit_sufficiency(of: Sequence[Case], weights: Signals) -> LogisticRegression:
    rows, labels = _evidences(of, weights), [case.answerable for case in of]
    scale = rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=2000).fit(rows / scale, labels)
    model.coef_ = model.coef_ / scale
    return model


def _evidences(of: Sequence[Case], weights: Signals) -> Matrix:
    rows, shown = [], RetrievalSettings().passages
    for case in of:
        passages, seen = rerank(case.found.passages, case.found.signals, weights)
        query = Query(case.question.question, case.question.lang, case.question.as_of)
        rows.append(astuple(evidence(query, case.found.concepts, passages[:shown], seen[:shown])))
    return np.array(rows, dtype=np.float64)


def _first_is_right(case: Case, weights: Signals) -> bool:
    scores = [sum(a * b for a, b in zip(astuple(each), astuple(weights), strict=True)) for each in case.found.signals]
    return case.right[int(np.argmax(scores))]
