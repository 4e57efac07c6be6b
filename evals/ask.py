"""Put a set's items to a service, several at once; a run that was stopped goes on where it was."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from evals.framing import Framing
from evals.items import Dialogue, Item, Question
from evals.result import About, Scored, grouping
from evals.score import explain, question_scores, turn_scores
from evals.search import Searcher, passages_of
from evals.service import Asker, Reply
from retrieval.types import Retrieved

_CITED = ("number", "title", "section", "quote", "reference", "url", "language", "source_url")
Ask = Callable[[Item], Awaitable[list[Scored]]]


class Journal:
    """What a run has measured so far, an item a line; a run of the same things on the same items goes on with it."""

    def __init__(self, state: Path, kind: str, about: About) -> None:
        same = asdict(replace(about, at=""))
        name = hashlib.sha256(json.dumps([kind, same], sort_keys=True, default=str).encode()).hexdigest()[:16]
        self._path = state / "evals" / "unfinished" / f"{name}.jsonl"
        self.done: dict[str, list[Scored]] = {}
        lines = self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else []
        for line in lines:
            try:
                row = json.loads(line)
            except ValueError:
                continue  # the line that a kill cut off
            self.done[row["item"]] = [Scored(**scored) for scored in row["scored"]]

    def add(self, item: Item, scored: Sequence[Scored]) -> None:
        """Keep an item's scores."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        row = {"item": item.id, "scored": [asdict(each) for each in scored]}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        self.done[item.id] = list(scored)

    def end(self) -> None:
        """The run is complete."""
        self._path.unlink(missing_ok=True)


async def ask_all(
    items: Sequence[Item], ask: Ask, journal: Journal, parallel: int, progress: Callable[[int], object]
) -> list[Scored]:
    """Every item that the journal does not hold yet, `parallel` at once; the scores in the order of the items."""
    waiting = iter([item for item in items if item.id not in journal.done])
    progress(len(items) - sum(item.id not in journal.done for item in items))

    async def work() -> None:
        for item in waiting:
            journal.add(item, await ask(item))
            progress(1)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(parallel):
                group.create_task(work())
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from failed
    journal.end()
    return [scored for item in items for scored in journal.done[item.id]]


class Interviewer:
    """Asks an item and scores what comes back; looks for the passages where an answer is not right."""

    def __init__(self, asker: Asker, framing: Framing, searcher: Searcher | None) -> None:
        self._asker, self._framing, self._searcher = asker, framing, searcher

    async def ask(self, item: Item) -> list[Scored]:
        """The scores of a question, or of each turn of a dialogue."""
        return await self._dialogue(item) if isinstance(item, Dialogue) else [await self._question(item)]

    async def _question(self, question: Question) -> Scored:
        reply = await self._asker.ask(question.question, question.as_of)
        scores = question_scores(question, reply, self._framing)
        expected = question.expected or ("answer" if question.answerable else "refuse")
        found = await self._search(question, reply)
        why = explain(expected, question.key_facts, reply, scores, [passage.text for passage in found.passages] if found else [])
        detail = {
            "question": question.question, "expected": list(question.key_facts), "expected_status": expected,
            "answer": question.answer, "as_of": question.as_of.isoformat(), "why": why,
            "passages": passages_of(found) if found else [], **_shown(reply),
        }  # fmt: skip
        return Scored(**grouping(question), scores=scores, milliseconds=round(reply.milliseconds, 2), detail=detail)

    async def _dialogue(self, dialogue: Dialogue) -> list[Scored]:
        scored: list[Scored] = []
        conversation: str | None = None
        said: list[str] = []
        for turn in dialogue.turns:
            reply = await self._asker.ask(turn.text, dialogue.as_of, conversation)
            conversation = str(reply.body["conversation_id"])
            scores = turn_scores(turn, reply, self._framing, dialogue.as_of)
            why = explain(turn.expected, turn.key_facts, reply, scores, [])
            detail = {
                "question": turn.text, "expected": list(turn.key_facts), "expected_status": turn.expected, "before": list(said),
                "answer": turn.reference, "why": why, "passages": [], **_shown(reply),
            }  # fmt: skip
            said += [turn.text, reply.text]
            place = {**grouping(dialogue), "id": f"{dialogue.id}/{turn.number}", "lang": turn.lang, "category": turn.expected}
            scored.append(Scored(**place, scores=scores, milliseconds=round(reply.milliseconds, 2), detail=detail))
        success = float(all(each.scores["turn_success"] for each in scored))
        scored[-1] = replace(scored[-1], scores={**scored[-1].scores, "dialogue_success": success})
        return scored

    async def _search(self, question: Question, reply: Reply) -> Retrieved | None:
        if self._searcher is None or not question.answerable:
            return None
        text = reply.query or question.question
        return await asyncio.to_thread(self._searcher.search, text, question.lang, question.as_of)


def _shown(reply: Reply) -> dict[str, object]:
    return {
        "status": reply.status, "language": reply.language, "said": reply.text, "query": reply.query,
        "citations": [
            {key: citation.get(key) for key in _CITED} for citation in reply.citations
        ],
        "timings_ms": dict(reply.timings_ms),
    }  # fmt: skip
