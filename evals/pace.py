"""`latency` and `load`: how long a question takes alone, and what happens when many ask at once."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals.errors import ServiceAway
from evals.items import Question
from evals.metrics import percentiles
from evals.score import OUTAGES
from evals.service import Asker

_WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Level:
    """What a number of people asking at once saw."""

    people: int
    asked: int
    failed: int
    seconds: float
    milliseconds: dict[str, float]

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return (self.asked - self.failed) / self.seconds if self.seconds else 0.0


async def latency(asker: Asker, questions: Sequence[Question], progress: Callable[[int], object]) -> dict[str, dict[str, float]]:
    """One question after the other on a warm service: percentiles of the whole, and of each step of the turn."""
    for question in questions[:_WARM_UP]:
        await asker.ask(question.question, question.as_of)
    times: dict[str, list[float]] = {"whole": []}
    for question in questions:
        reply = await asker.ask(question.question, question.as_of)
        times["whole"].append(reply.milliseconds)
        for step, spent in reply.timings_ms.items():
            times.setdefault(step, []).append(float(spent))
        progress(1)
    return {step: percentiles(spent) for step, spent in times.items()}


async def load(
    asker: Asker, questions: Sequence[Question], levels: Sequence[int], seconds: float, progress: Callable[[int], object]
) -> list[Level]:
    """For each level, that many people who ask again as soon as they are answered, for some seconds."""
    await asker.ask(questions[0].question, questions[0].as_of)
    return [await _level(asker, questions, people, seconds, progress) for people in levels]


async def _level(
    asker: Asker, questions: Sequence[Question], people: int, seconds: float, progress: Callable[[int], object]
) -> Level:
    spent: list[float] = []
    failed = 0
    began = time.perf_counter()

    async def ask(person: int) -> None:
        nonlocal failed
        turn = person
        while time.perf_counter() - began < seconds:
            question = questions[turn % len(questions)]
            turn += people
            try:
                reply = await asker.ask(question.question, question.as_of)
            except ServiceAway:
                failed += 1
                continue
            failed += reply.status in OUTAGES
            spent.append(reply.milliseconds)
            progress(1)

    await asyncio.gather(*(ask(person) for person in range(people)))
    return Level(people, len(spent), failed, time.perf_counter() - began, percentiles(spent))
