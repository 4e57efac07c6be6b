"""Which language is a document or a question in? Script first, then the small words of short messages, then lingua."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from lingua import Language as LinguaLanguage
from lingua import LanguageDetector, LanguageDetectorBuilder

from ingest.normalize import fold_letters
from ingest.types import Language

FRENCH, ARABIC, ENGLISH = Language("fr"), Language("ar"), Language("en")
DARIJA, DARIJA_LATIN = Language("ary"), Language("ary-Latn")
LANGUAGES = tuple(map(Language, ("fr", "ar", "ary", "ary-Latn", "en", "es", "nl", "it", "de")))

_ARABIC_LETTER = re.compile(r"[\u0621-\u064a]")
_LATIN_LETTER = re.compile(r"[a-zà-ÿ]", re.IGNORECASE)
_WORD = re.compile(r"[\w']+")
_MIN_LETTERS = 2
_MIN_MARGIN = 0.05
_MIN_ARABIC_LETTERS = 7  # among more Latin ones: an Arabic question with a foreign name in it
_DARIJA_LATIN_SURE = 2  # words; one is enough in a message of few
_FEW_WORDS = 4
_SURE_LETTERS = 4
_DARIJA_SHARE = 0.03  # of a text's words; a document of thousands has one or two by chance
_DARIJA_LATIN_SHARE = 0.15
_SHORT = 25  # words; lingua is right on longer texts

_DARIJA = tomllib.loads(files("ingest").joinpath("darija.toml").read_text(encoding="utf-8"))
_DARIJA_WORDS, _DARIJA_LATIN_WORDS = frozenset(_DARIJA["arabic"]), frozenset(_DARIJA["latin"])
DARIJA_WORDS = _DARIJA_WORDS | _DARIJA_LATIN_WORDS
_WORDS = tomllib.loads(fold_letters(files("ingest").joinpath("function_words.toml").read_text(encoding="utf-8")))
FUNCTION_WORDS = {language: frozenset(_WORDS[language.lower()].split()) for language in LANGUAGES}
_TELLING = {Language(language): frozenset(words.split()) for language, words in _WORDS["telling"].items()}
_DARIJA_LATIN_SURELY = frozenset(
    word for word in FUNCTION_WORDS[DARIJA_LATIN] & _DARIJA_LATIN_WORDS if len(word) >= _SURE_LETTERS
)  # kifach, bghit: one is enough
_EUROPEAN = tuple(_TELLING)
# A verb of the present in Darija (كيدير, كنخلص), and a negation (ما عنديش).
_DARIJA_FORM = re.compile(r"^و?ك(?:ي|ن|ت)(?!ف|اب|ب|د|ت)[\u0621-\u064a]{3,}$|^ما(?!لي)[\u0621-\u064a]{3,}ش$")
_DARIJA_LATIN_NEGATION = re.compile(r"\bma ?\w{2,}(?:ch|sh)\b", re.IGNORECASE)
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")
_NAME = re.compile(r"\b[A-Z]\w*")  # in an Arabic question, most often a name
_ARABIZI = re.compile(r"(?<![\w])(?=\w*[a-z])[a-z]*[3792][a-z]+\b|\b[a-z]{2,}[379][a-z]*\b", re.IGNORECASE)


@lru_cache(1)
def _detector() -> LanguageDetector:
    names = (
        LinguaLanguage.FRENCH,
        LinguaLanguage.ENGLISH,
        LinguaLanguage.SPANISH,
        LinguaLanguage.DUTCH,
        LinguaLanguage.ITALIAN,
        LinguaLanguage.GERMAN,
    )
    # Trigrams only: as right as all its models on 270 questions (0.993 both), in 12 MB instead of 180.
    return LanguageDetectorBuilder.from_languages(*names).with_low_accuracy_mode().build()


def identify(text: str) -> Language | None:
    """The language of a text, or None where it does not tell (a number, "ok")."""
    arabic, latin = len(_ARABIC_LETTER.findall(text)), len(_LATIN_LETTER.findall(text))
    if arabic + latin < _MIN_LETTERS:
        return None
    words = [word.strip("'").lower() for word in _WORD.findall(text)]
    spelt = len(_LATIN_LETTER.findall(_NAME.sub("", text))) if arabic else latin
    if arabic >= spelt or (arabic >= _MIN_ARABIC_LETTERS and arabic * 3 > latin):
        return DARIJA if sum(map(_is_darija, words)) > _DARIJA_SHARE * len(words) else ARABIC
    spoken = (
        sum(word in _DARIJA_LATIN_WORDS for word in words)
        + sum(word in _DARIJA_LATIN_SURELY for word in words)
        + len(_ARABIZI.findall(text))
    )
    spoken += len(_DARIJA_LATIN_NEGATION.findall(text))
    if spoken >= max(_DARIJA_LATIN_SURE, _DARIJA_LATIN_SHARE * len(words)) or (spoken and len(words) <= _FEW_WORDS):
        return DARIJA_LATIN
    return _european(text)


def _is_darija(word: str) -> bool:
    return word in _DARIJA_WORDS or word.removeprefix("و") in _DARIJA_WORDS or _DARIJA_FORM.search(word) is not None


def _european(text: str) -> Language | None:
    """By the small words of a short text, and by lingua where they leave a doubt; names in capitals tell nothing."""
    text = text if text == text.upper() else _ACRONYM.sub(" ", text)
    words = re.findall(r"[^\W\d_]+", fold_letters(text))
    told = {each: sum((word in FUNCTION_WORDS[each]) + (word in _TELLING[each]) for word in words) for each in _EUROPEAN}
    most = max(told.values())
    likely = [language for language in _EUROPEAN if told[language] == most] if most and len(words) <= _SHORT else []
    if len(likely) == 1:
        return likely[0]
    scored = _detector().compute_language_confidence_values(text)
    named = [(Language(one.language.iso_code_639_1.name.lower()), one.value) for one in scored]
    named = [pair for pair in named if pair[0] in likely] or named
    if not likely and named[0][1] - named[1][1] < _MIN_MARGIN:
        return None
    return named[0][0]
