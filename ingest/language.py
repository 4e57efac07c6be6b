"""Which language is a document or a question in? Script first, then lingua, then Darija's own words."""

import re
from functools import lru_cache

from lingua import Language as LinguaLanguage
from lingua import LanguageDetector, LanguageDetectorBuilder

from ingest.types import Language

FRENCH, ARABIC, ENGLISH = Language("fr"), Language("ar"), Language("en")
DARIJA, DARIJA_LATIN = Language("ary"), Language("ary-Latn")
LANGUAGES = tuple(map(Language, ("fr", "ar", "ary", "ary-Latn", "en", "es", "nl", "it", "de")))

_ARABIC_LETTER = re.compile(r"[\u0621-\u064a]")
_LATIN_LETTER = re.compile(r"[a-zà-ÿ]", re.IGNORECASE)
_WORD = re.compile(r"[\w']+")
_MIN_LETTERS = 2
_MIN_MARGIN = 0.05

# Words of Darija that neither Standard Arabic nor another of the languages has.
_DARIJA_WORDS = frozenset(
    "بغيت بغينا بغا كيفاش شحال واش ديال ديالي ديالو ديالها ديالك علاش فين شنو اشنو شنا هاد هادشي داك ديك كاين كاينة كاينين "
    "نقدر تقدر يقدر نقدرو خاصني خاصك خاص بزاف مزيان دابا عندي عندك باش حيت راه راني غادي غندير نديرو ندير كندير دير بلا ماشي مكاينش "
    "معنديش منقدرش والو شي حاجة فلوس لفلوس برا نحل نشري نكري نبيع واخا صافي شكون امتى فوقاش شوية ديما حنا نتا نتي هوما كيدير كيتخلص ولا".split()
) - {"خاص", "باش", "شي", "حاجة", "بلا", "ولا"}
_DARIJA_LATIN_WORDS = frozenset(
    "bghit bghina bgha kifach kifash kif chhal ch7al sh7al shhal wach wash dyal dyali dyalo dyalha dyalk dial diali 3lach 3lash fin "
    "chno chnou chnahiya chnahwa shno shnou ach ash had hadchi hadshi dak dik kayn kayna kaynin n9der n9dar nqder t9der y9der khassni "
    "khasni khassk khass bzaf bzzaf mzyan daba 3ndi 3endi 3andi 3ndk bach bash 7it hit rah rani ghadi ghandir ndir ndiro kandir dir bla "
    "machi mashi makaynch ma3ndich flous lflous bra berra n7ell n7el nhel nchri nshri nkri nbi3 wakha safi chkoun shkoun imta fo9ach "
    "chwiya 7na hna nta nti homa charika dar darba lmaghrib maghrib lwa9t wa9t chi shi 3la 3lih 3liya f l men mn m3a wlla walakin "
    "khdma chnu dyalna diyal lbladi blad bladi tomobil l7sab 7sab hsab".split()
) - {"fin", "had", "dir", "dar", "bra", "hit", "men", "f", "l", "dak", "ash", "bash", "bla", "safi", "nti", "kif", "wash", "dial", "dik", "rah"}
_ARABIZI = re.compile(r"(?<![\w])(?=\w*[a-z])[a-z]*[3792][a-z]+\b|\b[a-z]+[379][a-z]*\b", re.IGNORECASE)


@lru_cache(1)
def _detector() -> LanguageDetector:
    names = (LinguaLanguage.FRENCH, LinguaLanguage.ENGLISH, LinguaLanguage.SPANISH, LinguaLanguage.DUTCH, LinguaLanguage.ITALIAN, LinguaLanguage.GERMAN)
    return LanguageDetectorBuilder.from_languages(*names).build()


def identify(text: str) -> Language | None:
    """The language of a text, or None where it does not tell (a number, "ok")."""
    arabic, latin = len(_ARABIC_LETTER.findall(text)), len(_LATIN_LETTER.findall(text))
    if arabic + latin < _MIN_LETTERS:
        return None
    words = [word.strip("'").lower() for word in _WORD.findall(text)]
    if arabic >= latin or arabic > 6 and arabic * 3 > latin:
        return DARIJA if any(word.removeprefix("و") in _DARIJA_WORDS or word in _DARIJA_WORDS for word in words) else ARABIC
    spoken = sum(word in _DARIJA_LATIN_WORDS for word in words) + len(_ARABIZI.findall(text))
    if spoken >= 2 or spoken == 1 and len(words) <= 4:
        return DARIJA_LATIN
    scored = _detector().compute_language_confidence_values(text)
    if len(scored) > 1 and scored[0].value - scored[1].value < _MIN_MARGIN:
        return None
    return Language(scored[0].language.iso_code_639_1.name.lower())
