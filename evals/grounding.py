"""How much of what is wrong the grounding drops: `python -m evals.grounding`, over the corpus's own sentences with one change.

The encoder is a stand-in that finds everything near, so that what is dropped is dropped by rule.
"""

import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.sentences import spans
from assistant.support import supports
from ingest.types import Language

_SHEETS = Path("corpora/mdm")
_META = re.compile(r"```meta.*?```", re.DOTALL)
_SAMPLE, _SEED = 300, 3
_NOT_A_LIMIT = "(?!يتجاوز|تتجاوز|يقل|تقل|يزيد|يتعدى|تتعدى)"


class _FindsAllNear:
    name, dimensions = "near", 1

    def encode_queries(self, texts: Sequence[str]) -> list[list[float]]:
        return [[1.0]] * len(texts)

    encode_across = encode_passages = encode_queries


@dataclass(frozen=True, slots=True)
class Sample:
    """A sentence of a sheet, and the section that it stands in."""

    sentence: str
    section: str
    language: Language


def samples() -> Iterator[Sample]:
    """All sentences of the sheets."""
    for path in sorted(_SHEETS.glob("*/*.md")):
        body = _META.sub("", path.read_text(encoding="utf-8").split("---", 2)[2])
        for section in re.split(r"^## .*$", body, flags=re.MULTILINE)[1:]:
            for start, end in spans(section):
                yield Sample(section[start:end], section, Language(path.name.split(".")[-2]))


def _another_digit(sentence: str) -> str:
    numbers = list(re.finditer(r"\d+", sentence))
    if not numbers:
        return sentence
    place = random.choice(numbers).start()
    return f"{sentence[:place]}{int(sentence[place]) % 9 + 1}{sentence[place + 1 :]}"


def _once(pattern: str, by: str) -> Callable[[str], str]:
    return lambda sentence: re.sub(pattern, by, sentence, count=1)


CHANGES: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    *(("a digit changed", language, _another_digit) for language in ("fr", "en", "ar")),
    ("a denial removed", "fr", _once(r"\bn(?:e |')(\w+) pas\b", r"\1")),
    ("a denial removed", "en", _once(r"\b(is|are|does|do|has|have|must|may|can) not\b", r"\1")),
    ("a denial removed", "ar", _once(rf"(?<!\w)(و?)لا {_NOT_A_LIMIT}", r"\1")),
    ("a denial added", "fr", _once(r"^((?!.* pas ).*?) est (?!-)", r"\1 n'est pas ")),
    ("a denial added", "en", _once(r"^((?!.* not ).*?) (is|are|must|may|can) ", r"\1 \2 not ")),
    ("at most for at least", "fr", _once(r"^((?!.*au plus).*?)au moins", r"\1au plus")),
    ("at most for at least", "en", _once(r"^((?!.*at most).*?)at least", r"\1at most")),
    ("harmless: another verb", "fr", _once(" est ", " reste ")),
    ("harmless: this for the", "en", _once(" the ", " this ")),
)


def main() -> None:
    """Print the table, and what a sentence costs."""
    random.seed(_SEED)
    pool, encoder = list(samples()), _FindsAllNear()
    print("| change | language | sentences | dropped |\n|---|---|---|---|")
    for name, language, change in CHANGES:
        changed = [(change(each.sentence), each) for each in pool if each.language == language]
        changed = [(text, each) for text, each in changed if text != each.sentence]
        changed = random.sample(changed, min(_SAMPLE, len(changed)))
        dropped = sum(not supports(text, [each.section], each.language, encoder) for text, each in changed)
        print(f"| {name} | {language} | {len(changed)} | {dropped / len(changed):.2f} |")
    began = time.perf_counter()
    kept = sum(supports(" ".join(each.sentence.split()), [each.section], each.language, encoder) for each in pool)
    print(f"\nword for word: {kept} of {len(pool)} kept, {(time.perf_counter() - began) / len(pool) * 1e6:.0f} µs each")


if __name__ == "__main__":
    main()
