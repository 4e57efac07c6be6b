import pytest

from assistant.support import supports
from ingest.types import Language
from tests.fakes import HashEncoder

FR, EN, AR = Language("fr"), Language("en"), Language("ar")
CAPITAL = "La SARL n'a pas de capital minimum légal. Les associés fixent librement le capital dans les statuts."
PREMIUM = "La prime territoriale est de 10 % dans les provinces éloignées. La prime sectorielle est de 5 % de l'investissement."
LIMITS = "Le projet coûte au moins 1 000 000 DH. La subvention est plafonnée à 5 000 000 DH."
TRANSFER = "Le prix de vente peut être transféré à l'étranger sans autorisation préalable."


class Unsure(HashEncoder):
    """Finds everything far from everything: what it is asked about is not supported."""

    def _vector(self, text: str) -> list[float]:
        vector = [0.0] * self.dimensions
        vector[sum(text.encode()) % self.dimensions] = 1.0
        return vector


class Sure(HashEncoder):
    """Finds everything near: what still falls does so for another reason."""

    def _vector(self, text: str) -> list[float]:
        return [1.0] + [0.0] * (self.dimensions - 1)


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("La SARL n'a pas de capital minimum légal.", CAPITAL),
        ("Aucun capital minimum légal n'est exigé pour la SARL.", CAPITAL),
        ("Les associés fixent le capital librement, dans les statuts.", CAPITAL),
        ("Dans les provinces éloignées, la prime territoriale est de dix pour cent.", PREMIUM),
        ("La prime territoriale est de 10 % et la prime sectorielle de 5 %.", PREMIUM),
        ("Le projet doit coûter au moins 1 MDH.", LIMITS),
        ("La subvention est plafonnée à cinq millions de dirhams.", LIMITS),
        ("Le prix de vente peut être transféré à l'étranger sans autorisation.", TRANSFER),
    ],
)
def test_what_the_source_says_in_other_words_is_supported(said: str, source: str) -> None:
    assert supports(said, [source], FR, Unsure())


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("La SARL a un capital minimum légal.", CAPITAL),  # the denial is gone
        ("Les associés ne fixent pas librement le capital dans les statuts.", CAPITAL),  # a denial is added
        ("La prime territoriale est de 5 % dans les provinces éloignées.", PREMIUM),  # the other premium's number
        ("La prime territoriale est de 15 % dans les provinces éloignées.", PREMIUM),
        ("La prime territoriale est de 10 ans dans les provinces éloignées.", PREMIUM),  # the number of another unit
        ("Le projet coûte au plus 1 000 000 DH.", LIMITS),
        ("La subvention est d'au moins 5 000 000 DH.", LIMITS),
        ("Le prix de vente peut être transféré à l'étranger avec autorisation préalable.", TRANSFER),
        ("Le tajine aux pruneaux se prépare en cuisine.", CAPITAL),  # about something else
        ("", CAPITAL),
    ],
)
def test_what_the_source_does_not_say_is_not(said: str, source: str) -> None:
    assert not supports(said, [source], FR, Unsure())


@pytest.mark.parametrize(
    ("said", "source", "language"),
    [
        ("The profit is taxable.", "The profit is exempt from tax.", EN),
        ("The lease must be registered after signature.", "The lease must be registered before signature.", EN),
        ("The declaration is optional for the company.", "The declaration is mandatory for the company.", EN),
        ("The fee does not exceed 500 DH a year.", "The fee is at least 500 DH a year.", EN),
        ("يمكن تحويل ثمن البيع بدون رخصة.", "لا يمكن تحويل ثمن البيع.", AR),
        ("للشركة حد أدنى قانوني للرأسمال.", "ليس للشركة حد أدنى قانوني للرأسمال.", AR),
        ("الحد الأقصى لكلفة المشروع 1.000.000 درهم.", "الحد الأدنى لكلفة المشروع 1.000.000 درهم.", AR),
    ],
)
def test_a_turned_round_sense_is_caught_however_near_it_is(said: str, source: str, language: Language) -> None:
    assert not supports(said, [source], language, Sure())


def test_in_another_language_the_encoder_decides_and_numbers_and_denials_still_must_hold() -> None:
    assert supports("De SARL heeft geen wettelijk minimum.", [CAPITAL], FR, Sure())
    assert not supports("De SARL heeft geen wettelijk minimum.", [CAPITAL], FR, Unsure())
    assert not supports("De SARL heeft een minimum van 10 000 DH.", [CAPITAL], FR, Sure())
    assert not supports("De SARL heeft een wettelijk kapitaal.", ["La SARL n'a pas de capital minimum légal."], FR, Sure())


def test_an_encoder_is_not_asked_about_what_stands_there_word_for_word() -> None:
    encoder = HashEncoder()
    encoder.encode_queries = None  # type: ignore[method-assign, assignment]
    assert supports("Les associés fixent\nlibrement le capital dans les statuts.", [CAPITAL], FR, encoder)


def test_a_piece_of_a_number_is_not_word_for_word() -> None:
    assert not supports("000 DH", ["Le plafond est de 1000 DH."], FR, Unsure())
