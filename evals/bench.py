"""`make bench`: our speed and memory beside plain torch and the usual LangChain recipe, in one run on one machine.

The laws are ingested first if they are not yet (about half an hour on two cores). The recipe is
RecursiveCharacterTextSplitter, HuggingFaceEmbeddings with the same weights and QdrantVectorStore on a local path. Its
passages get random unit vectors instead of an hour of encoding: its local mode compares a query with every vector, so
its time depends on how many there are and not on what they say. Its queries are encoded by its own embeddings.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from uuid import uuid4

import numpy as np
import structlog

from assistant.contacts import Contacts
from assistant.intents import PATH as INTENTS
from assistant.intents import Intents
from assistant.profile import Listener
from assistant.prompts import Prompts
from assistant.route import Router
from assistant.services import Services
from assistant.settings import AssistantSettings
from assistant.turn import take_turn
from assistant.types import Exchange, Turn
from ingest.corpus import Refusal, documents
from ingest.encode import open_encoder
from ingest.encode.sparse import terms, weigh, weigh_query
from ingest.index import open_versions
from ingest.index.versions import LiveIndex
from ingest.language import ARABIC, FRENCH, identify
from ingest.settings import IngestSettings
from ingest.types import Encoder
from ingest.types import SparseVector as Sparse
from retrieval.concepts import Termbase
from retrieval.retrieve import retrieve
from retrieval.settings import RetrievalSettings
from retrieval.types import Query

_ROUNDS = 30
_SAMPLE = 192
_SHEETS = Path("corpora/mdm")
_QUESTIONS = (
    "Quel est le capital minimum d'une SARL ?",
    "ما هي شروط تأسيس شركة المساهمة؟",
    "How long does the commercial court have to decide?",
    "¿Qué impuestos paga una empresa nueva?",
    "Welke termijn geldt voor inschrijving in het handelsregister?",
    "شنو هي الوثائق ديال التحفيظ العقاري؟",
    "chhal dyal lwa9t bach n7ell charika?",
    "Chi può acquistare terreni agricoli?",
    "Wie wird ein Arbeitsvertrag gekündigt?",
    "délai de paiement entre entreprises",
)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; prints a table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__.splitlines()[0])
    parser.add_argument("--laws", type=Path, default=Path("../shared/laws"), help="a folder of laws")
    options = parser.parse_args(arguments)
    if not options.laws.is_dir():
        print(f"error: {options.laws} is no folder: name the laws with --laws", file=sys.stderr)
        return 2
    for corpus in (options.laws, _SHEETS):  # in a process of its own: what it needs to read them is not memory of the service
        if subprocess.run([sys.executable, "-m", "ingest", str(corpus)], check=False).returncode > 1:  # noqa: S603 - our own module
            return 2
    settings, retrieval = IngestSettings(), RetrievalSettings()
    encoder = open_encoder(settings)
    index = LiveIndex(open_versions(settings, options.laws.resolve().name), encoder.name)
    termbase = Termbase.load(retrieval.termbase)
    rows: list[tuple[str, str]] = [("machine", _machine()), ("chunks of laws", str(index.get().count()))]
    queries = [Query(text, identify(text) or FRENCH, date.today()) for text in _QUESTIONS]
    encode = _timed([lambda query=query: encoder.encode_queries([query.text]) for query in queries])  # type: ignore[misc]
    ours = _timed([lambda query=query: retrieve(query, index.get(), encoder, termbase, retrieval) for query in queries])  # type: ignore[misc]
    turns = _turns(index, encoder, termbase, retrieval)
    sheets = _turns(LiveIndex(open_versions(settings, _SHEETS.name), encoder.name), encoder, termbase, retrieval)
    rows.append(("memory of the process with the laws loaded and served, MB", f"{_memory_megabytes():.0f}"))
    rows += _against_torch(encoder, settings, encode, _sample(options.laws))
    rows += [
        ("query to passages, ms p50 / p95", _show(ours)),
        ("query to passages / encoding of the query, p50", _ratio(ours, encode)),
        ("whole turn over the laws, ms p50 / p95", _show(turns)),
        ("whole turn over the laws / encoding of its query, p50", _ratio(turns, encode)),
        ("whole turn over the sheets, ms p50 / p95", _show(sheets)),
        ("whole turn over the sheets / encoding of its query, p50", _ratio(sheets, encode)),
    ]
    dense, hybrid, size = _recipe(options.laws, settings)
    for kind, recipe in (("dense", dense), ("hybrid", hybrid)):
        rows += [
            (f"LangChain recipe, {kind} ({size} chunks), query to passages, ms p50 / p95", _show(recipe)),
            (f"recipe, {kind} / ours, p50", _ratio(recipe, ours)),
        ]
    print("\n| what | measured |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value} |")
    return 0


def _against_torch(
    encoder: Encoder, settings: IngestSettings, encode: Sequence[float], passages: list[str]
) -> list[tuple[str, str]]:
    """Encoding of queries and passages by ours and by torch, turn about, and the cosine of their vectors."""
    from sentence_transformers import SentenceTransformer

    torch = SentenceTransformer(str(settings.state / "model" / "torch"), device="cpu")
    queries = list(_QUESTIONS)
    plain = _timed([lambda query=query: torch.encode([query], prompt_name="query") for query in queries])  # type: ignore[misc]
    again = _timed([lambda query=query: encoder.encode_queries([query]) for query in queries])  # type: ignore[misc]
    cosine = (np.array(encoder.encode_queries(queries)) * torch.encode(queries, prompt_name="query")).sum(axis=1).min()
    theirs = _seconds(lambda: torch.encode(passages, prompt_name="passage", batch_size=32))
    ours = _seconds(lambda: encoder.encode_passages(passages))
    both = [*encode, *again]
    return [
        ("one query, ours, ms p50 / p95", _show(both)),
        ("one query, torch, ms p50 / p95", _show(plain)),
        ("torch / ours, p50", _ratio(plain, both)),
        ("least cosine of the two", f"{cosine:.6f}"),
        ("passages a second, ours", f"{len(passages) / ours:.1f}"),
        ("passages a second, torch", f"{len(passages) / theirs:.1f}"),
        ("ours / torch, passages a second", f"{theirs / ours:.2f}"),
    ]


def _recipe(laws: Path, settings: IngestSettings) -> tuple[list[float], list[float], int]:
    """Milliseconds of the recipe's dense searches, of its hybrid ones (as ours are) with our BM25 weights, and its chunks."""
    from langchain_core.embeddings import Embeddings
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_qdrant import QdrantVectorStore, RetrievalMode, SparseEmbeddings
    from langchain_qdrant.sparse_embeddings import SparseVector
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    model = HuggingFaceEmbeddings(
        model_name=str(settings.state / "model" / "torch"),
        model_kwargs={"device": "cpu"},
        query_encode_kwargs={"prompt_name": "query"},
    )
    random = np.random.default_rng(0)

    class RandomPassages(Embeddings):  # type: ignore[misc, unused-ignore]
        """The recipe's embeddings, but for its passages."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            vectors = random.normal(size=(len(texts), 384))
            found: list[list[float]] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).tolist()
            return found

        def embed_query(self, text: str) -> list[float]:
            found: list[float] = model.embed_query(text)
            return found

    class Bm25(SparseEmbeddings):  # type: ignore[misc, unused-ignore]
        """Our sparse vectors."""

        def embed_documents(self, texts: list[str]) -> list[SparseVector]:
            return [_sparse(weigh(terms(text, ARABIC), settings.k1, settings.b, average=150)) for text in texts]

        def embed_query(self, text: str) -> SparseVector:
            return _sparse(weigh_query(terms(text, identify(text) or FRENCH)))

    def _sparse(vector: Sparse) -> SparseVector:
        return SparseVector(indices=list(vector.indices), values=list(vector.values))

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    chunks = splitter.split_text("")
    for path in sorted(laws.glob("*.txt")):
        chunks += splitter.split_text(path.read_text(encoding="utf-8"))
    spent = []
    for mode in (RetrievalMode.DENSE, RetrievalMode.HYBRID):
        with tempfile.TemporaryDirectory() as folder:
            store = QdrantVectorStore.from_texts(
                chunks, RandomPassages(), path=folder, collection_name="laws", retrieval_mode=mode, sparse_embedding=Bm25()
            )
            spent.append(_timed([partial(store.similarity_search, text, k=10) for text in _QUESTIONS], rounds=5))
            store.client.close()
    return spent[0], spent[1], len(chunks)


def _turns(index: LiveIndex, encoder: Encoder, termbase: Termbase, retrieval: RetrievalSettings) -> list[float]:
    """Whole extractive turns, without the network: language to memory, the memory a dictionary."""
    settings = AssistantSettings()
    prompts, contacts = Prompts.load(settings.prompts), Contacts.load(settings.contacts)
    listener = Listener.load(retrieval.termbase, contacts, prompts.profile)
    services = Services(
        index=index,
        encoder=encoder,
        termbase=termbase,
        history=_NoMemory(),
        prompts=prompts,
        contacts=contacts,
        listener=listener,
        router=Router(prompts.route, listener.places),
        intents=Intents.load(INTENTS, encoder.name),
        settings=settings,
        retrieval=retrieval,
        permits=asyncio.Semaphore(1),
    )

    async def one(text: str) -> None:
        async for _ in take_turn(Turn(uuid4().hex, uuid4().hex, text), (), services):
            pass

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    return _timed([lambda text=text: asyncio.run(one(text)) for text in _QUESTIONS])  # type: ignore[misc]


class _NoMemory:
    """A memory that keeps nothing."""

    async def load(self, _: str) -> tuple[Exchange, ...] | None:
        return None

    async def append(self, _: str, __: Exchange) -> None:
        """Forget it."""

    async def erase(self, _: str) -> bool:
        return False

    async def ready(self) -> None:
        """Always."""

    async def close(self) -> None:
        """Nothing to close."""


def _timed(calls: Sequence[Callable[[], object]], rounds: int = _ROUNDS) -> list[float]:
    """Milliseconds of each call of each round, after a round that is not counted."""
    for call in calls:
        call()
    return [_seconds(call) * 1000 for _ in range(rounds) for call in calls]


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _sample(laws: Path) -> list[str]:
    """Passages of about 800 characters, spread over the laws."""
    texts = [found.text for found in documents(laws, 10**8) if not isinstance(found, Refusal)][:_SAMPLE]
    return [text[len(text) // 2 : len(text) // 2 + 800] for text in texts]


def _show(spent: Sequence[float]) -> str:
    return f"{statistics.median(spent):.1f} / {np.percentile(spent, 95):.1f}"


def _ratio(spent: Sequence[float], beside: Sequence[float]) -> str:
    return f"{statistics.median(spent) / statistics.median(beside):.2f}"


def _memory_megabytes() -> float:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def _machine() -> str:
    model = next(
        (line for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if line.startswith("model name")), ":"
    )
    return f"{model.split(':')[1].strip()}, {len(os.sched_getaffinity(0))} cores"


if __name__ == "__main__":
    sys.exit(main())
