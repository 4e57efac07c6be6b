"""Each document by itself: what its front matter and its sections say, and what they leave out.

A sheet is read to its end: a key that cannot be read is named and left out, and reading goes on.
"""

import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ingest.check.problem import Problem
from ingest.corpus import assemble, document, files, read_bytes, read_manifest
from ingest.errors import BadManifest, IngestError
from ingest.formats import markdown
from ingest.formats.text import decode
from ingest.provenance import inherit
from ingest.sections import sections
from ingest.types import BlockKind, Confidence, Document, Extracted, Provenance, Section

_FRONT_KEYS = frozenset({"title", "language", "group"})
_SECTION_LEVEL = 2
# How a text says that something is to be verified; another language is not looked at.
_DOUBT = {
    "fr": re.compile(r"vérifi|confirm|n'a pas été (?:lu|trouvé)|non officiel", re.IGNORECASE),
    "en": re.compile(r"verif|check|confirm|unofficial", re.IGNORECASE),
    "ar": re.compile(r"تحقق|يُ?تأكد|التأكد|تأكيد|يؤكد|تؤكد|غير رسمي"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document with its sections and its file's lines, none where a format has none.

    `grouped`: its front matter names a group of parallel versions. `broken`: front matter or a meta block cannot be read.
    """

    document: Document
    sections: tuple[Section, ...]
    lines: tuple[str, ...]
    grouped: bool
    broken: bool = False

    @property
    def path(self) -> str:
        return self.document.path

    def line(self, section: Section, key: str = "") -> int:
        """The line of a section's heading, or of a key in its meta block or else in the front matter; 0 if there is none."""
        heading = next(
            (b.line for b in reversed(self.document.blocks) if b.kind is BlockKind.HEADING and b.end <= section.start), 0
        )
        return (_key_line(self.lines, heading, key) or _key_line(self.lines, 1, key) if key else 0) or heading


Tell = Callable[[Problem], object]


def read_sheets(folder: Path, max_bytes: int, tell: Tell) -> Iterator[Sheet]:
    """Every document of a corpus that can be read at all; its mistakes of form are told."""
    try:
        manifest = read_manifest(folder)
    except BadManifest as error:
        tell(Problem(str(error).partition(":")[0], 0, str(error).partition(": ")[2]))
        manifest = {}
    paths = {path.relative_to(folder).as_posix(): path for path in files(folder)}
    for name in sorted(manifest.keys() - paths.keys()):
        tell(Problem(name, 0, "named in the manifest, but there is no such file: add it, or take its lines out"))
    for name, path in paths.items():
        try:
            raw = read_bytes(path, max_bytes)
            if path.suffix.lower() == ".md":
                yield _sheet(name, raw, manifest.get(name, {}), tell)
            else:
                found = document(name, raw, _described(name, manifest.get(name, {}), tell))
                yield Sheet(found, tuple(sections(found)), (), grouped="group" in manifest.get(name, {}))
        except IngestError as error:
            tell(Problem(name, 0, str(error)))


def check_sheet(sheet: Sheet, today: date, topics: Container[str] | None) -> Iterator[Problem]:
    """References, addresses, dates, topics, confidence of one document; `topics` are the known ones, if a corpus lists them."""
    lacking: dict[str, Section] = {}
    for section in sheet.sections:
        said = section.provenance
        for key in ("reference", "url", "verified_on"):
            if not getattr(said, key) and not sheet.broken:
                lacking.setdefault(key, section)
                if sheet.grouped:
                    yield _lacks(sheet, section, key)
        if said.url and not re.match(r"https?://[^\s/]+\.[^\s]+$", said.url):
            yield _at(sheet, section, "url", f"url '{said.url}' is no web address: write it as https://...")
        if said.verified_on and said.verified_on > today:
            message = f"verified_on {said.verified_on} lies in the future: write the day of reading"
            yield _at(sheet, section, "verified_on", message)
        doubt = _DOUBT.get(sheet.document.language) if said.confidence is Confidence.LOW else None
        if doubt and not doubt.search(sheet.document.text[section.start : section.end]):
            message = f"#{section.id} has confidence low, but its text does not say that it is to be verified: say it"
            yield _at(sheet, section, "confidence", message)
    if not sheet.grouped:
        yield from (_lacks(sheet, section, key) for key, section in lacking.items())
    yield from _dead(sheet, today)
    if topics is not None:
        for topic in sheet.document.provenance.topics:
            if topic not in topics:
                line = _key_line(sheet.lines, 1, "topics")
                yield Problem(sheet.path, line, f"unknown topic '{topic}': take one from corpus.toml, or add it there")


def check_length(sheet: Sheet, least: int, most: int) -> Iterator[Problem]:
    """The words that a reader reads, headings and text, as a word processor counts them.

    A note in one language, an approved answer and a PDF may have any length.
    """
    words = len(sheet.document.text.split())
    is_sheet = sheet.lines and sheet.grouped and not (sheet.broken or sheet.document.provenance.answers)
    if not is_sheet or least <= words <= most:
        return
    advice = (
        "give one of its topics a sheet of its own, or take out what it says twice"
        if words > most
        else "say what is missing, or make it a section of another sheet (a note in one language, without 'group', may be short)"
    )
    yield Problem(sheet.path, 1, f"{words:,} words, where a sheet has {least:,} to {most:,}: {advice}")


def _lacks(sheet: Sheet, section: Section, key: str) -> Problem:
    what = {
        "reference": "no reference (law and article, or who says it)",
        "url": "no url (address of the source)",
        "verified_on": "no verified_on (day on which the source was read)",
    }[key]
    where = f"#{section.id} has" if sheet.grouped else "the document has"
    place = "its meta block or the front matter" if sheet.lines else f'manifest.toml, under file = "{sheet.path}"'
    return _at(sheet, section, key, f"{where} {what}: write '{key}' in {place}")


def _at(sheet: Sheet, section: Section, key: str, message: str) -> Problem:
    return Problem(sheet.path, sheet.line(section, key), message)


def _dead(sheet: Sheet, today: date) -> Iterator[Problem]:
    """A past rule stands beside what is in force; a document that is past as a whole answers nothing."""
    past = [section for section in sheet.sections if section.provenance.valid_to and section.provenance.valid_to < today]
    if past and len(past) == len(sheet.sections):
        last = max(section.provenance.valid_to or date.min for section in past)
        if sheet.document.provenance.answers:
            message = f"the approved answer has expired on {last}: approve it anew, or take the file out"
        else:
            message = f"dead: nothing in it is in force after {last}: add a section with the rule of today, or take the file out"
        yield _at(sheet, past[0], "valid_to", message)
    elif past and past[0] is sheet.sections[0]:
        message = f"the first section, #{past[0].id}, is past since {past[0].provenance.valid_to}: open with what is in force"
        yield _at(sheet, past[0], "valid_to", message)


def _described(name: str, row: Mapping[str, object], tell: Tell) -> dict[str, object]:
    """What can be read of a file's table in the manifest; the rest is told and left out."""

    def fault(_: int, message: str) -> None:
        tell(Problem(name, 0, f'{message}: change it in manifest.toml, under file = "{name}"'))

    own = {key: value for key, value in row.items() if key in _FRONT_KEYS}
    said = {key: value for key, value in row.items() if key not in _FRONT_KEYS}
    return {**own, **_readable(said, Provenance(), (), 0, fault)}


def _sheet(name: str, raw: bytes, described: Mapping[str, object], tell: Tell) -> Sheet:
    unreadable: list[int] = []

    def fault(line: int, message: str) -> None:
        tell(Problem(name, line, message))

    def broken(line: int, message: str) -> None:
        unreadable.append(line)
        fault(line, message)

    extracted = markdown.parse(raw, broken)
    lines = tuple(decode(raw).split("\n"))
    grouped = "group" in extracted.meta or "group" in described
    own = {key: value for key, value in extracted.meta.items() if key in _FRONT_KEYS}
    said = _readable(extracted.meta, Provenance(), lines, 1, fault)
    base = inherit(Provenance(), said)
    blocks = tuple(
        replace(block, meta=_readable(block.meta, base, lines, block.line, fault)) if block.meta else block
        for block in extracted.blocks
    )
    if grouped:
        for key in sorted({"title", "language"} - own.keys() - described.keys()):
            fault(1, f"no {key}: write it in the front matter")
        _check_headings(extracted, fault, bool(unreadable))
    found = assemble(name, raw, Extracted(extracted.text, blocks, {**own, **said}), described)
    return Sheet(found, tuple(sections(found)), lines, grouped, bool(unreadable))


def _readable(
    meta: Mapping[str, object], base: Provenance, lines: tuple[str, ...], start: int, fault: markdown.Fault
) -> dict[str, object]:
    """What can be read of the front matter (`start` 1) or of a meta block under line `start`; the rest is told and left out."""
    kept = {}
    for key, value in meta.items():
        if start == 1 and key in _FRONT_KEYS:
            continue
        try:
            inherit(Provenance(), {key: value})
        except BadManifest as error:
            fault(_key_line(lines, start, key) or start, str(error))
        else:
            kept[key] = value
    try:
        inherit(base, kept)
    except BadManifest as error:
        fault(_key_line(lines, start, "valid_to") or start, f"{error}: change one of them")
        return {key: value for key, value in kept.items() if key not in {"valid_from", "valid_to"}}
    return kept


def _check_headings(extracted: Extracted, fault: markdown.Fault, broken: bool) -> None:
    seen: dict[str, int] = {}
    for block in extracted.blocks:
        if block.kind is not BlockKind.HEADING or block.level != _SECTION_LEVEL:
            continue
        heading = extracted.text[block.start : block.end]
        if not block.section_id:
            fault(block.line, f"section '{heading}' has no id: write one in braces after it, as {{#short}}")
        elif block.section_id in seen:
            fault(block.line, f"id #{block.section_id} stands already at line {seen[block.section_id]}: choose another")
        if not block.meta and not broken:
            fault(block.line, f"section '{heading}' has no meta block: write one right after the heading")
        seen.setdefault(block.section_id, block.line)


def _key_line(lines: tuple[str, ...], start: int, key: str) -> int:
    """The line of `key:` between line `start` and the next heading; 0 if it is not there."""
    for number in range(start, len(lines)):
        line = lines[number]
        if line.startswith(f"{key}:"):
            return number + 1
        if line.startswith("#"):
            return 0
    return 0
