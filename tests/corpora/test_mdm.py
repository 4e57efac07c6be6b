"""The default corpus: parallel versions agree, every fact has its place, data beside the sheets can be read."""

import csv
import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping

import pytest

from assistant.numbers import numbers
from ingest.corpus import Refusal, documents
from ingest.sections import sections
from ingest.types import Language, Section
from tests.conftest import ROOT

MDM = ROOT / "corpora" / "mdm"
LANGUAGES = {"fr", "ar", "en"}


@pytest.fixture(scope="module")
def sheets() -> Mapping[str, Mapping[Language, list[Section]]]:
    found: dict[str, dict[Language, list[Section]]] = defaultdict(dict)
    for document in documents(MDM, 10**8):
        assert not isinstance(document, Refusal), document
        found[document.group][document.language] = sections(document)
    return found


def test_each_topic_stands_in_three_languages(sheets: Mapping[str, Mapping[Language, list[Section]]]) -> None:
    assert len(sheets) >= 60
    assert {group: set(versions) for group, versions in sheets.items() if set(versions) != LANGUAGES} == {}


def test_parallel_sections_agree_in_ids_validity_and_confidence(sheets: Mapping[str, Mapping[Language, list[Section]]]) -> None:
    def agreed(version: list[Section]) -> list[tuple[object, ...]]:
        return [
            (
                s.id,
                s.provenance.valid_from,
                s.provenance.valid_to,
                s.provenance.confidence,
                s.provenance.conflict,
                s.provenance.authority,
            )
            for s in version
        ]

    for group, versions in sheets.items():
        assert agreed(versions[Language("ar")]) == agreed(versions[Language("fr")]) == agreed(versions[Language("en")]), group


def test_every_section_says_its_reference_and_source(sheets: Mapping[str, Mapping[Language, list[Section]]]) -> None:
    bare = [
        f"{group}#{section.id}.{language}"
        for group, versions in sheets.items()
        for language, version in versions.items()
        for section in version
        if not (section.provenance.reference and section.provenance.url and section.provenance.verified_on)
    ]
    assert bare == []


def test_figures_are_the_same_in_the_three_languages(sheets: Mapping[str, Mapping[Language, list[Section]]]) -> None:
    """Amounts from 1,000 up, years among them: smaller numbers may be words in one language and figures in another."""

    def amounts(section: Section) -> set[object]:
        text = section.document.text[section.start : section.end]
        return {number for number in numbers(re.sub(r"\d+(?:[.-]\d+){1,2}", _amount, text)) if number >= 1_000}

    different = [
        f"{group}#{french.id}: {sorted(map(str, amounts(french) ^ amounts(other)))}"
        for group, versions in sheets.items()
        for language in (Language("ar"), Language("en"))
        for french, other in zip(versions[Language("fr")], versions[language], strict=True)
        if amounts(french) != amounts(other)
    ]
    assert different == []


def _amount(match: re.Match[str]) -> str:
    """Keep what is an amount; a law's number (5.96, 2-15-258) is written in its own way in each language."""
    return match.group() if re.fullmatch(r"\d{1,3}(?:\.\d{3})+|\d{1,3}\.\d{1,2}", match.group()) else ""


def test_every_fact_has_its_place_or_a_reason(sheets: Mapping[str, Mapping[Language, list[Section]]]) -> None:
    places = {f"{group}#{section.id}" for group, versions in sheets.items() for section in versions[Language("fr")]}
    with (MDM / "coverage.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({row["fact"] for row in rows}) == len(rows) >= 900
    assert [row for row in rows if not (row["reason"] or row["section"] in places)] == []


def test_rules_contacts_and_regions_can_be_read(sheets: Mapping[str, Mapping[Language, list[Section]]]) -> None:
    places = {f"{group}#{section.id}" for group, versions in sheets.items() for section in versions[Language("fr")]}
    for path in sorted((MDM / "rules").glob("*.toml")):
        rules = tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
        assert len({rule["id"] for rule in rules}) == len(rules), path.name
        assert [rule["id"] for rule in rules if rule["section"] not in places] == [], path.name
    contacts = {contact["id"] for contact in tomllib.loads((MDM / "contacts.toml").read_text(encoding="utf-8"))["contact"]}
    regions = tomllib.loads((MDM / "regions.toml").read_text(encoding="utf-8"))["region"]
    assert len(regions) == 12
    assert {region["cri"] for region in regions} <= contacts


def test_the_termbase_has_its_form() -> None:
    with (MDM / "termbase.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]) == {"id", "domain", "ar", "fr", "en", "es", "nl", "it", "de", "ary", "ary_latn", "note"}
    assert len({row["id"] for row in rows}) == len(rows) > 3_000
    assert [row["id"] for row in rows if not (row["ar"] and row["fr"] and row["en"])] == []
    assert [row["id"] for row in rows for term in row["ary"].split("|") if re.search(r"[a-z]", term)] == []
