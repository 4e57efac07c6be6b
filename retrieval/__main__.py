"""`python -m retrieval "question"`: the ranking with scores, and how long each step took."""

import argparse
import sys
from datetime import date

from pydantic import ValidationError

from ingest.encode import open_encoder
from ingest.errors import IngestError
from ingest.index import open_versions
from ingest.index.versions import LiveIndex
from ingest.language import FRENCH, identify
from ingest.settings import IngestSettings
from ingest.types import Language
from retrieval.concepts import Termbase
from retrieval.retrieve import retrieve
from retrieval.settings import RetrievalSettings
from retrieval.types import Query

_QUOTED = 160


def main(arguments: list[str] | None = None) -> int:
    """Run the command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m retrieval", description="Show what a question finds.")
    parser.add_argument("question")
    parser.add_argument("--corpus", default="mdm", help="name of an ingested corpus")
    parser.add_argument("--language", type=Language, help="of the reader: fr, ar, en, ary ...")
    parser.add_argument("--as-of", type=date.fromisoformat, default=date.today(), help="the date that the question is about")
    options = parser.parse_args(arguments)
    try:
        ingest_settings, settings = IngestSettings(), RetrievalSettings()
        termbase = Termbase.load(settings.termbase)
        encoder = open_encoder(ingest_settings)
        index = LiveIndex(open_versions(ingest_settings, options.corpus), encoder.name).get()
        query = Query(options.question, options.language or identify(options.question) or FRENCH, options.as_of)
        retrieve(query, index, encoder, termbase, settings)  # loads the encoder, so that the times shown are a served question's
        found = retrieve(query, index, encoder, termbase, settings)
    except (IngestError, ValidationError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for passage in found.passages:
        chunk, provenance = passage.first, passage.provenance
        valid = f"{provenance.valid_from or '...'} to {provenance.valid_to or '...'}"
        print(f"{passage.number:>2}  {passage.score:.4f}  [{chunk.language}] {' > '.join(chunk.headings)}")
        print(f"    {chunk.group}#{chunk.section_id}  {provenance.authority}  {provenance.reference}  in force {valid}")
        print(f"    {' '.join(passage.text.split())[:_QUOTED]}")
    seen = found.evidence
    print(f"language {query.language}  as of {query.as_of}  index {found.index_version}")
    enough = "enough" if found.sufficient else "not enough"
    print(f"similarity {seen.similarity:.3f}  sentence {seen.sentence:.2f}  words {seen.words:.2f}  lead {seen.lead:.1f}")
    print(f"chance that they answer {found.confidence:.2f}: {enough}")
    print("  ".join(f"{step} {spent:.1f} ms" for step, spent in found.timings_ms.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
