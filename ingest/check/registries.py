"""Contacts, regions and rules: each by itself (`ingest.registry`), and against the sheets and each other."""

from collections.abc import Collection, Container, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from ingest.check.problem import Problem
from ingest.numbers import Quantity, quantities, unsupported
from ingest.registry import Contact, Region, Row, Rule, read_table

CONTACTS, REGIONS, RULES = "contacts.toml", "regions.toml", "rules"


def check_registries(
    folder: Path, texts: Mapping[str, str], facts: Container[str] | None, topics: Container[str] | None
) -> Iterator[Problem]:
    """`texts`: the sections by `companies/sarl#short`; `facts` and `topics`: the known ones, `None` where a corpus lists none."""
    problems: list[Problem] = []
    contacts = _read(folder / CONTACTS, "contact", Contact, problems, CONTACTS)
    regions = _read(folder / REGIONS, "region", Region, problems, REGIONS)
    for line, contact in contacts:
        for topic in contact.topics:
            if topics is not None and topic not in topics:
                yield Problem(
                    CONTACTS, line, f"contact '{contact.id}': unknown topic '{topic}': name a sheet or a topic of corpus.toml"
                )
        yield from _facts(CONTACTS, line, contact.id, contact.facts, facts)
    known = {contact.id for _, contact in contacts}
    for line, region in regions:
        if region.cri not in known:
            yield Problem(
                REGIONS, line, f"region '{region.id}': its cri '{region.cri}' is no contact of {CONTACTS}: add it there"
            )
        yield from _facts(REGIONS, line, region.id, region.facts, facts)
    for path in sorted((folder / RULES).glob("*.toml")):
        name = f"{RULES}/{path.name}"
        for line, rule in _read(path, "rule", Rule, problems, name):
            if rule.section not in texts:
                yield Problem(
                    name, line, f"rule '{rule.id}': there is no section '{rule.section}': name one as companies/sarl#short"
                )
            elif unsaid := unsupported(_figures(rule), quantities(texts[rule.section])):
                shown = ", ".join(sorted(f"{figure.value} {figure.unit}".strip() for figure in unsaid))
                yield Problem(name, line, f"rule '{rule.id}': {shown} does not stand in {rule.section}: change one of the two")
            yield from _facts(name, line, rule.id, rule.facts, facts)
    yield from problems


def _read(path: Path, table: str, row: type[Row], problems: list[Problem], name: str) -> list[tuple[int, Row]]:
    if not path.exists():
        return []
    return read_table(path, table, row, lambda line, message: problems.append(Problem(name, line, message)))


def _facts(name: str, line: int, row: str, named: Collection[str], facts: Container[str] | None) -> Iterator[Problem]:
    for fact in named:
        if facts is not None and fact not in facts:
            yield Problem(name, line, f"'{row}': fact {fact} has no row in coverage.csv: mend its id, or add it there")


def _figures(rule: Rule) -> Iterator[Quantity]:
    """What a rule counts; 0 and one of something are left out: a text says them in other words ("exempt", "once", "a year")."""
    said = [("percent", rule.rate_pct), ("", rule.amount_mad), ("", rule.count)]
    periods = (("year", rule.years), ("month", rule.months), ("day", rule.days))
    said += [(unit, Decimal(value)) for unit, value in periods if value]
    for bracket in rule.brackets:
        said += [("percent", bracket.rate_pct), ("", bracket.to_mad), ("", bracket.deduct_mad)]
    return (Quantity(unit, value) for unit, value in said if value and (value != 1 or unit == "percent"))
