import pytest

from assistant.channels.turns import Turns
from assistant.channels.types import Said
from assistant.services import Services
from assistant.types import Turn
from tests.fakes import FakeHistory

pytestmark = pytest.mark.anyio


async def test_an_answer_as_channels_need_it_also_when_only_the_memory_has_it(services: Services, history: FakeHistory) -> None:
    turn = Turn("a" * 32, "b" * 32, "Quel est le capital minimum de la SARL ?")
    said = await Turns(services)(turn, ())
    assert said.language == "fr"
    assert "[1]" in said.text
    assert str(said.citations[0]["source_url"]).startswith("/v1/sources/")
    (exchange,) = history.conversations[turn.conversation_id]
    assert Said.remembered(exchange) == said
    vague = Turn("c" * 32, "d" * 32, "Combien ça coûte ?")
    said = await Turns(services)(vague, ())
    assert len(said.choices) == 5
    (exchange,) = history.conversations[vague.conversation_id]
    assert Said.remembered(exchange) == said
