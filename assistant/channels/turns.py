"""The turn, as channels take it: one answer at the end, no tokens between."""

from assistant.channels.types import Choice, Said
from assistant.services import Services
from assistant.turn import take_turn
from assistant.types import Answer, Exchange, Turn
from assistant.wire import citation_body


class Turns:
    """Answers by the services of the chat."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def __call__(self, turn: Turn, history: tuple[Exchange, ...]) -> Said:
        """Take the turn; whatever its status, its text is what is said."""
        answer = [event async for event in take_turn(turn, history, self._services)][-1]
        assert isinstance(answer, Answer)
        choices = tuple(Choice(option.label, option.message) for option in answer.options)
        return Said(answer.text, answer.language, tuple(citation_body(citation) for citation in answer.citations), choices)
