import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.places import plain
from assistant.profile import missing
from assistant.types import Profile
from ingest.language import LANGUAGES
from ingest.types import Language
from tests.conftest import CONTACTS, LISTENER, PROMPTS

FULL = Profile("BE", "Agadir", "souss-massa", "tourism", "SARL", "2000000")


def _heard(text: str) -> dict[str, str]:
    return LISTENER.hear(text, Profile()).profile.heard()


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        (
            "Je vis en Belgique, j'ai 2 MDH et je veux ouvrir un hôtel à Agadir",
            {"residence": "BE", "amount_mad": "2000000", "sector": "tourism", "city": "Agadir", "region": "souss-massa"},
        ),
        (
            "J'habite à Lyon, je veux créer une SARL à Fès avec 300 000 €",
            {
                "residence": "FR",
                "legal_form": "SARL",
                "city": "Fès",
                "region": "fes-meknes",
                "amount": "300000",
                "currency": "EUR",
            },
        ),
        (
            "I live in the Netherlands and want to invest 1.5 million dirhams in renewable energy in Dakhla",
            {
                "residence": "NL",
                "amount_mad": "1500000",
                "sector": "renewable-energy",
                "city": "Dakhla",
                "region": "dakhla-oued-ed-dahab",
            },
        ),
        (
            "Vivo en Madrid y tengo 150.000 euros para invertir en Nador",
            {"residence": "ES", "amount": "150000", "currency": "EUR", "city": "Nador", "region": "oriental"},
        ),
        (
            "Ik woon in Rotterdam en heb 200.000 euro, ik wil een restaurant in Tanger",
            {
                "residence": "NL",
                "amount": "200000",
                "currency": "EUR",
                "sector": "restaurants",
                "city": "Tanger",
                "region": "tanger-tetouan-al-hoceima",
            },
        ),
        ("Vivo a Milano e ho 80 mila euro", {"residence": "IT", "amount": "80000", "currency": "EUR"}),
        (
            "Ich wohne in Frankfurt und will eine Fabrik in Kenitra bauen",
            {"residence": "DE", "sector": "industry", "city": "Kénitra", "region": "rabat-sale-kenitra"},
        ),
        (
            "أعيش في فرنسا ولدي مليونا درهم وأريد الاستثمار في السياحة بمراكش",
            {"residence": "FR", "amount_mad": "2000000", "sector": "tourism", "city": "Marrakech", "region": "marrakech-safi"},
        ),
        ("أنا ساكن فبلجيكا وعندي جوج مليون درهم", {"residence": "BE", "amount_mad": "2000000"}),
        (
            "ana saken f fransa w 3andi 2 mlyoun dh bghit nhel riad f merrakch",
            {"residence": "FR", "amount_mad": "2000000", "sector": "tourism", "city": "Marrakech", "region": "marrakech-safi"},
        ),
        ("je veux investir dans l'Oriental", {"region": "oriental"}),
        ("my company is an SA in Rabat", {"legal_form": "SA", "city": "Rabat", "region": "rabat-sale-kenitra"}),
        ("bghit nchri dar f sla", {"city": "Salé", "region": "rabat-sale-kenitra"}),
    ],
)
def test_what_is_said_in_passing(text: str, slots: dict[str, str]) -> None:
    assert _heard(text) == slots


@pytest.mark.parametrize(
    "text",
    [
        "Quel est le capital minimum d'une SARL ?",
        "Que dit la convention fiscale avec la France ?",
        "Je transfère mon argent de France",
        "J'ai 50 millions",  # dirhams or centimes: nobody can tell
        "mi casa es bonita",
        "Faut-il 50 MDH pour un projet stratégique à Agadir ?",
    ],
)
def test_what_says_nothing_of_its_author(text: str) -> None:
    assert _heard(text) == {}


def test_a_later_word_corrects_an_earlier_one() -> None:
    heard = LISTENER.hear("Finalement je veux investir à Nador avec 100 000 euros", FULL).profile
    assert (heard.residence, heard.city, heard.region) == ("BE", "Nador", "oriental")
    assert (heard.amount_mad, heard.amount, heard.currency) == ("", "100000", "EUR")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_back_whole(language: Language) -> None:
    said = LISTENER.noted(FULL, language)
    assert "2\u00a0000\u00a0000" in said
    assert "{" not in said
    assert len(LISTENER.known(FULL, language)) == 5


def test_every_province_is_a_place_of_its_region() -> None:
    for region in CONTACTS.regions.values():
        for province in region.provinces:
            found = LISTENER.places.mentions(plain(province))
            assert region.id in {mention.place.region for mention in found}, province


def test_every_text_is_there() -> None:
    assert missing(PROMPTS.profile) == []


@given(text=st.text(max_size=80))
def test_any_text_can_be_heard(text: str) -> None:
    heard = LISTENER.hear(f"je vis {text}", Profile()).profile
    assert not heard.amount_mad or heard.amount_mad.isdigit()
