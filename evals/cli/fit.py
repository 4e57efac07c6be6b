"""`fit` and `intents`: the weights of the small models, from the project's own sets and messages."""

import argparse
from pathlib import Path

from assistant.intents import PATH as PATH_OF_INTENTS
from evals.cli.types import SETS, Commands
from evals.fit import Case, Measured, all_candidates, cases, fit, law_cases, measure, written
from evals.intents import MESSAGES, learn, read_examples
from evals.setup import Bench
from ingest.encode import open_encoder
from ingest.settings import IngestSettings
from retrieval.weights import PATH, load

_FILES = ("answerable.jsonl", "unanswerable.jsonl")


def add(commands: Commands) -> None:
    """Add the commands."""
    command = commands.add_parser("fit", help="fit the weights of reranking and sufficiency to the questions of evals/messages")
    command.add_argument("--corpus", type=Path, default=Path("corpora/mdm"))
    command.add_argument("--laws", type=Path, help="an ingested folder of laws, to fit reranking to them too")
    command.add_argument("--pairs", type=Path, help="the folder of training pairs on these laws")
    command.set_defaults(run=_fit)
    command = commands.add_parser("intents", help="learn to tell messages by their meaning, from evals/messages")
    command.set_defaults(run=_learn)


def _fit(options: argparse.Namespace) -> int:
    bench = Bench.open(options.corpus, fresh=False)
    searcher = all_candidates(bench.searcher())
    asked, sets = ([folder / name for name in _FILES] for folder in (MESSAGES, SETS))
    on_laws: list[Case] = []
    on_other_laws: list[Case] = []
    if options.laws and options.pairs:
        on_laws, on_other_laws = law_cases(
            options.laws, options.pairs, all_candidates(Bench.open(options.laws, fresh=False).searcher())
        )
    weights = fit(cases(asked, searcher), on_laws, load())
    sources = [str(path) for path in asked] + [f"{len(on_laws)} questions on laws"] * bool(on_laws)
    PATH.write_text(written(weights, sources, bench.base.encoder.name), encoding="utf-8")
    _show("evals/sets", measure(cases(sets, searcher), weights.plain, weights))
    if on_other_laws:
        _show("laws held out", measure(on_other_laws, weights.adapted, weights))
    print(f"written to {PATH}")
    return 0


def _show(name: str, measured: Measured) -> None:
    before, after = measured.first_right
    print(f"{name}: the first candidate answers {before:.3f} by the fused order, {after:.3f} reranked")
    if measured.at:
        print(f"{name}: answerable questions above the others: AUC {measured.auc:.3f}")
    for least, kept, refused in measured.at:
        print(f"  min_confidence {least:.2f}: {kept:.3f} of the answerable kept, {refused:.3f} of the others refused")


def _learn(_: argparse.Namespace) -> int:
    encoder = open_encoder(IngestSettings())
    written, right, lost = learn(read_examples(MESSAGES), encoder)
    PATH_OF_INTENTS.write_text(written, encoding="utf-8")
    print(f"of examples held back, {right:.3f} of those that are no questions are told, {lost:.3f} of the questions lost")
    print(f"written to {PATH_OF_INTENTS}")
    return 0
