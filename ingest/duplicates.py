"""The same document twice in a corpus, under two names."""

import hashlib
import re
from collections.abc import Sequence

from ingest.normalize import fold_letters
from ingest.types import Document

_NOT_WORD = re.compile(r"\W+")


def split_duplicates(documents: Sequence[Document]) -> tuple[list[Document], list[tuple[Document, Document]]]:
    """Documents to keep, and pairs (left out, kept) whose words are the same; the first by path is kept."""
    kept: dict[str, Document] = {}
    left_out: list[tuple[Document, Document]] = []
    for document in documents:
        digest = hashlib.sha256(_NOT_WORD.sub("", fold_letters(document.text)).encode()).hexdigest()
        if digest in kept:
            left_out.append((document, kept[digest]))
        else:
            kept[digest] = document
    return list(kept.values()), left_out
