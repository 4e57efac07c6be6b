import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.redact import redact

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
MOBILE = st.tuples(st.sampled_from("567"), st.integers(0, 99_999_999)).map(lambda pair: f"{pair[0]}{pair[1]:08d}")
GAP = st.sampled_from(["", " ", "-", "."])


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Ma CIN est BK123456", "CIN"),
        ("ma carte nationale numéro ab 123456, que faire ?", "CIN"),
        ("رقم بطاقة التعريف ديالي AB ١٢٣٤٥٦", "CIN"),
        ("la carte dyali bk123456", "CIN"),
        ("I am BE654321 and I live in Lyon", "CIN"),
        ("mon passeport : AB1234567", "passport"),
        ("جواز السفر رقم AB1234567", "passport"),
        ("My passport number is xy 7654321", "passport"),
        ("appelez-moi au +212 6 61-23-45-67", "phone"),
        ("06 61 23 45 67", "phone"),
        ("+212(0)661234567", "phone"),
        ("رقمي ٠٦٦١٢٣٤٥٦٧", "phone"),
        ("00212661234567", "phone"),
        ("whatsapp +33 6 12 34 56 78", "phone"),
        ("mijn nummer is +32 475 12 34 56", "phone"),
        ("tel. 0475 12 34 56", "phone"),
        ("+49 (0)170 1234567", "phone"),
        ("ecrivez à s.alaoui+mre@example.co.uk svp", "e-mail"),
        ("MA64 0115 1900 0001 2050 0053 4921", "IBAN"),
        ("iban ma64011519000001205000534921", "IBAN"),
        ("FR76 3000 6000 0112 3456 7890 189", "IBAN"),
        ("mon RIB 011519000001205000534921", "RIB"),
        ("٠١١ ٥١٩ ٠٠٠٠٠١٢٠٥٠٠٠٥٣٤٩ ٢١", "RIB"),
        ("ma carte 4111 1111 1111 1111", "card"),
        ("5555-5555-5555-4444 expire en mai", "card"),
        ("depuis 2024 4111 1111 1111 1111", "card"),
    ],
)
def test_personal_data_are_masked(message: str, kind: str) -> None:
    masked, found = redact(message)
    assert found == {kind}
    assert masked.count(f"‹{kind}›") == 1
    assert sum(character.isdigit() for character in masked.replace("2024", "")) == 0


@pytest.mark.parametrize(
    "message",
    [
        "RC 123456", "CP 10000", "un capital de 100000 DH", "le 12345", "IF12345678", "IF 1234567", "ICE 001561191000066",
        "ICE 00 21 36 09 30 00 040", "loi n° 47-18", "loi 5-96, article 44", "décret 2-22-649 du 25 mai 2022",
        "en 2024 et en 2025", "3 264 000 DH", "3.264.000 DH", "50 000 000,00 MAD", "entre 100 000 et 50 000 000 de dirhams",
        "du 01/01/2024 au 31/12/2025", "La CIN est-elle obligatoire pour un capital de 100000 DH ?",
        "Mon passeport périme dans 6 mois, en 2026", "١٠٠٠٠٠ درهم", "القانون رقم 03.22", "30 % de 250 000 €", "BO n° 7454",
        "A4, B2 et C1", "MDM Invest 2021-2025", "10 000 000 000 DH", "1 234 567 890 123 MAD",
    ],
)  # fmt: skip
def test_figures_of_law_and_business_stay(message: str) -> None:
    assert redact(message) == (message, frozenset())


def test_several_are_masked_in_one_message() -> None:
    masked, found = redact("Je suis BK123456, 06 61 23 45 67, a@b.ma: combien pour 100 000 DH ?")
    assert masked == "Je suis ‹CIN›, ‹phone›, ‹e-mail›: combien pour 100 000 DH ?"
    assert found == {"CIN", "phone", "e-mail"}


@given(number=MOBILE, gap=GAP, prefix=st.sampled_from(["+212", "00212", "0"]), arabic=st.booleans())
def test_a_moroccan_mobile_is_masked_however_it_is_written(number: str, gap: str, prefix: str, arabic: bool) -> None:
    written = prefix + gap + number[0] + gap + gap.join(number[i : i + 2] for i in range(1, 9, 2))
    message = f"Mon numéro {written.translate(ARABIC) if arabic else written} merci"
    masked, found = redact(message)
    assert found == {"phone"}
    assert masked == "Mon numéro ‹phone› merci"


@given(prefix=st.sampled_from(["", "4", "51"]), body=st.integers(10**13, 10**14 - 1))
def test_a_card_is_masked_where_its_check_digit_holds(prefix: str, body: int) -> None:
    start = (prefix or "4") + str(body)
    digits = [int(digit) for digit in reversed(start)]
    total = sum((2 * d - 9 if d > 4 else 2 * d) if place % 2 == 0 else d for place, d in enumerate(digits))
    card = f"{start}{(10 - total % 10) % 10}"
    assert redact(f"carte {card}")[1] == {"card"}
    assert redact(f"carte {start}{(11 - total % 10) % 10}")[1] == frozenset()


@given(account=st.integers(0, 10**22 - 1))
def test_a_moroccan_account_is_masked_as_iban_and_as_rib(account: int) -> None:
    first = f"{account:022d}"
    rib = f"{first}{97 - account * 100 % 97:02d}"
    iban = f"MA{98 - int(rib + '221000') % 97:02d}{rib}"
    assert redact(iban)[1] == {"IBAN"}
    assert redact(rib)[1] == {"RIB"}


@given(text=st.text(max_size=80))
def test_it_is_idempotent_and_never_fails(text: str) -> None:
    masked, found = redact(text)
    assert redact(masked) == (masked, found)


def test_what_was_masked_before_it_came_here_is_found_too() -> None:
    assert redact("Mon RIB : ‹RIB›, merci") == ("Mon RIB : ‹RIB›, merci", frozenset({"RIB"}))
