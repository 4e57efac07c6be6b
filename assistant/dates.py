"""Which day is a question about? "en 2024", "l'année dernière", "العام الجاي", "on 1 March 2025" -> a date, or none.

A year of the past stands for its last day, a year to come for its first, so that the rule of that year is found. A year
in the name of a law or after its number ("loi 03-22 de 2022", "la loi de finances 2025", "القانون 47.18 لسنة 2019") says
which text is meant, not when.
"""

import re
from datetime import date

from ingest.normalize import fold_letters

_YEAR = r"((?:19|20)\d{2})"
_BEFORE_YEAR = (
    r"en|in|im|nel|nell|anno|ano|jaar|jahr|year|annee|exercice|fin|debut|courant|depuis|since|seit|sinds|desde|dal|for|"
    r"pour l annee|tax year|3am|sana|senat|f|fi|fin d|سنه|عام|في|ف|فعام|فسنه|خلال|نهايه|بدايه"
)
_LAW = re.compile(
    r"\b(?:loi|lois|lf|lfr|law|act|finances?|ley|wet|legge|gesetz|finanzgesetz|decret|decree|dahir|arrete|order|"
    r"circulaire|circular|note|bo|bulletin|code|charte|قانون|القانون|مرسوم|المرسوم|ظهير|الظهير|قرار|القرار|دوريه|الماليه|"
    r"qanon|9anon|qanoun|9anoun)\b"
    r"(?:\W+(?!(?:en|in)\b)[\w.\-/]+){0,5}?\W+$"
)
_ABOUT_YEAR = re.compile(
    rf"(?<![\w\-./])(?:{_BEFORE_YEAR})\W+{_YEAR}(?![\d\-/%]|\.\d|\s*(?:dh|mad|euros?|eur|درهم|personnes|m2)\b)"
)
_BARE_YEAR = re.compile(
    rf"(?<![\w\-./°]){_YEAR}(?![\d\-/%]|\.\d|\s*(?:dh|dhs|mad|euros?|eur|€|\$|درهم|m2|metres|personnes|salaries)\b)"
)
_MONTHS = (
    "janvier|january|enero|januari|gennaio|januar|يناير|yanayr",
    "fevrier|february|febrero|februari|febbraio|februar|فبراير|fibrayr",
    "mars|march|marzo|maart|marz|مارس",
    "avril|april|abril|aprile|ابريل",
    "mai|may|mayo|mei|maggio|ماي|مايو",
    "juin|june|junio|juni|giugno|يونيو|يونيه|yonyo",
    "juillet|july|julio|juli|luglio|يوليوز|يوليو|yolyoz",
    "aout|august|agosto|augustus|غشت|اغسطس|ghocht",
    "septembre|september|septiembre|settembre|شتنبر|سبتمبر|chotanbir",
    "octobre|october|octubre|oktober|ottobre|اكتوبر|oktobr",
    "novembre|november|noviembre|نونبر|نوفمبر|nowanbir",
    "decembre|december|diciembre|dezember|dicembre|دجنبر|ديسمبر|dojanbir",
)
_DAY = re.compile(
    rf"(?:\b(\d{{1,2}})(?:er|st|nd|rd|th|º)?\.?\s+(?:of\s+|de\s+|d\s+)?)?\b({'|'.join(_MONTHS)})\b\s*(?:(\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(?:de\s+|del\s+)?{_YEAR}(?!\d)"
)
_NUMERIC_DAY = re.compile(rf"(?<![\d.\-/])(?:(\d{{1,2}})[/.](\d{{1,2}})[/.]{_YEAR}|{_YEAR}-(\d{{2}})-(\d{{2}}))(?![\d\-/])")

_LAST_YEAR = re.compile(
    r"\b(?:l )?an(?:nee)? (?:dernier|derniere|passee?|precedente)\b|\blast year\b|\bprevious year\b|"
    r"\b(?:el )?ano (?:pasado|anterior)\b|"
    r"\b(?:vorig|afgelopen) jaar\b|\b(?:l )?anno (?:scorso|passato)\b|"
    r"\b(?:letztes|letzten|voriges|vorigen|vergangenes) jahre?s?\b|"
    r"(?:العام|السنه) (?:الماضي|الماضيه|الفارط|الفارطه|السابق|السابقه|المنصرم|المنصرمه|الفايت|اللي فات|اللي داز|لي فات|لي داز)|"
    r"\b(?:l)?3am (?:li|lli) (?:fat|daz)\b|\bl3am lfayt\b|\bl3am lmadi\b"
)
_NEXT_YEAR = re.compile(
    r"\b(?:l )?an(?:nee)? prochaine?\b|\bannee (?:suivante|a venir)\b|\bnext year\b|\bcoming year\b|"
    r"\b(?:el )?(?:proximo ano|ano (?:que viene|proximo))\b|"
    r"\b(?:volgend|komend) jaar\b|\b(?:l )?anno prossimo\b|\bprossimo anno\b|"
    r"\b(?:nachstes|nachsten|kommendes|kommenden) jahre?s?\b|"
    r"(?:العام|السنه) (?:المقبل|المقبله|القادم|القادمه|الجاي|الجايه|اللي جاي|اللي جايه|لي جاي|لي جايه)|"
    r"\bl3am (?:l)?(?:jay|jaya|li jay|lli jay|lmo9bil)\b"
)
_YEAR_BEFORE_LAST = re.compile(
    r"\bil y a deux ans\b|\btwo years ago\b|\bhace dos anos\b|\btwee jaar geleden\b|\bdue anni fa\b|\bvor zwei jahren\b|"
    r"قبل (?:سنتين|عامين)|"
    r"\bhadi 3amayn\b|هادي عامين"
)
_RELATIVE = {_LAST_YEAR: -1, _NEXT_YEAR: 1, _YEAR_BEFORE_LAST: -2}
_PUNCTUATION = re.compile(r"['’،؟?!,;:()«»\"]+")
_FIRST, _LAST = 1956, 2100


def asked_date(text: str, today: date) -> date | None:
    """The day that a question is about; None where it names none."""
    folded = " ".join(_PUNCTUATION.sub(" ", fold_letters(text)).split())
    for named in (_named_day(folded), _relative_year(folded, today)):
        if named:
            return named
    for pattern in (_ABOUT_YEAR, _BARE_YEAR):
        for match in pattern.finditer(folded):
            if not _LAW.search(folded[: match.start(1)]):
                return _year(int(match.group(1)), today)
    return None


def _named_day(folded: str) -> date | None:
    for match in _NUMERIC_DAY.finditer(folded):
        day, month, year, iso_year, iso_month, iso_day = match.groups()
        if found := _date(int(year or iso_year), int(month or iso_month), int(day or iso_day)):
            return found if not _LAW.search(folded[: match.start()]) else None
    for match in _DAY.finditer(folded):
        before, name, after, year = match.groups()
        month = next(number for number, names in enumerate(_MONTHS, 1) if name in names.split("|"))
        if (found := _date(int(year), month, int(before or after or 1))) and not _LAW.search(folded[: match.start()]):
            return found
    return None


def _relative_year(folded: str, today: date) -> date | None:
    return next((_year(today.year + years, today) for words, years in _RELATIVE.items() if words.search(folded)), None)


def _year(year: int, today: date) -> date | None:
    if year == today.year:
        return today
    return _date(year, 12, 31) if year < today.year else _date(year, 1, 1)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if _FIRST <= year <= _LAST else None
    except ValueError:
        return None
