"""`python -m retrieval.adapter`: train the adapter anew and write its weights."""

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from ingest.encode import adapter, bundle, open_encoder
from ingest.encode.cache import VectorCache
from ingest.errors import IngestError
from ingest.normalize import legible
from ingest.pipeline import parse
from ingest.settings import IngestSettings
from ingest.types import Chunk
from retrieval.adapter.examples import SEED, parallels, questions, split
from retrieval.adapter.halves import Halves
from retrieval.adapter.train import train
from retrieval.concepts import Termbase
from retrieval.settings import RetrievalSettings

_PARALLELS = 250  # sentences of the sheets, so that their Arabic versions are still found


def main(arguments: list[str] | None = None) -> int:
    """Run the command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.adapter", description="Train the adapter of the encoder.")
    parser.add_argument("--laws", type=Path, required=True, help="a corpus folder of Arabic laws")
    parser.add_argument("--pairs", type=Path, required=True, help="a folder of passages*.jsonl and pairs*.jsonl on these laws")
    parser.add_argument("--sheets", type=Path, default=Path("corpora/mdm"), help="a corpus with parallel versions (corpora/mdm)")
    parser.add_argument("--out", type=Path, default=bundle.ADAPTER, help="where the weights go")
    options = parser.parse_args(arguments)
    try:
        settings, termbase = IngestSettings(), Termbase.load(RetrievalSettings().termbase)
        laws, sheets = (parse(folder, settings, lambda *_: None) for folder in (options.laws, options.sheets))
        asked = questions(options.pairs, laws.documents, laws.chunks)
        targets = _vectors([*laws.chunks, *sheets.chunks], settings)
    except IngestError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    examples, held_out = split(asked)
    parallel = parallels(sheets.chunks, len(laws.chunks))
    examples += random.Random(SEED).sample(parallel, min(_PARALLELS, len(parallel)))
    trained = {example.source for example in examples}
    arabic = {number for example in parallel for number in example.relevant}
    known = sorted(arabic | {number for number, chunk in enumerate(laws.chunks) if chunk.document_id in trained})
    print(f"{len(examples)} questions, {len(held_out)} held out, {len(targets)} chunks")
    best = 0.0
    for epoch in train(
        Halves.load(bundle.ensure(settings.state / "model")), examples, held_out, targets, torch.tensor(known), termbase
    ):
        print(f"epoch {epoch.number}: loss {epoch.loss:.3f}, recall@10 on held-out laws {epoch.recall:.3f}", flush=True)
        if epoch.recall > best:
            best = epoch.recall
            adapter.save(epoch.changes, options.out)
    print(f"written to {options.out}")
    return 0


def _vectors(chunks: Sequence[Chunk], settings: IngestSettings) -> torch.Tensor:
    cache = VectorCache(settings.state / "vectors.sqlite")
    try:
        texts = [legible(chunk.indexed_text) for chunk in chunks]
        return torch.tensor(np.asarray(cache.encode(texts, open_encoder(settings), settings.batch_size, lambda _: None)))
    finally:
        cache.close()


if __name__ == "__main__":
    sys.exit(main())
