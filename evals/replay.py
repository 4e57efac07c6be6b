"""`python -m evals replay`: a log of questions asked of two index versions, and only the answers that changed."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from evals.items import Question
from evals.service import InProcess, Reply
from evals.setup import Bench
from ingest.errors import IndexMissing
from ingest.index import open_versions
from ingest.pipeline import corpus_name
from ingest.types import Index


@dataclass(frozen=True, slots=True)
class Fixed:
    """One index version, whatever is served."""

    index: Index

    def get(self) -> Index:
        """The version."""
        return self.index

    def close(self) -> None:
        """Close it."""
        self.index.close()


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that is answered otherwise than before."""

    question: Question
    before: Reply
    after: Reply

    @property
    def how(self) -> str:
        """In words."""
        if self.before.status != self.after.status:
            return f"{self.before.status} -> {self.after.status}"
        return "other quotes" if self.before.quotes != self.after.quotes else "other words"


def replay(
    questions: Sequence[Question], bench: Bench, before: str, after: str, progress: Callable[[int], object]
) -> list[Changed]:
    """Ask everything of both versions; those whose status, text or quotes differ, in order."""
    replies = [asyncio.run(_ask(questions, bench, version, progress)) for version in (before, after)]
    return [
        Changed(question, old, new)
        for question, old, new in zip(questions, *replies, strict=True)
        if (old.status, old.text, old.quotes) != (new.status, new.text, new.quotes)
    ]


def last_two(bench: Bench) -> tuple[str, str]:
    """The version before the served one, and the served one."""
    versions = open_versions(bench.ingest, corpus_name(bench.corpus))
    current = versions.current()
    earlier = [version for version in versions.all() if current is not None and version < current]
    if current is None or not earlier:
        raise IndexMissing(
            "there is only one index version: ingest a change first, or name the versions with --before and --after"
        )
    return earlier[-1], current


async def _ask(questions: Sequence[Question], bench: Bench, version: str, progress: Callable[[int], object]) -> list[Reply]:
    fixed = Fixed(open_versions(bench.ingest, corpus_name(bench.corpus)).open(version))
    asker = InProcess(replace(bench.services(1), index=fixed))
    replies = []
    try:
        for question in questions:
            replies.append(await asker.ask(question.question, question.as_of))
            progress(1)
    finally:
        fixed.close()
    return replies
