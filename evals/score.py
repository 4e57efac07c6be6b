"""A reply -> scores, and why it is not right."""

import re
from datetime import date
from decimal import Decimal

from evals.framing import Framing
from evals.items import DialogueTurn, Question
from evals.match import folded, found, missing
from evals.service import Reply
from ingest.language import identify
from ingest.numbers import numbers

ANSWERED = frozenset({"answered", "partial"})
OUTAGES = frozenset({"busy", "error"})
_TALK = frozenset({"small_talk"})
_CLARIFIES = frozenset({"clarify"})
_MARKED = re.compile(r"(.*?)((?:\s*\[\d+\])+)", re.DOTALL)
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]{4,}")
_ENOUGH_WORDS = 0.5
_FEW_LETTERS = 12


def is_refusal(status: str) -> bool:
    """Every status that neither answers, nor talks, nor asks back, nor says that the service is down."""
    return status not in ANSWERED | _TALK | _CLARIFIES | OUTAGES


def fits(status: str, expected: str) -> bool:
    """A status is what was expected: that status, or one of the family that the expectation names."""
    match expected:
        case "answer":
            return status in ANSWERED
        case "smalltalk":
            return status in _TALK
        case "profile":
            return status in _TALK | _CLARIFIES | ANSWERED
        case "refuse" | "redirect":
            return is_refusal(status)
        case "safe_partial":
            return is_refusal(status) or status == "partial"
        case "no_source":
            return status in {"no_source", "not_grounded"}
        case _:
            return status == expected


def question_scores(question: Question, reply: Reply, framing: Framing) -> dict[str, float]:
    """All metrics that apply to a question and its reply."""
    refused = is_refusal(reply.status)
    scores = _reply_scores(question.lang, reply, framing, question.as_of)
    if question.answerable:
        scores |= {"answered": float(reply.status in ANSWERED), **_fact_scores(question.key_facts, reply)}
        if question.must_not and reply.status in ANSWERED:
            scores["must_not_violations"] = float(any(found(wrong, reply.text) for wrong in question.must_not))
    elif question.expected not in ("small_talk", "smalltalk"):
        right = refused or (question.expected == "clarify" and reply.status in _CLARIFIES)
        scores["refusal_recall"] = float(right)
    if refused:
        scores["refusal_precision"] = float(not question.answerable)
    expected = question.expected or ("answer" if question.answerable else "refuse")
    scores["status_accuracy"] = float(fits(reply.status, expected))
    return scores


def turn_scores(turn: DialogueTurn, reply: Reply, framing: Framing, as_of: date) -> dict[str, float]:
    """All metrics that apply to one turn of a dialogue."""
    scores = _reply_scores(turn.lang, reply, framing, as_of)
    scores["status_accuracy"] = float(fits(reply.status, turn.expected))
    right = fits(reply.status, turn.expected)
    if turn.expected == "answer" and turn.key_facts:
        scores |= _fact_scores(turn.key_facts, reply)
        right = right and scores["key_facts_in_text_or_quotes"] == 1.0
    if turn.slots and reply.profile is not None:
        heard = [folded(str(reply.profile.get(name, ""))) == folded(value) for name, value in turn.slots.items()]
        scores["slots_heard"] = sum(heard) / len(heard)
        right = right and (turn.expected != "profile" or all(heard))
    if is_refusal(reply.status) and reply.citations:
        right = False
    scores["turn_success"] = float(right)
    return scores


