import tomllib
from pathlib import Path

import pytest

from assistant.route import missing
from assistant.types import Profile, Status
from ingest.types import Language
from tests.conftest import LISTENER, PROMPTS, ROUTER

ROUTED = tomllib.loads((Path(__file__).parents[2] / "evals" / "messages" / "rules.toml").read_text(encoding="utf-8"))
MESSAGES = [(kind, language, text) for kind, by in ROUTED.items() for language, texts in by.items() for text in texts]


def _route(text: str, language: str, has_subject: bool = False) -> str:
    route = ROUTER.route(text, Language(language), LISTENER.hear(text, Profile()), has_subject)
    return route.status.value if route else "normal"


def test_there_are_enough_messages() -> None:
    assert sum(kind == "normal" for kind, _, _ in MESSAGES) >= 90
    assert sum(kind != "normal" for kind, _, _ in MESSAGES) >= 60
    assert all(len(by) == 9 for by in ROUTED.values())


@pytest.mark.parametrize(("kind", "language", "text"), MESSAGES)
def test_a_message_is_told_or_searched_for(kind: str, language: str, text: str) -> None:
    assert _route(text, language) == kind


@pytest.mark.parametrize(
    ("text", "language"),
    [("Combien ça coûte ?", "fr"), ("which documents?", "en"), ("كم التكلفة؟", "ar"), ("chhal?", "ary-Latn")],
)
def test_with_a_subject_before_it_a_vague_message_is_searched_for(text: str, language: str) -> None:
    assert _route(text, language, has_subject=True) == "normal"


def test_foreign_law_names_the_country() -> None:
    text = "Moet ik mijn huis in Nador aangeven in Nederland?"
    route = ROUTER.route(text, Language("nl"), LISTENER.hear(text, Profile()), has_subject=False)
    assert route is not None
    assert (route.status, route.country) == (Status.FOREIGN_LAW, "NL")


def test_a_clarifying_question_offers_choices_in_the_askers_words() -> None:
    text, options = ROUTER.clarify("vague", "Combien ça coûte ?", Language("fr"))
    assert text.endswith(".")
    assert options[0].message == "Créer une société : Combien ça coûte ?"
    assert len(options) == 5
    for kind in ("broad", "vague"):
        for language in map(Language, ("fr", "ar", "ary", "ary-Latn", "en", "es", "nl", "it", "de")):
            _, options = ROUTER.clarify(kind, "?", language)
            assert all(_route(option.message, language) == "normal" for option in options if kind == "broad")
            assert all(len(option.label) <= 20 for option in options)  # as long as a button of Messenger


def test_every_text_is_there() -> None:
    assert missing(PROMPTS.route) == []
    assert missing({"clarify": {"broad": {"fr": "?"}}, "option": []})[0] == "[clarify.broad] ar"
