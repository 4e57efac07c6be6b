from decimal import Decimal

import pytest

from assistant.numbers import numbers


@pytest.mark.parametrize(
    "text", ["3 264 000", "3.264.000", "3,264,000", "٣٢٦٤٠٠٠", "3264000 DH", "3,264 MDH", "3.264 millions", "3 264 000 درهم"]
)
def test_one_number_in_many_spellings(text: str) -> None:
    assert numbers(text) == {Decimal(3264000)}


def test_rates_dates_and_articles() -> None:
    assert numbers("1,5 % de 20 000 DH le 1er janvier 2026") == {Decimal("1.5"), Decimal(20000), Decimal(1), Decimal(2026)}
    assert numbers("12 milliards") == {Decimal(12 * 10**9)}
    assert numbers("rien") == frozenset()