def explain(expected: str, key_facts: tuple[str, ...], reply: Reply, scores: dict[str, float], passages: list[str]) -> list[str]:
    """In words, why a reply is not right; empty if nothing is wrong with it. `passages`: what retrieval found, best first."""
    why = []
    if reply.status in OUTAGES:
        why.append(f"the service failed: {reply.status}")
    elif not fits(reply.status, expected):
        why.append(f"ended as {reply.status}, expected was {expected}")
    if expected == "answer" and scores.get("key_facts_in_text_or_quotes") == 0.0:
        said = f"{reply.text}\n" + "\n".join(reply.quotes) if reply.status in ANSWERED else ""
        for fact in missing(key_facts, said):
            place = next((number for number, text in enumerate(passages, start=1) if found(fact, text)), None)
            where = f"passage {place} holds it, but it was not quoted" if place else "no passage holds it"
            why.append(f"does not say “{fact.split('|')[0]}”" + (f": {where}" if passages else ""))
    if scores.get("must_not_violations"):
        why.append("says the classic error")
    if scores.get("numbers_outside_quotes"):
        why.append("says a number that stands in none of its quotes")
    if scores.get("refusals_with_sources"):
        why.append("refuses, and shows a source")
    if scores.get("language_accuracy") == 0.0:
        why.append(f"is not in the language of the question (says {reply.language})")
    if scores.get("quotes_verbatim", 1.0) < 1.0:
        why.append("quotes words that do not stand in the document")
    return why


def _reply_scores(language: str, reply: Reply, framing: Framing, as_of: date) -> dict[str, float]:
    if reply.status in OUTAGES:
        return {"outages": 1.0}
    scores = {"outages": 0.0}
    in_language = framing.in_language(reply.text, reply.quotes, language)
    scores["language_accuracy"] = float(reply.language == language and in_language)
    if is_refusal(reply.status):
        scores["refusals_with_sources"] = float(bool(reply.citations))
    if reply.status in ANSWERED:
        scores["numbers_outside_quotes"] = float(bool(_unquoted_numbers(reply, framing, as_of)))
        scores |= _citation_scores(reply, framing)
    if reply.verbatim:
        scores["quotes_verbatim"] = sum(reply.verbatim) / len(reply.verbatim)
    return scores


def _fact_scores(key_facts: tuple[str, ...], reply: Reply) -> dict[str, float]:
    """A refusal says no fact, whatever words it happens to hold."""
    text = reply.text if reply.status in ANSWERED else ""
    quotes = "\n".join(reply.quotes) if text else ""
    lost = missing(key_facts, f"{text}\n{quotes}")
    return {
        "key_facts_in_text": float(not missing(key_facts, text)),
        "key_facts_in_text_or_quotes": float(not lost),
        "key_fact_share": 1 - len(lost) / len(key_facts) if key_facts else 1.0,
    }


def _unquoted_numbers(reply: Reply, framing: Framing, as_of: date) -> set[Decimal]:
    """Numbers of the text, its marks and the day that it is true on apart, that stand in no quote."""
    text = re.sub(r"\[\d+\]", " ", reply.text)
    day = date.fromisoformat(reply.body["as_of"]) if reply.body.get("as_of") else as_of
    for written in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}"):
        text = text.replace(written, " ")
    claims = framing.claims(re.sub(rf"\b0?{day.day}\D{{1,20}}{day.year}\b", " ", text))
    return set(numbers(claims)).difference(*(numbers(quote) for quote in reply.quotes))


def _citation_scores(reply: Reply, framing: Framing) -> dict[str, float]:
    """A quote supports the words before its mark if their numbers stand in it and, in one language, half of their words."""
    quotes = {int(citation["number"]): str(citation["quote"]) for citation in reply.citations}
    supported: list[bool] = []
    uncited = 0
    for paragraph in reply.text.split("\n"):
        end = 0
        for match in _MARKED.finditer(paragraph):
            end = match.end()
            marks = [int(number) for number in _NUMBER.findall(match.group(2))]
            together = "\n".join(quotes.get(mark, "") for mark in marks)
            supported += [mark in quotes and _supports(together, framing.claims(match.group(1))) for mark in marks]
        rest = framing.claims(paragraph[end:])
        uncited += len(re.findall(r"[^\W\d_]", rest)) >= _FEW_LETTERS
    scores = {"citation_recall": len(supported) / (len(supported) + uncited) if supported or uncited else 0.0}
    if supported:
        scores["citation_precision"] = sum(supported) / len(supported)
    return scores


def _supports(quote: str, claim: str) -> bool:
    if not numbers(claim) <= numbers(quote):
        return False
    if identify(claim) != identify(quote):
        return True
    words = set(_WORD.findall(folded(claim)))
    return not words or len(words & set(_WORD.findall(folded(quote)))) / len(words) >= _ENOUGH_WORDS
