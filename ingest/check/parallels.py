"""The versions of a sheet beside each other: the same sections in the same order, with the same figures."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ingest.check.problem import Problem
from ingest.check.sheets import Sheet
from ingest.figures import figures, reference_numbers
from ingest.types import Section

_SAME = ("authority", "confidence", "conflict", "valid_from", "valid_to", "verified_on", "url", "facts")


def check_parallels(sheets: Iterable[Sheet], languages: Sequence[str]) -> Iterator[Problem]:
    """Compare each group's versions with the one in the first of `languages` that it has.

    `languages` are those that every sheet stands in, but for approved answers; empty where a corpus does not say.
    """
    groups: dict[str, list[Sheet]] = defaultdict(list)
    broken: set[str] = set()
    for sheet in sheets:
        if sheet.broken:
            broken.add(sheet.path)
        if sheet.grouped:
            groups[sheet.document.group].append(sheet)
    for versions in groups.values():
        order = {language: place for place, language in enumerate(languages)}
        versions.sort(key=lambda sheet: (order.get(sheet.document.language, len(order)), sheet.path))
        first = versions[0]
        seen: dict[str, str] = {}
        for sheet in versions:
            language = sheet.document.language
            if language in seen:
                yield Problem(sheet.path, 1, f"group and language are those of {seen[language]}: change one of the two")
            elif sheet is not first and not (sheet.broken or first.broken):
                yield from _compare(first, sheet)
            seen.setdefault(language, sheet.path)
        for lacking in () if first.document.provenance.answers else languages:
            if lacking not in seen:
                missing = first.path.removesuffix(f".{first.document.language}.md") + f".{lacking}.md"
                if missing in broken:
                    continue
                yield Problem(first.path, 1, f"has no version in '{lacking}': write {missing} with the same section ids")


def _compare(first: Sheet, other: Sheet) -> Iterator[Problem]:
    mine = {section.id: section for section in first.sections}
    its = {section.id: section for section in other.sections}
    for section in first.sections:
        if section.id not in its:
            yield Problem(other.path, 0, f"section #{section.id} is missing: {first.path}:{first.line(section)} has it")
    for section in other.sections:
        if section.id not in mine:
            yield Problem(
                other.path, other.line(section), f"section #{section.id} is not in {first.path}: add it there, or mend the id"
            )
    expected, found = [i for i in mine if i in its], [i for i in its if i in mine]
    for wanted, here in zip(expected, found, strict=True):
        if wanted != here:
            message = f"section #{here} stands where {first.path} has #{wanted}: put the sections in the same order"
            yield Problem(other.path, other.line(its[here]), message)
            break
    for section_id in expected:
        yield from _compare_section(first, mine[section_id], other, its[section_id])


def _compare_section(first: Sheet, mine: Section, other: Sheet, its: Section) -> Iterator[Problem]:
    beside = f"{first.path}:{first.line(mine)}"
    for key in _SAME:
        here, there = getattr(its.provenance, key), getattr(mine.provenance, key)
        if here != there:
            yield Problem(
                other.path, other.line(its, key), f"#{its.id}: {key} is '{_shown(here)}', in {beside} it is '{_shown(there)}'"
            )
    for what, here, there in (
        ("numbers in the reference", reference_numbers(its.provenance.reference), reference_numbers(mine.provenance.reference)),
        ("figures", figures(other.document.text[its.start : its.end]), figures(first.document.text[mine.start : mine.end])),
    ):
        if here != there:
            line = other.line(its, "reference") if what.endswith("reference") else other.line(its)
            parts = [f"only here {', '.join(sorted(here - there))}"] * bool(here - there)
            parts += [f"only in {beside} {', '.join(sorted(there - here))}"] * bool(there - here)
            yield Problem(other.path, line, f"#{its.id}: {what} differ: {'; '.join(parts)}")


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else str(value)
