"""One command over one set: the items that it asks, put to whom, into a result."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm import tqdm

from evals import retrieval
from evals.abstention import LeaveOneOut
from evals.ask import Interviewer, Journal, ask_all
from evals.errors import BadSet
from evals.framing import Framing
from evals.items import Dialogue, Item, Question
from evals.read import read_items
from evals.result import About, Result, Scored, select
from evals.service import Asker, InProcess, Remote
from evals.setup import Bench, about_server
from ingest.settings import IngestSettings

PROMPTS = Path("prompts")


@dataclass(frozen=True, slots=True)
class Job:
    """What the command line asks for."""

    kind: str
    corpus: Path
    set: Path
    only: Sequence[str] = ()
    server: str = ""
    parallel: int = 4
    as_is: bool = False


_ASKED: dict[str, Callable[[Item], bool]] = {
    "retrieval": lambda item: isinstance(item, Question) and item.answerable,
    "answers": lambda item: isinstance(item, Question) and item.answerable,
    "questions": lambda item: isinstance(item, Question),
    "refusals": lambda item: isinstance(item, Question),
    "dialogues": lambda item: isinstance(item, Dialogue),
    "abstention": lambda item: isinstance(item, Question) and item.answerable and item.place is not None,
}
KINDS = tuple(_ASKED)


def run(job: Job) -> Result:
    """Run a command."""
    items = asked_of(job.kind, select(read_items(job.set), job.only))
    if not items:
        raise BadSet(f"{job.set} holds nothing for '{job.kind}'")
    if job.server:
        return asyncio.run(_ask(job.kind, items, about_server(job.server, job.set), None, job.server, job.parallel))
    bench = Bench.open(job.corpus, fresh=not job.as_is)
    return measure(job.kind, items, bench.about(job.set), bench, job.parallel)


def asked_of(kind: str, items: Sequence[Item]) -> list[Item]:
    """The items that a command asks."""
    return [item for item in items if _ASKED[kind](item)]


def measure(kind: str, items: Sequence[Item], about: About, bench: Bench, parallel: int = 4) -> Result:
    """Put items to a bench that is open."""
    if kind != "retrieval":
        return asyncio.run(_ask(kind, items, about, bench, "", parallel))
    questions = [item for item in items if isinstance(item, Question)]
    with _bar(kind, len(items)) as progress:
        return Result(kind, about, tuple(retrieval.measure(questions, bench.searcher(), progress)))


async def _ask(kind: str, items: Sequence[Item], about: About, bench: Bench | None, server: str, parallel: int) -> Result:
    framing = Framing.load(bench.base.settings.prompts if bench else PROMPTS)
    services = bench.services(parallel) if bench else None
    asker: Asker = InProcess(services) if services else Remote(server)
    ask = Interviewer(asker, framing, bench.searcher() if bench else None).ask
    if kind == "abstention":
        if services is None:
            raise BadSet("'abstention' takes sections away from the index: it runs in process, without --server")
        ask = LeaveOneOut(services, framing).ask
    journal = Journal(bench.ingest.state if bench else IngestSettings().state, kind, about)
    try:
        with _bar(kind, len(items)) as progress:
            scored = await ask_all(items, ask, journal, parallel, progress)
    finally:
        await asker.close()
    return Result(kind, about, tuple(scored) if any(map(_to_refuse, items)) else tuple(map(_without_precision, scored)))


def _to_refuse(item: Item) -> bool:
    return isinstance(item, Question) and not item.answerable


def _without_precision(scored: Scored) -> Scored:
    """Where no question ought to be refused, the precision of refusals says nothing."""
    return replace(scored, scores={name: value for name, value in scored.scores.items() if name != "refusal_precision"})


@contextmanager
def _bar(kind: str, total: int) -> Iterator[Callable[[int], object]]:
    with tqdm(total=total, desc=kind, unit="item", mininterval=0.5) as bar:
        yield bar.update
