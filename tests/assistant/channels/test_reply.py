from typing import Any

import pytest

from assistant.channels.reply import formatted, parts
from assistant.channels.split import units
from assistant.channels.texts import Texts
from assistant.channels.types import Channel, Choice, Said
from ingest.types import Language
from tests.conftest import ROOT

TEXTS = Texts.load(ROOT / "prompts")
FRENCH = Language("fr")


def citation(number: int, document: str = "") -> dict[str, Any]:
    return {
        "number": number,
        "document_id": document or str(number),
        "quote": f"Les mots\nde la source {number}, et d'autres encore, plus qu'il n'en faut pour la reconnaître.",
        "reference": "Loi n° 5-96",
        "title": "La SARL",
        "source_url": f"/v1/sources/a?start={number}&end=9#cited",
    }


@pytest.mark.parametrize(
    ("text", "whatsapp", "messenger"),
    [
        ("**gras** et __gras__", "*gras* et *gras*", "gras et gras"),
        ("## Titre ##\n* un\n+ deux", "*Titre*\n- un\n- deux", "Titre\n- un\n- deux"),
        ("[le site](https://example.org/a) [1]", "le site (https://example.org/a) [1]", "le site (https://example.org/a) [1]"),
        ("3 * 4 ** 5 [1] (a)", "3 * 4 ** 5 [1] (a)", "3 * 4 ** 5 [1] (a)"),
        ("![x](https://evil.example/?q=1)", "!x (https://evil.example/?q=1)", "!x (https://evil.example/?q=1)"),
    ],
)
def test_markdown_becomes_what_the_channel_shows(text: str, whatsapp: str, messenger: str) -> None:
    assert formatted(text, Channel.WHATSAPP) == whatsapp
    assert formatted(text, Channel.MESSENGER) == messenger


def test_sources_are_a_numbered_list_with_links_that_are_never_cut() -> None:
    said = Said("Oui. [1]\n\nNon. [2]", FRENCH, (citation(1), citation(2)))
    (part,) = parts(said, Channel.WHATSAPP, TEXTS, "https://invest.example")
    assert part.text == (
        "Oui. [1]\n\nNon. [2]\n\n*Sources :*\n"
        "[1] Loi n° 5-96 · La SARL\nhttps://invest.example/v1/sources/a?start=1&end=9#cited\n"
        "[2] Loi n° 5-96 · La SARL\nhttps://invest.example/v1/sources/a?start=2&end=9#cited"
    )
    many = Said("Oui. " * 390, FRENCH, tuple(map(citation, range(1, 41))))
    cut = parts(many, Channel.MESSENGER, TEXTS, "https://invest.example")
    assert len(cut) > 2
    assert all(units(part.text) <= 2_000 for part in cut)
    assert sum(part.text.count("#cited") for part in cut) == 40


def test_sources_of_one_document_are_told_apart_by_their_words() -> None:
    said = Said("Oui. [1]\n\nNon. [2]", FRENCH, (citation(1, "a"), citation(2, "a")))
    (part,) = parts(said, Channel.MESSENGER, TEXTS, "https://invest.example")
    assert part.text == (
        "Oui. [1]\n\nNon. [2]\n\nSources :\n"
        "[1] Loi n° 5-96 · La SARL\nhttps://invest.example/v1/sources/a?start=1&end=9#cited\n"
        "[2] Loi n° 5-96 · “Les mots de la source 2, et d'autres encore, plus qu'il…”\n"
        "https://invest.example/v1/sources/a?start=2&end=9#cited"
    )


@pytest.mark.parametrize("channel", list(Channel))
def test_choices_stand_below_the_last_part_or_in_one_of_their_own(channel: Channel) -> None:
    choices = tuple(Choice(f"Choix {number}", f"Le choix {number} ?") for number in range(20))
    (short,) = parts(Said("Lequel ?", FRENCH, (), choices), channel, TEXTS, "https://x")
    assert short.choices[0] == Choice("Choix 0", "say:Le choix 0 ?")
    assert len(short.choices) == (10 if channel is Channel.WHATSAPP else 13)
    long = parts(Said("Phrase. " * 400, FRENCH, (), choices[:2]), channel, TEXTS, "https://x")
    assert [len(part.choices) for part in long][-1] == 2
    assert not any(part.choices for part in long[:-1])
    endless = parts(Said("?", FRENCH, (), (Choice("Court", "x" * 500),)), channel, TEXTS, "https://x")
    assert endless[0].choices[0].message == "say:Court"
