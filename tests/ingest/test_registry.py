from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.errors import BadManifest
from ingest.registry import read_contacts, read_regions, read_rules
from tests.conftest import ROOT

MDM = ROOT / "corpora" / "mdm"
RULE = """
[[rule]]
id = "rate"
kind = "rate"
what = "Rate"
rate_pct = 12.5
applies_to = ["company"]
reference = "CGI, art. 19"
url = "https://www.tax.gov.ma"
facts = ["tax_fx:1.3"]
section = "taxes/corporate-tax#rate"
confidence = "high"
valid_from = 2023-01-01
valid_to = 2023-12-31
"""


def rules(folder: Path, text: str) -> Path:
    path = folder / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_files_of_the_corpus() -> None:
    assert len(read_contacts(MDM / "contacts.toml")) == 28
    assert len(read_regions(MDM / "regions.toml")) == 12
    read = {path.stem: read_rules(path) for path in (MDM / "rules").glob("*.toml")}
    assert len(read) == 14
    assert sum(map(len, read.values())) > 300
    scale = next(rule for rule in read["income-tax"] if rule.brackets and rule.in_force(date(2026, 11, 25)))
    assert scale.brackets[-1].rate_pct == 37
    assert scale.brackets[-1].to_mad is None


def test_rates_are_exact_and_rules_are_dated(tmp_path: Path) -> None:
    (rule,) = read_rules(rules(tmp_path, RULE))
    assert rule.rate_pct == Decimal("12.5")
    assert [rule.in_force(date(year, 6, 1)) for year in (2022, 2023, 2024)] == [False, True, False]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("rate_pct = 12.5", "rate_pct = 125", r"rules\.toml:6: rule 'rate': rate_pct .*less than or equal to 100"),
        ("rate_pct = 12.5\n", "", r"rules\.toml:2: rule 'rate': .*says no value"),
        ('kind = "rate"', 'kind = "tax"', r"rules\.toml:4: rule 'rate': kind .*'rate'"),
        ("valid_to = 2023-12-31", "valid_to = 2022-12-31", "valid_from 2023-01-01 is after valid_to 2022-12-31"),
        ('what = "Rate"', 'whta = "Rate"', r"rules\.toml:5: rule 'rate': whta is no key of this table"),
        ('what = "Rate"', 'whta = "Rate"', r"rules\.toml:2: rule 'rate': what is missing"),
        ("https://www.tax.gov.ma", "tax.gov.ma", r"rules\.toml:9: rule 'rate': url"),
        ('confidence = "high"', 'confidence = "high"\nconflict = true', "at least two versions"),
        ('id = "rate"', 'id = "rate', r"rules\.toml:3: not TOML"),
        ("[[rule]]", "[rule]", r"rules\.toml:1: write each rule as a table of its own under a line \[\[rule\]\]"),
    ],
)
def test_mistakes_are_named_by_line(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    with pytest.raises(BadManifest, match=said):
        read_rules(rules(tmp_path, RULE.replace(right, wrong)))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadManifest, match=r"contacts\.toml:1: cannot be read"):
        read_contacts(tmp_path / "contacts.toml")


def test_two_rows_of_one_id(tmp_path: Path) -> None:
    with pytest.raises(BadManifest, match="stands already at line 2"):
        read_rules(rules(tmp_path, RULE + RULE))
