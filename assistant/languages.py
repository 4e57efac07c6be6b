"""The language that a person asks to be answered in: "en anglais s'il te plaît", "answer in Dutch", "جاوب بالعربية"."""

import re

from ingest.normalize import fold_letters
from ingest.types import Language

_NAMES = {
    "fr": "francais|french|frances|frans|francese|franzosisch|بالفرنسيه|الفرنسيه|بالفرانساويه|l?fransawiya|b lfransawiya",
    "ar": "arabe|arabic|arabo|arabisch|بالعربيه|العربيه|بالعربيه الفصحي|l3arbiya|b l3arbiya|3arbiya",
    "ary": "darija|بالدارجه|الدارجه|l ?darija|b ?darija|arabe marocain|moroccan arabic|marokkaans",
    "en": "anglais|english|ingles|engels|inglese|englisch|بالانجليزيه|الانجليزيه|l?ingliziya|b lingliziya|nglizia",
    "es": "espagnol|spanish|espanol|castellano|spaans|spagnolo|spanisch|بالاسبانيه|الاسبانيه|sbanyouliya|b sbanyolia",
    "nl": "neerlandais|hollandais|dutch|neerlandes|holandes|nederlands|olandese|niederlandisch|بالهولنديه|الهولنديه|holandiya",
    "it": "italien|italian|italiano|italiaans|italienisch|بالايطاليه|الايطاليه|talyaniya|b talyania",
    "de": "allemand|german|aleman|duits|tedesco|deutsch|بالالمانيه|الالمانيه|almaniya|b lalmania",
}
_IN = r"(?:en|in|in het|auf|b|ب|au|al|to)?"
_ANSWER = (
    r"(?:repond\w*|redis\w*|ecri\w*|parl\w*|answer|reply|respond\w*|write|speak|say it|respond\w+|contest\w+|habl\w+|"
    r"antwoord\w*|schrijf|"
    r"rispond\w*|scriv\w*|antwort\w*|schreib\w*|اجب\w*|اجبني|جاوب\w*|جاوبني|هضر\w*|jaweb\w*|jawbni|hder)"
)
_AROUND = (
    r"(?:s il (?:te|vous) plait|svp|stp|please|por favor|alstublieft|graag|per favore|bitte|من فضلك|عافاك|3afak|et|and|y|en|e|"
    r"und|mnt|maintenant|"
    r"now|ahora|nu|ora|jetzt|moi|me|mij|mir|mi|la meme chose|the same|lo mismo|hetzelfde|lo stesso|dasselbe|peux tu|"
    r"pouvez vous|can you|puedes|"
    r"kun je|puoi|kannst du|dire|dis le|dites le|say it|ca|it)"
)
_WHOLE = {
    language: re.compile(rf"^(?:{_AROUND} )*(?:{_ANSWER} )?(?:{_AROUND} )*{_IN} ?(?:{names})(?: {_AROUND})*$")
    for language, names in _NAMES.items()
}
_INSIDE = {language: re.compile(rf"\b{_ANSWER} (?:{_AROUND} )*{_IN} ?(?:{names})\b") for language, names in _NAMES.items()}
_SEPARATORS = re.compile(r"[\W_]+")


def asked_language(text: str) -> Language | None:
    """The language asked for; None where the message asks for none. "Faut-il des statuts en arabe ?" asks for none."""
    plain = _SEPARATORS.sub(" ", fold_letters(text)).strip()
    return next(
        (Language(language) for language in _NAMES if _WHOLE[language].search(plain) or _INSIDE[language].search(plain)), None
    )


def asks_only_language(text: str) -> bool:
    """Is that all that the message asks?"""
    plain = _SEPARATORS.sub(" ", fold_letters(text)).strip()
    return any(pattern.search(plain) for pattern in _WHOLE.values())
