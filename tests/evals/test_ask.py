import asyncio
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.services import Services
from evals.ask import Interviewer, Journal, ask_all
from evals.framing import Framing
from evals.items import Dialogue, DialogueTurn, Item, Question
from evals.result import About, Scored
from evals.search import Searcher
from evals.service import InProcess
from ingest.types import Language
from tests.conftest import ROOT, silent

FR = Language("fr")
ABOUT = About("2026-11-25T10:00:00+00:00", "s", "0", "c", "", "v1", "hash", "extractive", "abc", {}, {})
ITEMS: list[Item] = [Question(f"q{number}", FR, "?", key_facts=("5",)) for number in range(6)]


async def scored(item: Item) -> list[Scored]:
    await asyncio.sleep(0)
    return [Scored(item.id, "fr", {"answered": 1.0}, 1.0)]


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    asked: list[str] = []

    async def stops(item: Item) -> list[Scored]:
        if len(asked) == 3:
            raise KeyboardInterrupt
        asked.append(item.id)
        return await scored(item)

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(ask_all(ITEMS, stops, Journal(tmp_path, "answers", ABOUT), 1, silent))
    [unfinished] = (tmp_path / "evals" / "unfinished").iterdir()
    unfinished.write_text(unfinished.read_text() + '{"item": "q3", "sco')  # what a kill leaves

    async def goes_on(item: Item) -> list[Scored]:
        asked.append(item.id)
        return await scored(item)

    later = replace(ABOUT, at="2026-11-25T11:00:00+00:00")
    found = asyncio.run(ask_all(ITEMS, goes_on, Journal(tmp_path, "answers", later), 4, silent))
    assert [each.id for each in found] == [item.id for item in ITEMS]
    assert sorted(asked) == [item.id for item in ITEMS]
    assert not unfinished.exists()


def test_a_run_of_something_else_begins_anew(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "answers", ABOUT)
    journal.add(ITEMS[0], asyncio.run(scored(ITEMS[0])))
    assert Journal(tmp_path, "answers", ABOUT).done
    assert not Journal(tmp_path, "answers", replace(ABOUT, index_version="v2")).done
    assert not Journal(tmp_path, "refusals", ABOUT).done


def test_questions_are_asked_several_at_once(tmp_path: Path) -> None:
    at_work, most = 0, 0

    async def slow(item: Item) -> list[Scored]:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        await asyncio.sleep(0.01)
        at_work -= 1
        return await scored(item)

    asyncio.run(ask_all(ITEMS, slow, Journal(tmp_path, "answers", ABOUT), 3, silent))
    assert most == 3


@pytest.fixture
def interviewer(services: Services) -> Interviewer:
    searcher = Searcher(services.index, services.encoder, services.termbase, services.retrieval)
    return Interviewer(InProcess(services), Framing.load(ROOT / "prompts"), searcher)


def test_a_question_is_put_to_the_service_and_scored(interviewer: Interviewer) -> None:
    item = Question("q", FR, "Quel est le capital minimum de la SARL ?", key_facts=("pas de capital minimum",))
    [found] = asyncio.run(interviewer.ask(item))
    assert found.scores["key_facts_in_text_or_quotes"] == 1.0
    assert found.scores["quotes_verbatim"] == 1.0
    assert found.detail["why"] == []
    assert found.detail["status"] == "answered"
    assert found.detail["passages"]
    json.dumps(found.detail)


def test_a_question_about_another_day(interviewer: Interviewer) -> None:
    item = Question("q", FR, "Quel est le capital minimum de la SARL ?", key_facts=("10 000",), as_of=date(2010, 1, 1))
    [found] = asyncio.run(interviewer.ask(item))
    assert found.scores["key_facts_in_text_or_quotes"] == 1.0


def test_a_dialogue_is_one_conversation(interviewer: Interviewer) -> None:
    turns = (
        DialogueTurn(1, FR, "Bonjour", "smalltalk"),
        DialogueTurn(2, FR, "Quel est le capital minimum de la SARL ?", "answer", ("pas de capital minimum",)),
        DialogueTurn(3, Language("en"), "thank you", "answer"),
    )
    found = asyncio.run(interviewer.ask(Dialogue("d", turns)))
    assert [each.id for each in found] == ["d/1", "d/2", "d/3"]
    assert [each.scores["turn_success"] for each in found] == [1.0, 1.0, 0.0]
    assert found[2].scores["dialogue_success"] == 0.0
    assert found[2].detail["before"][0] == "Bonjour"
