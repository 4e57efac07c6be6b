"""The pages: home and privacy, and the panel that the widget shows in a frame. Every text is escaped here."""

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from assistant.web.conversation import NOTICE
from assistant.web.services import WebServices
from assistant.web.texts import direction, html_language
from ingest.language import LANGUAGES
from ingest.types import Language

WIDGET = Path(__file__).parent.parent / "widget"
BUILT = WIDGET / "dist"
_HOME, _PANEL, _PRIVACY = (
    Template((WIDGET / "pages" / f"{name}.html").read_text(encoding="utf-8")) for name in ("home", "panel", "privacy")
)
_MINISTRY = "ministry-of-investment"
_ABROAD = "+212"
_CURRENT = ' aria-current="true"'

# An eight-pointed star, as in zellige.
_MARK = (
    '<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">'
    '<path d="M16 1l4.4 4.4h6.2v6.2L31 16l-4.4 4.4v6.2h-6.2L16 31l-4.4-4.4H5.4v-6.2L1 16l4.4-4.4V5.4h6.2z"/>'
    '<path class="inner-star" d="M16 9l2.05 4.95L23 16l-4.95 2.05L16 23l-2.05-4.95L9 16l4.95-2.05z"/></svg>'
)


def home_page(language: Language, web: WebServices) -> str:
    """The front door."""
    texts = web.texts.home[language]
    ask, contacts = texts["ask"], web.directory.body(language)
    plain = ("title", "lead", "skip", "machine", "topics_title", "how_title", "people_title", "people", "privacy", "no_script")
    return _HOME.substitute(
        **_frame(language, web),
        **{name: escape(texts[name]) for name in plain},
        **{f"ask_{name}": escape(text) for name, text in ask.items()},
        alternates="".join(f'<link rel="alternate" hreflang="{other}" href="/?lang={other}">' for other in LANGUAGES),
        scripts=_scripts(language) if web.settings.enabled else "",
        privacy_url=escape(_privacy_url(web, language)),
        topics=_joined(
            f'<li><button type="button" data-ask="{escape(topic["question"])}"><strong>{escape(topic["title"])}</strong>'
            f"<span>{escape(topic['question'])}</span></button></li>"
            for topic in texts["topics"]
        ),
        how=_joined(f"<li><h3>{escape(step['title'])}</h3><p>{escape(step['text'])}</p></li>" for step in texts["how"]),
        regions=_joined(_region(region, texts, contacts["language"]) for region in contacts["regions"]),
        read=contacts["language"],
        ministry=escape(web.directory.name(_MINISTRY, language)),
    )


def privacy_page(language: Language, web: WebServices) -> str:
    """What law 09-08 has people told."""
    texts = web.texts.privacy[language]
    facts = {
        "controller": web.directory.name(_MINISTRY, language),
        "hours": web.kept_hours,
        "days": web.feedback_days,
        "model": web.outside_model,
    }
    said = "with_model" if web.outside_model else "text"
    return _PRIVACY.substitute(
        **_frame(language, web, "/privacy"),
        title=escape(texts["title"]),
        back=escape(texts["back"]),
        sections=_joined(
            f"<h2>{escape(section['title'])}</h2><p>{escape(section.get(said, section['text']).format(**facts))}</p>"
            for section in texts["sections"]
        ),
    )


def panel_page(site: str, language: Language, web: WebServices) -> str:
    """The frame's document; `panel.js` fills it."""
    return _PANEL.substitute(
        html_language=html_language(language),
        direction=direction(language),
        language=language,
        site=escape(site),
        notice=NOTICE,
        privacy=escape(_privacy_url(web, language)),
        characters=web.settings.message_characters,
        title=escape(web.texts.widget[language]["launcher"]["frame"]),
        no_script=escape(web.texts.home[language]["no_script"]),
    )


def panel_texts(language: Language, web: WebServices) -> dict[str, Any]:
    """What the panel says in one language, and the names of all."""
    texts = web.texts.widget
    said = dict(texts[language])
    notice = {name: text.replace("{hours}", str(web.kept_hours)) for name, text in said["notice"].items()}
    return {
        **said, "notice": notice, "language": language, "html_language": html_language(language),
        "direction": direction(language), "endonyms": texts["endonyms"],
        "privacy_url": _privacy_url(web, language),
    }  # fmt: skip


def _frame(language: Language, web: WebServices, path: str = "/") -> dict[str, str]:
    endonyms = web.texts.widget["endonyms"]
    label = escape(web.texts.home[language]["language"])
    links = _joined(
        f'<li><a href="{path}?lang={other}" lang="{html_language(other)}" dir="{direction(other)}"'
        f"{_CURRENT if other == language else ''}>{endonyms[other]}</a></li>"
        for other in LANGUAGES
    )
    summary = f'<summary aria-label="{label}: {endonyms[language]}">{endonyms[language]}</summary>'
    return {
        "language": language,
        "html_language": html_language(language),
        "direction": direction(language),
        "mark": _MARK,
        "languages": f'<nav aria-label="{label}"><details class="languages">{summary}<ul>{links}</ul></details></nav>',
    }


def _scripts(language: Language) -> str:
    return (
        f'<script src="/widget.js" data-site="home" data-lang="{language}" async></script>\n'
        '<script src="/page/home.js" defer></script>'
    )


def _privacy_url(web: WebServices, language: Language) -> str:
    url = web.settings.privacy_url
    return f"{url}?lang={language}" if url.startswith("/") else url


def _region(region: Mapping[str, Any], texts: Mapping[str, Any], read: str) -> str:
    cri = {name: escape(text) for name, text in region["cri"].items()}
    links = {
        "phone": f'<a href="tel:{phone_link(cri["phone"])}"><bdi dir="ltr">{cri["phone"]}</bdi></a>',
        "email": f'<a href="mailto:{cri["email"]}"><bdi dir="ltr">{cri["email"]}</bdi></a>',
        "site": f'<a href="https://{cri["site"]}" rel="noopener noreferrer"><bdi dir="ltr">{cri["site"]}</bdi></a>',
        "address": f"<bdi>{cri['address']}</bdi>",
    }
    rows = _joined(f"<dt>{escape(texts[name])}</dt><dd>{link}</dd>" for name, link in links.items() if cri[name])
    provinces = escape(" · ".join(region["provinces"]))
    rows += f'<dt>{escape(texts["provinces"])}</dt><dd lang="{read}">{provinces}</dd>'
    note = f'<p class="small" lang="{read}">{cri["note"]}</p>' if cri["note"] else ""
    name = f'<p lang="{read}"><strong>{cri["name"]}</strong></p>'
    return f'<details><summary lang="{read}">{escape(region["name"])}</summary>{name}<dl>{rows}</dl>{note}</details>'


def phone_link(phone: str) -> str:
    """A phone number as it is dialled from abroad."""
    return f"{_ABROAD}{phone.replace(' ', '').removeprefix('0')}"


def _joined(pieces: Iterable[str]) -> str:
    return "".join(pieces)
