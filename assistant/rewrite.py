"""A message in its conversation -> a standalone query, with the date that it is about. Rules for nine languages, no model.

A message goes on from the last question when it corrects it ("non, pas SARL, SAS"), opens like a continuation ("et pour une
SA ?", "و شحال؟"), says no subject of its own ("quels documents ?"), or points back ("is it taxed?"). It then replaces like by
like (a legal form, a town, a year), or is added. A message with a subject of its own stands alone: the topic has changed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

from assistant.dates import asked_date
from assistant.languages import asks_only_language
from assistant.sentences import spans
from assistant.types import Exchange, Status
from ingest.normalize import fold_letters
from ingest.types import Language
from retrieval.types import Query

_ASKED = frozenset(
    {Status.ANSWERED, Status.PARTIAL, Status.NO_SOURCE, Status.NOT_GROUNDED, Status.FOREIGN_LAW, Status.PERSONAL_CASE}
)
_MASKED = re.compile(r"‹[^›]*›")
_MAX_WORDS = 12
_OWN_SUBJECT = 2  # words; with a question word of its own, a message that has as many stands alone
_POINTS_SUBJECT = 2  # words that one which points back may have
_FEW_WORDS = 6
_LONG_QUERY = 20  # words: then what is added takes the place of what was added last

_AND = (
    "et|and|y|e|en|und|ou|or|o|oder|of|mais|but|also|aussi|pero|ma|maar|aber|dus|donc|alors|so|then|entonces|allora|dann|dan|"
    "wa|w|"
    "ola|wla|ok|oui|yes|si|ja|d accord|merci|thanks|thank you|gracias|bedankt|grazie|danke|شكرا|chokran"
)
_WHAT_ABOUT = (
    "what about|how about|que tal|que pasa con|wat met|hoe zit het met|was ist mit|wie sieht es (?:aus )?(?:mit|bei)|"
    "e per quanto riguarda|"
    "qu en est il (?:de|du|des|d|pour)|quid (?:de|du|des|d)|ماذا عن|وماذا عن|و ماذا عن|وبالنسبه|بالنسبه|واش حتي|wach 7ta"
)
_FOR = "pour|avec|si|dans|a|au|chez|for|with|if|in|para|con|per|voor|met|fur|mit|bei|se|als|wenn|ل|الي|ila|dyal|l|f|3la"
_ARABIC_AND = (
    "و (?!هل سمحت)|و(?:ماذا|كم|كيف|هل|متي|اين|ال|لل|ل|ب(?!غ)|شركه|اذا|الا|لو|في|من|عند|شحال|كيفاش|فين|امتي|علاش|شنو|ف(?!اش))\\w*"
)
_GOES_ON = re.compile(
    rf"^(?:(?:{_AND})\b|(?:{_WHAT_ABOUT})|(?:{_FOR}) (?:une?|un|an|a|el|la|le|een|eine?|il|i|ana) |{_ARABIC_AND})"
)
_OPENING = re.compile(rf"^(?:(?:{_AND}|و)\s+|و(?=ال|لل|كم|كيف|شحال|ماذا|بالنسبه))*(?:(?:{_WHAT_ABOUT}) ?|(?:{_FOR})\s+)?")
_POINTS = re.compile(
    r"(?<!\w)(?:ca|cela|c est|est ce(?! que)|celui ci|celle ci|ce dernier|cette aide|cette prime|cet impot|"
    r"it|this|that|they|them|those|these|eso|esto|ese|esa|lo mismo|dat|dit|die|het|hiervan|daarvan|daarvoor|questo|quello|cio|"
    r"ne|das|dies|"
    r"davon|dafur|dazu|es|هذا|هذه|ذلك|تلك|منه|منها|عليه|عليها|فيه|فيها|هادشي|داكشي|هاديك|هاداك|ليه|ليها|هاد الدعم|"
    r"hadchi|hadshi|dakchi|hadik|hadak|fih|fiha|3lih|3liha|lih|liha|mennou|menno)(?!\w)"
)
_DEFINES = re.compile(
    r"(?<!\w)(?:c est quoi|c est qui|qu est ce|what is|what are|que es|wat is|cos e|che cos e|was ist|ما هو|ما هي|شنو هو|"
    r"شنو هي|chno howa|chno hiya)(?!\w)"
)
_TOPIC = re.compile(
    r"(?<!\w)(?:autre (?:chose|question|sujet)|(?:another|different|other) (?:question|topic|subject)|"
    r"otra (?:cosa|pregunta)|(?:andere|nieuwe) vraag|ander onderwerp|altra (?:cosa|domanda)|andere frage|anderes thema|"
    r"(?:سوال|موضوع) اخر|(?:حاجه|مساله) اخري|so2al akhor|(?:haja|7aja) (?:o?khra))(?!\w)"
)
_NO = "non|no|nee|nein|la|لا|pardon|sorry|perdon|scusi|entschuldigung|سمحليا|smeh lia|smeh liya|smah liya"
_MEANT = (
    "je (?:voulais dire|veux dire|parlais|parle) (?:de |d )?|i (?:meant|mean) |quise decir |quiero decir |me refiero a |"
    "ik bedoel(?:de)? |"
    "intendevo |intendo |volevo dire |ich mein(?:t)?e |(?:ا|كن|ك)?قصد(?:ت)? |kan9sed |9sedt |kont kan9sed |plutot |rather |"
    "mejor dicho |liever |"
    "piuttosto |eher "
)
_CORRECTS = re.compile(
    rf"^(?:(?:(?:{_NO}) )+(?:{_MEANT}|(?:pas|not|no|niet|non|nicht|ليس|ماشي|machi) )|{_MEANT})|^(?:{_NO}) \S+(?: \S+)?$"
)
_NOT = "pas|not|no|niet|non|nicht|ليس|ماشي|machi"
_ARTICLE = r"(?:(?:une?|la|le|les|l|de|d|an?|the|el|una?|een|de|het|il|lo|eine?n?|die|der|das)['’ ]\s*)?"
_WRONG = re.compile(rf"(?<!\w)(?:{_NOT})\s+{_ARTICLE}([^\s,;.?؟]+)", re.IGNORECASE)
_FORM = re.compile(
    r"\bSARL(?: AU)?\b|\bSASU?\b|\bS\.?A\.?\b(?!RL)|\bSNC\b|\bSCI\b|\bGIE\b|\bauto-?entrepreneur\b|\bsarl\b|\bsas\b|\bsnc\b|"
    r"(?:ال)?شركة (?:ال)?مساهمة|شركة المساهمة|(?:ال)?شركة (?:ال)?ذات (?:ال)?مسؤولية (?:ال)?محدودة|شركة التضامن|"
    r"(?:ال)?مقاول (?:ال)?ذاتي"
)
_ACRONYM = re.compile(r"\b[A-Z]{2,6}\b")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_SEPARATORS = re.compile(r"[\W_]+")

# Courtesies and "I would like to know" before a question: they say nothing to search for.
_POLITE = re.compile(
    r"^(?:(?:bonjour|bonsoir|salut|bjr|salam|slm|hello|hi|hey|dear \w+|good (?:morning|afternoon|evening)|hola|"
    r"buen[oa]s (?:d[ií]as|tardes|noches)|"
    r"hallo|goede(?:morgen|middag|navond|ndag)|buongiorno|buonasera|ciao|salve|guten (?:tag|morgen|abend)|السلام عليكم|سلام|"
    r"مرحبا|"
    r"monsieur|madame|messieurs|s'il vous pla[iî]t|svp|please|por favor|bitte|عافاك|من فضلك|من فضلكم|3afak|khoya|"
    r"خويا)[\s,.!;:،]+"
    r"|(?:je (?:voudrais|veux|souhaite|souhaiterais|aimerais) (?:bien )?savoir|(?:i (?:would|'d) like|i want) to know|"
    r"can you tell me|"
    r"could you tell me|pouvez-vous me dire|peux-tu me dire|dites-moi|(?:quiero|quisiera|me gustar[ií]a) saber|ik (?:wil|"
    r"zou) (?:graag )?weten|"
    r"(?:vorrei|voglio) sapere|ich (?:m[oö]chte|will) wissen|أريد أن أعرف|أود أن أعرف|بغيت نعرف|bghit n3r[e]?f|"
    r"bghit ne3ref)[\s,:]+)+",
    re.IGNORECASE,
)

Spans = Callable[[str], Sequence[tuple[int, int]]]
"""Where things of one kind stand in a text."""


class Words(Protocol):
    """Tells how much of a subject a message has."""

    def lacks_subject(self, text: str, language: Language) -> bool: ...
    def content(self, text: str, language: Language) -> int: ...
    def says(self, text: str, language: Language) -> bool: ...
    def asks(self, text: str) -> bool: ...


def last_asked(history: Sequence[Exchange]) -> Exchange | None:
    """The last question that was searched for: what a follow-up goes on from."""
    return next((exchange for exchange in reversed(history) if exchange.status in _ASKED and exchange.query), None)


def rewrite(
    text: str,
    language: Language,
    history: Sequence[Exchange],
    as_of: date | None,
    today: date,
    words: Words,
    places: Spans,
    known: Mapping[str, str],
) -> tuple[Query, ...]:
    """`text` alone if it stands alone, else what it changes in the last question. Where a short message may be either, both.

    A question in another language than the last is added to it as it stands: the encoder and the termbase read both.
    `known` says what the person's own words stand for ("ma région" -> "région Souss-Massa"). `as_of` wins over a date in the
    text.
    """
    text = " ".join(_MASKED.sub(" ", text).split())
    text = _POLITE.sub("", text) or text
    for own, name in known.items():
        text = re.sub(rf"(?<!\w)(?:{own})(?!\w)", name, text, flags=re.IGNORECASE)
    day = asked_date(text, today)
    alone = Query(text, language, as_of or day or today)
    last = last_asked(history)
    if last is None or _TOPIC.search(_plain(text)):
        return (alone,)
    continued = _continued(last.query, text, language, words, places)
    after = Query(continued, language, as_of or day or asked_date(last.query, today) or today)
    if _goes_on(text, language, words) or _negates(text, last.query):
        return (after,)
    return (alone, after) if len(text.split()) <= _MAX_WORDS else (alone,)


def _goes_on(text: str, language: Language, words: Words) -> bool:
    plain = _plain(text)
    if asks_only_language(text) or _CORRECTS.search(plain) or words.lacks_subject(text, language):
        return True
    if len(plain.split()) > _MAX_WORDS:
        return False
    subject = words.content(text, language)
    if _GOES_ON.search(plain):
        return not (words.asks(text) and subject >= _OWN_SUBJECT)
    if _DEFINES.search(plain) and subject:
        return False
    if subject < _OWN_SUBJECT:
        return True
    return subject <= _POINTS_SUBJECT and _POINTS.search(plain) is not None


def _continued(before: str, text: str, language: Language, words: Words, places: Spans) -> str:
    if asks_only_language(text):
        return before
    if _CORRECTS.search(_plain(text)) and len(said := spans(text)) > 1:
        corrected = _continued(before, text[: said[0][1]], language, words, places)
        return _continued(corrected, text[said[1][0] :], language, words, places)
    wrong, added = _corrected(text) if _CORRECTS.search(_plain(text)) or _negates(text, before) else ("", _opened(text))
    if wrong and (stands := re.search(rf"(?<!\w){re.escape(wrong)}(?!\w)", before, re.IGNORECASE)):
        return before[: stands.start()] + added + before[stands.end() :]
    swapped = False
    for stand in (_matches(_FORM), _matches(_YEAR), places, _matches(_ACRONYM)):
        fresh, old = stand(added), stand(before)
        if fresh and old:
            (start, end), (old_start, old_end) = fresh[-1], old[-1]
            before = before[:old_start] + added[start:end] + before[old_end:]
            added, swapped = (added[:start] + added[end:]).strip(" ,;"), True
    if not any(character.isalnum() for character in added) or (swapped and not words.says(added, language)):
        return before
    subject, _, _ = before.rpartition(", ") if len(before.split()) > _LONG_QUERY else (before, "", "")
    return f"{_closed(subject or before)}, {_closed(added)} ?"


def _negates(text: str, before: str) -> bool:
    """Does it take back a word of the last question, as in "SAS, pas SARL"?"""
    wrong = _WRONG.search(text) if len(text.split()) <= _FEW_WORDS else None
    return wrong is not None and wrong.group(1).casefold() in before.casefold().split()


def _corrected(text: str) -> tuple[str, str]:
    """What was wrong, if it is said, and what is right."""
    text = re.sub(rf"^(?:(?:{_NO})(?:[,;.:]\s*|\s+(?=(?:{_NO})\b)))+", "", _closed(text), flags=re.IGNORECASE)
    wrong = _WRONG.search(text)
    right = text[: wrong.start()] + " " + text[wrong.end() :] if wrong else text
    right = re.sub(rf"^[\s,;.]*(?:(?:{_NO})(?=[\s,;.]))?[\s,;.:]*", "", right, flags=re.IGNORECASE)
    right = re.sub(rf"^(?:{_MEANT})", "", right.replace("'", " ").replace("’", " ") + " ", flags=re.IGNORECASE)
    right = re.sub(rf"^\W*(?:mais|but|sino|maar|ma|sondern|بل|walakin)?\s*{_ARTICLE}", "", right, flags=re.IGNORECASE)
    return (wrong.group(1) if wrong else ""), right.strip(" ,;.")


def _opened(text: str) -> str:
    """Without what makes it a continuation."""
    words = text.split()
    for count in range(min(len(words), 5), 0, -1):
        if re.fullmatch(_OPENING.pattern.removeprefix("^"), _plain(" ".join(words[:count])) + " "):
            return _closed(" ".join(words[count:]))
    glued = re.match(r"و(?=ال|لل|كم|كيف|شحال|ماذا|ب|ل)", text)
    return _closed(text[glued.end() :] if glued else text)


def _matches(pattern: re.Pattern[str]) -> Spans:
    return lambda text: [match.span() for match in pattern.finditer(text)]


def _closed(text: str) -> str:
    return text.strip(" ?؟!.,;")


def _plain(text: str) -> str:
    return _SEPARATORS.sub(" ", fold_letters(text)).strip()
