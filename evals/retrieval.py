"""`python -m evals retrieval`: does the search find the places and the facts that answer?"""

import math
import time
from collections.abc import Callable, Sequence

import ir_measures
from ir_measures import RR, Measure, Success, nDCG

from evals.items import Question
from evals.match import all_found, missing
from evals.result import Scored, grouping
from evals.search import Relevance, Searcher, first_of_each_section, passages_of
from ingest.types import Chunk, Index
from retrieval.types import Retrieved

_MEASURES: dict[Measure, str] = {
    Success @ 5: "recall@5",
    Success @ 10: "recall@10",
    Success @ 20: "recall@20",
    RR: "mrr",
    nDCG @ 10: "ndcg@10",
}
_DEPTH = 200  # chunks looked at, so that 20 sections are among them
_PASSAGES = (5, 10)
_ANSWER = "answer"


def measure(questions: Sequence[Question], searcher: Searcher, progress: Callable[[int], object]) -> list[Scored]:
    """Every answerable question, one after the other, so that times are a single reader's."""
    scored = []
    for question in questions:
        scored.append(measure_one(question, searcher))
        progress(1)
    return scored


def measure_one(question: Question, searcher: Searcher) -> Scored:
    """One question's ranking and passages."""
    began = time.perf_counter()
    found = searcher.search(question.question, question.lang, question.as_of)
    milliseconds = (time.perf_counter() - began) * 1000
    relevance = Relevance(question, searcher.index.get())
    scores: dict[str, float] = {}
    if relevance:
        ranked = searcher.ranked(found, _DEPTH)
        scores |= ranking_scores(first_of_each_section(ranked) if question.place else ranked, relevance)
    if not question.gold and question.key_facts:
        scores |= fact_scores(question, found)
    if question.place and question.section and question.key_facts:
        scores["facts_in_corpus"] = float(facts_in_corpus(question, searcher.index.get()))
    detail = {
        "question": question.question, "expected": list(question.key_facts), "answer": question.answer,
        "as_of": question.as_of.isoformat(), "why": why_missed(question, scores, found), "sufficient": found.sufficient,
        "passages": passages_of(found), "lost_gold": relevance.lost,
    }  # fmt: skip
    return Scored(**grouping(question), scores=scores, milliseconds=round(milliseconds, 2), detail=detail)


def ranking_scores(ranked: Sequence[Chunk], relevant: Relevance) -> dict[str, float]:
    """Known-item search: any of the places that an item names answers it, so the first hit on one is what counts."""
    names: list[str] = []
    for place, chunk in enumerate(ranked):
        names.append(_ANSWER if relevant(chunk) and _ANSWER not in names else f"other-{place}")
    run = {"q": {name: -float(place) for place, name in enumerate(names)}}
    values = ir_measures.calc_aggregate(list(_MEASURES), {"q": {_ANSWER: 1}}, run)
    return {name: _finite(values[measure]) for measure, name in _MEASURES.items()}


def fact_scores(question: Question, found: Retrieved) -> dict[str, float]:
    """Whether the first passages together hold all key facts."""
    texts = [passage.text for passage in found.passages]
    return {f"key_fact_recall@{k}": float(all_found(question.key_facts, "\n".join(texts[:k]))) for k in _PASSAGES}


def why_missed(question: Question, scores: dict[str, float], found: Retrieved) -> list[str]:
    """In words, what the search did not find."""
    why = []
    if scores.get("recall@10") == 0.0:
        why.append("no answering place is among the first 10 hits")
    if scores.get("key_fact_recall@5") == 0.0:
        texts = "\n".join(passage.text for passage in found.passages[: _PASSAGES[0]])
        why += [f"none of the first 5 passages says “{fact.split('|')[0]}”" for fact in missing(question.key_facts, texts)]
    return why


def facts_in_corpus(question: Question, index: Index) -> bool:
    """Every version of the section that the item names, in whatever language, says all its facts."""
    versions = [index.parallel(question.topic, question.section, language) for language in index.metadata.languages]
    texts = ["\n".join(chunk.text for chunk in chunks) for chunks in versions if chunks]
    return bool(texts) and all(all_found(question.key_facts, text) for text in texts)


def _finite(value: float) -> float:
    return 0.0 if math.isnan(value) else float(value)
