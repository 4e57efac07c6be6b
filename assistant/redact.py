"""Personal data in a message -> placeholders, before anything is stored, logged, or sent to a model.

Formats: Moroccan identity card (CIN), passport, phone numbers, e-mail, IBAN (ISO 13616), RIB (24 digits), payment cards
(Luhn, ISO/IEC 7812). A format that everyday figures share (two letters and digits, ten digits) needs capitals or a word
beside it that names it. Amounts, dates, and the numbers of laws, companies (ICE) and registers stay.
"""

import re
import unicodedata
from collections.abc import Callable

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_SEP = r"[ \u00a0\u202f.\-/]?"
_NAMED = r"[^\d\n]{0,24}?(?<![^\W\d_])"  # what may stand between a word that names a number and the number

_EMAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]+(?:\.[\w\-]+)+")  # the part before the @ has at most 64 characters (RFC 5321)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ \u00a0\-]?[A-Z0-9]){11,30}(?!\w)", re.IGNORECASE)
_RIB = re.compile(rf"(?<!\d)(?:\d{_SEP}){{23}}\d(?!\d)")
_GROUPS = re.compile(r"(?<![\d.,])\d+(?:[ \u00a0\-]\d+)*(?!\d)")
_ICE = re.compile(rf"(?<!\d)(?:\d{_SEP}){{14}}\d(?!\d)")
_PHONE_MOROCCO = re.compile(
    rf"(?<![\w+])(?:(?:\+|00){_SEP}212|212){_SEP}(?:\(0\)|0)?{_SEP}[5-8](?:{_SEP}\d){{8}}(?!\d)"
    rf"|(?<![\d.,/+])(?:\(0\)|0){_SEP}[5-8](?:{_SEP}\d){{8}}(?!\d)"
)
_PHONE_ABROAD = re.compile(r"(?<![\w+])(?:\+|00)[1-9](?:[ \u00a0\u202f.\-/()]{0,2}\d){7,13}(?!\d)")
_PHONE_WORDS = (
    r"\bt[eé]l\w*|\bphone\b|\bmobile\b|\bgsm\b|whats?app|\bportable\b|\bappel\w*|\bcall me\b|\bm[oó]vil\b|\bcellulare\b|"
    r"\bhandy\b|"
    r"هاتف\w*|تيليفون\w*|واتساب|النمرة|نمرتي|\bne?mra\b|\btil[iy]?fon\w*"
)
_PHONE_NAMED = re.compile(rf"(?:{_PHONE_WORDS}){_NAMED}(\d(?:{_SEP}\d){{7,12}})(?!\d)", re.IGNORECASE)
_CIN_PLAIN = re.compile(r"(?<![\w\-/])(?!(?:IF|RC|CP|TP|BO|DH|N|ICE)\d)[A-Z]{1,2}\d{5,8}(?![\w])")
_CIN_WORDS = (
    r"\bc\.?i\.?n\.?(?:e|ie)?\b|carte (?:d['’ ]identit[eé] )?nationale|carte d['’]identit[eé]|\b(?:identity|id) card\b|\bdni\b|"
    r"identiteitskaart|carta d['’]identit[aà]|personalausweis|بطاقة التعريف|البطاقة الوطنية|لاكارط|لاكارت|\bla ?carte?\b|"
    r"\bl?bi?ta9a\b|\bl?bitaqa\b"
)
_CIN = r"(?<![^\W\d_])((?!(?:de|le|la|en|du|of|is|rc|if)\b)[A-Za-z]{1,2}[ \-]?\d{5,8})(?!\w)"
_CIN_NAMED = re.compile(rf"(?:{_CIN_WORDS}){_NAMED}{_CIN}", re.IGNORECASE)
_PASSPORT_WORDS = r"passe?port|pasaporte|paspoort|passaporto|reisepass|باسبور|جواز(?: السفر| سفر)?|\bl?paspor\w*"
_PASSPORT = re.compile(rf"(?:{_PASSPORT_WORDS}){_NAMED}([A-Za-z]{{1,3}}[ \-]?\d{{6,8}})(?!\w)", re.IGNORECASE)
_CARD_DIGITS = range(13, 20)


def redact(text: str) -> tuple[str, frozenset[str]]:
    """The text with personal data replaced by `‹what it was›`, and what was found, now or before. Idempotent."""
    found = {kind for kind, _ in _RULES if f"‹{kind}›" in text}
    plain, public = _read(text)
    for kind, find in _RULES:
        masked = text
        for start, end in reversed(find(plain)):
            if not any(first <= start and end <= last for first, last in public):
                masked = f"{masked[:start]}‹{kind}›{masked[end:]}"
        if masked != text:
            found.add(kind)
            text = masked
            plain, public = _read(text)
    return text, frozenset(found)


def _read(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text as the rules read it, each character in its place; and where numbers of companies (ICE) stand in it."""
    plain = _same_length(text)
    return plain, [match.span() for match in _ICE.finditer(plain) if int(re.sub(r"\D", "", match.group())) % 97 == 0]


def _same_length(text: str) -> str:
    """ASCII digits and letters of one width, each character in its place."""
    if not unicodedata.is_normalized("NFKC", text):
        narrow = (unicodedata.normalize("NFKC", character) for character in text)
        text = "".join(n if len(n) == 1 else c for n, c in zip(narrow, text, strict=True))
    return text.translate(_DIGITS)


def _matches(pattern: re.Pattern[str]) -> Callable[[str], list[tuple[int, int]]]:
    """Finds where the pattern, or its only group, stands."""
    return lambda plain: [match.span(pattern.groups) for match in pattern.finditer(plain)]


def _ibans(plain: str) -> list[tuple[int, int]]:
    """ISO 13616: the first four characters moved to the end, letters as 10 to 35, the rest modulo 97 is 1."""
    found = []
    for match in _IBAN.finditer(plain):
        compact = re.sub(r"[\W_]", "", match.group())
        if int("".join(str(int(character, 36)) for character in compact[4:] + compact[:4])) % 97 == 1:
            found.append(match.span())
    return found


def _cards(plain: str) -> list[tuple[int, int]]:
    """Neighbouring groups of digits whose last is the check digit of the others; an expiry date may follow them."""
    found = []
    for run in _GROUPS.finditer(plain):
        groups = [match.span() for match in re.finditer(r"\d+", run.group())]
        spans = ((start, end) for index, (start, _) in enumerate(groups) for _, end in reversed(groups[index:]))
        for start, end in spans:
            digits = re.sub(r"\D", "", run.group()[start:end])
            if len(digits) in _CARD_DIGITS and digits[0] in "23456" and _luhn(digits):
                found.append((run.start() + start, run.start() + end))
                break
    return found


def _luhn(digits: str) -> bool:
    doubled = (divmod(2 * int(digit), 10) for digit in digits[-2::-2])
    return (sum(map(sum, doubled)) + sum(map(int, digits[-1::-2]))) % 10 == 0


_RULES: tuple[tuple[str, Callable[[str], list[tuple[int, int]]]], ...] = (
    ("e-mail", _matches(_EMAIL)),
    ("IBAN", _ibans),
    ("RIB", _matches(_RIB)),
    ("card", _cards),
    ("passport", _matches(_PASSPORT)),
    ("CIN", _matches(_CIN_NAMED)),
    ("phone", _matches(_PHONE_MOROCCO)),
    ("phone", _matches(_PHONE_ABROAD)),
    ("phone", _matches(_PHONE_NAMED)),
    ("CIN", _matches(_CIN_PLAIN)),
)
