from uuid import uuid4

from fastapi.testclient import TestClient

from tests.assistant.web.conftest import Panel
from tests.fakes import FakeFeedback

QUESTION = "Quel est le capital minimum de la SARL ?"


def test_a_vote_is_kept_without_anything_personal(panel: Panel, feedback: FakeFeedback) -> None:
    turn = uuid4().hex
    panel.ask(QUESTION, turn)
    body = {"turn_id": turn, "vote": "down", "reason": "outdated"}
    assert panel.client.post("/v1/feedback", json=body, headers=panel.headers()).status_code == 204
    (vote,) = feedback.votes.values()
    assert (vote.vote, vote.reason, vote.status, vote.language) == ("down", "outdated", "answered", "fr")
    assert vote.documents
    assert "capital minimum" not in repr(vote)
    assert 'assistant_votes_total{language="fr",reason="outdated",vote="down"}' in panel.client.get("/metrics").text


def test_users_of_the_open_api_vote_by_conversation(client: TestClient, feedback: FakeFeedback) -> None:
    answer = client.post("/v1/chat", json={"message": QUESTION}).json()
    body = {"turn_id": answer["turn_id"], "conversation_id": answer["conversation_id"], "vote": "up"}
    assert client.post("/v1/feedback", json=body).status_code == 204
    assert feedback.votes[answer["turn_id"]].reason is None


def test_what_cannot_be_voted_on_is_told(panel: Panel, feedback: FakeFeedback) -> None:
    turn = uuid4().hex
    panel.ask(QUESTION, turn)

    def vote(**body: str) -> int:
        return int(panel.client.post("/v1/feedback", json=body, headers=panel.headers()).status_code)

    assert vote(turn_id=uuid4().hex, vote="up") == 404
    assert vote(turn_id=turn, vote="sideways") == 422
    assert vote(turn_id=turn, vote="down", reason="my name is ...") == 422
    assert vote(turn_id=turn, vote="up", conversation_id="0" * 32) == 404
    feedback.down = True
    assert vote(turn_id=turn, vote="up") == 503
    panel.token = ""
    assert vote(turn_id=turn, vote="up") == 401
