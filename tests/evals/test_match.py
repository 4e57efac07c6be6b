import importlib.util
import json
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.match import all_found, found, missing

SHARED = Path(__file__).parents[3] / "shared" / "evals"


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("5 000 000|5 MDH", "plafond de 5 MDH"),
        ("10 %|10%", "نسبة ١٠%"),
        ("IS", "soumise à l'IS."),
        ("l’IS", "soumise à l'is"),
        ("10 000", "10\u202f000 dirhams"),
        ("دولة", "دَوْلَة"),
    ],
)
def test_stands_in(fact: str, text: str) -> None:
    assert found(fact, text)


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("5 million", "25 million"),
        ("IS", "this"),
        ("10", "10 000"),
        ("10", "10,5"),
        ("5", "1.5"),
        ("|", "anything"),
    ],
)
def test_stands_not_in(fact: str, text: str) -> None:
    assert not found(fact, text)


def test_missing_facts_are_named() -> None:
    assert missing(("1 %", "2 %"), "un taux de 2 %") == ["1 %"]
    assert all_found((), "")


@pytest.fixture(scope="module")
def theirs() -> ModuleType:
    path = SHARED / "match.py"
    if not path.exists():
        pytest.skip("the shared matcher is not here")
    spec = importlib.util.spec_from_file_location("shared_match", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_PIECES = st.sampled_from([*"5 ,.%٣’é|sx", "10", "000", "IS", "is", "million", "درهم", "\u00a0"])


@given(st.lists(_PIECES, min_size=1, max_size=6).map("".join), st.lists(_PIECES, max_size=12).map("".join))
def test_agrees_with_the_shared_matcher(theirs: ModuleType, fact: str, text: str) -> None:
    assert found(fact, text) == theirs.found(fact, text)


def test_agrees_with_the_shared_matcher_on_real_answers(theirs: ModuleType) -> None:
    rows = [json.loads(line) for line in (SHARED / "facts_dev.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["answerable"]]
    for row, other in pairwise(rows):
        for fact in row["key_facts"]:
            for text in (row["answer"], other["answer"]):
                assert found(fact, text) == theirs.found(fact, text)
