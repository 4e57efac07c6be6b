from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dates import asked_date
from tests.conftest import TODAY

LAST, NEXT = date(2025, 12, 31), date(2027, 1, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Quel était le taux de l'IS en 2024 ?", date(2024, 12, 31)),
        ("corporate tax rate in 2027", date(2027, 1, 1)),
        ("tipo del impuesto en 2023", date(2023, 12, 31)),
        ("tarief in het jaar 2024", date(2024, 12, 31)),
        ("aliquota nel 2024", date(2024, 12, 31)),
        ("Steuersatz im Jahr 2024", date(2024, 12, 31)),
        ("الضريبة على الشركات سنة ٢٠٢٥", date(2025, 12, 31)),
        ("شحال كانت الضريبة فعام 2024", date(2024, 12, 31)),
        ("ch7al kant dariba f 2024", date(2024, 12, 31)),
        ("barème IR 2024", date(2024, 12, 31)),
        ("TVA 2028 ?", date(2028, 1, 1)),
        ("We bought in spring 2022. What rate?", date(2022, 12, 31)),
        ("Vente en 2021. Quel taux ?", date(2021, 12, 31)),
        ("taux de l'IS en 2026", TODAY),
        ("l'année dernière, combien payait une SARL ?", LAST),
        ("What was the rate last year?", LAST),
        ("¿Cuál era el tipo el año pasado?", LAST),
        ("Wat was het tarief vorig jaar?", LAST),
        ("Qual era l'aliquota l'anno scorso?", LAST),
        ("Wie hoch war der Satz letztes Jahr?", LAST),
        ("كم كانت النسبة في العام الماضي؟", LAST),
        ("شحال كان الثمن العام اللي فات", LAST),
        ("chhal kant l3am li fat", LAST),
        ("et l'année prochaine ?", NEXT),
        ("and next year?", NEXT),
        ("¿y el año que viene?", NEXT),
        ("en volgend jaar?", NEXT),
        ("e l'anno prossimo?", NEXT),
        ("und nächstes Jahr?", NEXT),
        ("والعام المقبل؟", NEXT),
        ("و العام الجاي شحال؟", NEXT),
        ("w l3am ljay?", NEXT),
        ("Il y a deux ans, quel était le plafond ?", date(2024, 12, 31)),
        ("au 1er mars 2025", date(2025, 3, 1)),
        ("as of March 1, 2025", date(2025, 3, 1)),
        ("am 5. Mai 2024", date(2024, 5, 5)),
        ("في 15 يوليوز 2024", date(2024, 7, 15)),
        ("rule on 31/12/2023", date(2023, 12, 31)),
        ("2024-06-30, quel taux ?", date(2024, 6, 30)),
    ],
)
def test_a_day_that_is_named(text: str, day: date) -> None:
    assert asked_date(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "taux de l'IS", "loi 03-22 de 2022", "la loi n° 47-18 de 2019 sur les CRI", "la loi de finances 2025 et la TVA",
        "What does Law 03-22 of 2022 say?", "the Finance Act 2024", "décret 2-22-649 du 25 mai 2022", "القانون 47.18 لسنة 2019",
        "قانون المالية 2025", "ley 5-96 de 1997", "wet 5-96 van 1997", "Gesetz 17-95 von 1996", "l'arrêté du 31 octobre 2025",
        "un capital de 2000 DH", "2 024 000 DH", "loi n° 2024", "2021-2025", "MDM Invest", "un terrain de 2000 m2", "réf 1999/12",
        "el año", "loi 103.12", "31/02/2024",
    ],
)  # fmt: skip
def test_what_names_no_day(text: str) -> None:
    assert asked_date(text, TODAY) is None


def test_a_law_and_a_day() -> None:
    assert asked_date("Que disait la loi 5-96 en 2010 ?", TODAY) == date(2010, 12, 31)


@given(text=st.text(max_size=60))
def test_any_text_gives_a_plausible_day_or_none(text: str) -> None:
    day = asked_date(text, TODAY)
    assert day is None or 1956 <= day.year <= 2100
