"""Orders to a machine inside a text. Passages are data, never instructions; a text that gives orders is told all the same."""

import re
import tomllib
import unicodedata
from importlib.resources import files

from ingest.normalize import fold_letters, strip_invisible

_TEXTS = tomllib.loads(files("ingest").joinpath("injection.toml").read_text(encoding="utf-8"))
_FEW = r"(?: \w+){0,4} "
_PATTERNS = [re.compile(rf"(?<!\w)(?:{pattern.replace('{few}', _FEW)})(?!\w)") for pattern in _TEXTS["patterns"]]
_MARKS = [re.compile(mark) for mark in _TEXTS["marks"]]
_SPACES = re.compile(r"[\W_]+")
# Letters of Cyrillic and Greek that look Latin.
_LOOK_ALIKES = str.maketrans("аеорсухіѕԁһјӏмткнвαενοιρτυκχ", "aeopcyxisdhjimtkhbaevoiptukx")
_SPELT_OUT = re.compile(r"(?<!\w)(?:\w ){3,}\w(?!\w)")
_EXCERPT = 80  # letters


def orders(text: str) -> list[str]:
    """What reads like an order to a machine, in folded excerpts; none in most texts."""
    plain = _plain(text)
    found = [plain[match.start() : match.start() + _EXCERPT] for pattern in _PATTERNS if (match := pattern.search(plain))]
    return found + [match.group().strip() for mark in _MARKS if (match := mark.search(text))]


def _plain(text: str) -> str:
    """Folded, look-alikes made Latin, "i g n o r e" joined."""
    latin = unicodedata.normalize("NFKC", strip_invisible(text)).lower().translate(_LOOK_ALIKES)
    return _SPELT_OUT.sub(lambda match: match.group().replace(" ", ""), _SPACES.sub(" ", fold_letters(latin)))
