"""What was said -> the parts that one channel sends: its formatting, its limits, sources as a numbered list, choices to tap."""

import re
import textwrap
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from assistant.channels import messenger, whatsapp
from assistant.channels.split import shorten, split, units
from assistant.channels.texts import Texts
from assistant.channels.types import Channel, Choice, Part, Said

WIRES: Mapping[Channel, ModuleType] = {Channel.WHATSAPP: whatsapp, Channel.MESSENGER: messenger}
SAYS = "say:"
"""How the id of a choice of ours begins: what follows is the message that it stands for."""

_CHOICE_MESSAGE = 190  # with `SAYS`, within the 200 characters of the id of a WhatsApp row
_NAMES, _WORDS = 300, 60  # characters of a source's names, and of the words that it is known by
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]\n]+)\]\((https?://[^)\s]+)\)")
_BULLET = re.compile(r"^(\s*)[*+]\s+", re.MULTILINE)


def parts(said: Said, channel: Channel, texts: Texts, public_url: str) -> tuple[Part, ...]:
    """The text, its sources and its choices as parts that the channel takes."""
    wire = WIRES[channel]
    choices = tuple(
        Choice(choice.label, f"{SAYS}{choice.message if len(choice.message) <= _CHOICE_MESSAGE else choice.label}")
        for choice in said.choices[: wire.CHOICES]
    )
    pieces = split(formatted(said.text, channel), wire.TEXT_LIMIT)
    if said.citations:
        title = formatted(f"**{texts.text('sources', said.language)}**", channel)
        pieces = _joined(pieces, sources(said.citations, title, public_url), wire.TEXT_LIMIT)
    if not choices:
        return tuple(map(Part, pieces))
    if units(pieces[-1]) <= wire.BODY_LIMIT:
        return (*map(Part, pieces[:-1]), Part(pieces[-1], choices))
    return (*map(Part, pieces), Part(texts.text("next", said.language), choices))


def formatted(text: str, channel: Channel) -> str:
    """Markdown, where there is any, as the channel shows it: WhatsApp's own marks, none on Messenger."""
    bold = r"*\2*" if channel is Channel.WHATSAPP else r"\2"
    heading = r"*\1*" if channel is Channel.WHATSAPP else r"\1"
    text = _BULLET.sub(r"\1- ", text)
    text = _LINK.sub(r"\1 (\2)", text)
    return _HEADING.sub(heading, _BOLD.sub(bold, text))


def sources(citations: Sequence[Mapping[str, Any]], title: str, public_url: str) -> list[str]:
    """A numbered list, one entry a source, with the address of its page where the quoted words are marked.

    A document's title stands at its first entry only; later ones begin like the words that they quote.
    """
    entries, listed = [], set()
    for citation in citations:
        document = citation["document_id"]
        about = (
            f"“{textwrap.shorten(citation['quote'], _WORDS, placeholder='…')}”" if document in listed else str(citation["title"])
        )
        listed.add(document)
        names = " · ".join(filter(None, (str(citation["reference"]), about)))
        entries.append(f"[{citation['number']}] {shorten(names, _NAMES)}\n{public_url}{citation['source_url']}")
    return [f"{title}\n{entries[0]}", *entries[1:]]


def _joined(pieces: list[str], entries: Sequence[str], limit: int) -> list[str]:
    """The entries after the pieces, in as few parts as they fit in; an entry is never cut."""
    joined = list(pieces)
    for number, entry in enumerate(entries):
        together = f"{joined[-1]}\n\n{entry}" if number == 0 else f"{joined[-1]}\n{entry}"
        if units(together) <= limit:
            joined[-1] = together
        else:
            joined.append(entry)
    return joined
