"""`fit` and `intents`: the weights of the small models, from the project's own sets and messages."""

import argparse
from pathlib import Path

from assistant.intents import PATH as PATH_OF_INTENTS
from evals.cli.types import SETS, Commands
from evals.fit import cases, fit, written
from evals.intents import MESSAGES, learn, read_examples
from evals.setup import Bench
from ingest.encode import open_encoder
from ingest.settings import IngestSettings
from retrieval.weights import PATH


def add(commands: Commands) -> None:
    """Add the commands."""
    command = commands.add_parser("fit", help="fit the weights of reranking and sufficiency to the project's own sets")
    command.add_argument("--corpus", type=Path, default=Path("corpora/mdm"))
    command.set_defaults(run=_fit)
    command = commands.add_parser("intents", help="learn to tell messages by their meaning, from evals/messages")
    command.set_defaults(run=_learn)


def _fit(options: argparse.Namespace) -> int:
    bench = Bench.open(options.corpus, fresh=False)
    sets = [SETS / "answerable.jsonl", SETS / "unanswerable.jsonl"]
    fitted = fit(cases(sets, bench.searcher()))
    PATH.write_text(written(fitted, sets, bench.base.encoder.name), encoding="utf-8")
    before, after = fitted.first_right
    print(f"first passage answers: {before:.3f} by the fused order, {after:.3f} reranked")
    print(f"answerable questions above the others: AUC {fitted.auc:.3f}")
    for least, kept, refused in fitted.at:
        print(f"  min_confidence {least:.2f}: {kept:.3f} of the answerable kept, {refused:.3f} of the others refused")
    print(f"written to {PATH}")
    return 0


def _learn(_: argparse.Namespace) -> int:
    encoder = open_encoder(IngestSettings())
    written, right, lost = learn(read_examples(MESSAGES), encoder)
    PATH_OF_INTENTS.write_text(written, encoding="utf-8")
    print(f"of examples held back, {right:.3f} of those that are no questions are told, {lost:.3f} of the questions lost")
    print(f"written to {PATH_OF_INTENTS}")
    return 0
