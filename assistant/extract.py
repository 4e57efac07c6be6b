"""Passages -> the sentences that answer, without a model: quoted whole, in the order of their sources."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.sentences import spans
from assistant.settings import AssistantSettings
from assistant.types import Quote, Sentence
from ingest.encode.sparse import terms
from ingest.sections import SUMMARY
from ingest.types import Chunk, Language
from retrieval.asked import asked_for, held_in
from retrieval.concepts import Concept
from retrieval.types import Passage, Query

_PASSAGE_FADE = 0.7  # how much less a sentence of the next passage weighs
_POSITION_FADE = 0.06
_BASE = 0.35  # what a sentence of a good passage weighs without sharing a word: the question may be in another language
_ASKED_BONUS = 0.15  # for a sentence with a rate, a time, an amount or a contact where one is asked for
_NEAR_BEST = 0.55
_NEAR_BEST_LEADING = 0.6  # the same in the passage that leads, where it is too long to be given whole
_SAME = 0.85  # share of the shorter sentence's stems that a sentence has which says the same


@dataclass(frozen=True, slots=True)
class _Candidate:
    order: tuple[int, int]
    chunk: Chunk
    start: int
    end: int
    stems: frozenset[str]


def extract(
    query: Query, concepts: Mapping[Language, Sequence[Concept]], passages: Sequence[Passage], settings: AssistantSettings
) -> list[Sentence]:
    """The passage that leads, then the best sentences of the next ones, at most `answer_sentences` in all.

    A short passage is given whole: its amounts and its conditions stand together. Neighbours share one quote.
    """
    looked_at = passages[: settings.answer_passages]
    candidates = [candidate for passage in looked_at for candidate in _candidates(passage)]
    if not candidates:
        return []
    scores = _scores(query, concepts, looked_at, candidates)
    place = _places(looked_at, candidates, scores)
    scores = [score * _PASSAGE_FADE ** place[each.order[0]] for score, each in zip(scores, candidates, strict=True)]
    leading = candidates[max(range(len(candidates)), key=scores.__getitem__)].order[0]
    kept = _leading(leading, candidates, scores, settings)
    for index in sorted(range(len(candidates)), key=lambda index: -scores[index]):
        if scores[index] < max(scores) * _NEAR_BEST or len(kept) == settings.answer_sentences:
            break
        if candidates[index].order[0] != leading and not any(_says_the_same(candidates[index], candidates[at]) for at in kept):
            kept.append(index)
    order = {index: (candidates[index].order[0] != leading, candidates[index].order) for index in kept}
    return _quoted([candidates[index] for index in sorted(kept, key=order.__getitem__)])


def _places(passages: Sequence[Passage], candidates: Sequence[_Candidate], scores: Sequence[float]) -> dict[int, int]:
    """The place of each passage by its number: a section that says it as well goes before its sheet's short answer."""
    places = {passage.number: place for place, passage in enumerate(passages)}
    best = {
        number: max((s for s, c in zip(scores, candidates, strict=True) if c.order[0] == number), default=0) for number in places
    }
    first = max(passages, key=lambda passage: best[passage.number] * _PASSAGE_FADE ** places[passage.number]).first
    if first.section_id == SUMMARY:
        sheet = {each.first.section_id: each.number for each in passages if each.first.group == first.group}
        short = sheet.pop(SUMMARY)
        as_well = [number for number in sheet.values() if best[number] >= best[short]]
        if as_well:
            section = max(as_well, key=best.__getitem__)
            places[short], places[section] = max(1, places[short]), 0
    return places


def _leading(number: int, candidates: Sequence[_Candidate], scores: Sequence[float], settings: AssistantSettings) -> list[int]:
    """The passage that holds the best sentence: whole where it is short, else its best sentences."""
    own = [index for index, candidate in enumerate(candidates) if candidate.order[0] == number]
    if len(own) <= settings.answer_whole_passage:
        return own[: settings.answer_sentences]
    near = [index for index in own if scores[index] >= max(scores) * _NEAR_BEST_LEADING]
    return sorted(near, key=lambda index: -scores[index])[: settings.answer_whole_passage - 1]


def _says_the_same(one: _Candidate, other: _Candidate) -> bool:
    """Two sections often open with the same rule, in nearly the same words."""
    shorter = min(len(one.stems), len(other.stems))
    return len(one.stems & other.stems) >= shorter * _SAME


def _candidates(passage: Passage) -> list[_Candidate]:
    found: list[_Candidate] = []
    for chunk in passage.chunks:
        for start, end in spans(chunk.text):
            stems = frozenset(terms(chunk.text[start:end], chunk.language))
            found.append(_Candidate((passage.number, len(found)), chunk, start, end, stems))
    return found


def _scores(
    query: Query, concepts: Mapping[Language, Sequence[Concept]], passages: Sequence[Passage], candidates: Sequence[_Candidate]
) -> list[float]:
    """How well each sentence answers, whatever its passage's place."""
    rarity = {language: [_rarity(concept, candidates) for concept in said] for language, said in concepts.items()}
    headings = {passage.number: frozenset(terms(" ".join(passage.first.headings), passage.language)) for passage in passages}
    wanted = asked_for(query.text)
    scores = []
    for candidate in candidates:
        number, position = candidate.order
        own = above = 0.0
        for concept, weight in zip(concepts[candidate.chunk.language], rarity[candidate.chunk.language], strict=True):
            if concept.stands_in(candidate.stems):
                own += weight
            elif concept.stands_in(candidate.stems | headings[number]):
                above += weight
        total = sum(rarity[candidate.chunk.language]) or 1.0
        score = (_BASE + (own + above / 2) / total) * (1 - _POSITION_FADE) ** position
        if wanted & held_in(candidate.chunk.text[candidate.start : candidate.end]):
            score += _ASKED_BONUS
        scores.append(score)
    return scores


def _rarity(concept: Concept, candidates: Sequence[_Candidate]) -> float:
    """A concept that few sentences hold tells more: its weight times log(1 + sentences / those that hold it)."""
    holding = sum(concept.stands_in(candidate.stems) for candidate in candidates)
    return concept.weight * math.log(1 + len(candidates) / max(holding, 1))


def _quoted(candidates: Sequence[_Candidate]) -> list[Sentence]:
    """Sentences that follow each other in a chunk share the quote that holds them all."""
    sentences: list[Sentence] = []
    run: list[_Candidate] = []
    for candidate in (*candidates, None):
        if run and (candidate is None or candidate.chunk.id != run[-1].chunk.id or candidate.order[1] != run[-1].order[1] + 1):
            chunk, start, end = run[0].chunk, run[0].start, run[-1].end
            quote = Quote(chunk, chunk.start + start, chunk.start + end, chunk.text[start:end])
            sentences += [Sentence(" ".join(chunk.text[part.start : part.end].split()), (quote,)) for part in run]
            run = []
        if candidate is not None:
            run.append(candidate)
    return sentences
