"""A text -> its sentences, by place: full stops of abbreviations and of numbers end nothing."""

import re

_END = re.compile(r"[.!?؟…]+[»\"”’)]*(?=\s|$)|\n\s*\n|$")
_ABBREVIATION = re.compile(
    r"(?:\b(?:art|al|n|no|nos|p|pp|cf|etc|env|max|min|m|mm|mme|dr|me|st|ste|s\.a|s\.a\.r\.l|ex|approx|vs|e\.g|i\.e|ca|bzw|z\.b|bv|sig|dott|sr|sra)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_LETTER = re.compile(r"\w")


def spans(text: str) -> list[tuple[int, int]]:
    """Where each sentence starts and ends, in order, without the space around it."""
    found, start = [], 0
    for match in _END.finditer(text):
        end = match.end() if match.group().strip() else match.start()
        if (
            match.group().startswith(".")
            and match.end() < len(text)
            and _ABBREVIATION.search(text[max(0, match.start() - 12) : match.start() + 1])
        ):
            continue
        piece = text[start:end]
        if _LETTER.search(piece):
            found.append((start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())))
        start = match.end()
    return found
