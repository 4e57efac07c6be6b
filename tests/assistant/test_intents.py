import json
from pathlib import Path

import pytest

from assistant.intents import PATH, Intents, refused, told
from assistant.types import Status

INTENTS = Intents("e", ("question", "harmful"), ((1.0, 0.0), (0.0, 1.0)), (0.0, 0.0))


def test_chances_sum_to_one_and_follow_the_vector() -> None:
    chances = INTENTS.chances((0.0, 2.0))
    assert sum(chances.values()) == pytest.approx(1.0)
    assert chances["harmful"] > chances["question"]


def test_a_file_for_another_encoder_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "intents.json"
    path.write_text(json.dumps({"encoder": "e", "kinds": ["question"], "weights": [[1.0]], "constants": [0.0]}), encoding="utf-8")
    assert Intents.load(path, "e") is not None
    assert Intents.load(path, "another") is None
    assert Intents.load(tmp_path / "none.json", "e") is None


def test_the_file_of_the_project_is_complete() -> None:
    read = json.loads(PATH.read_text(encoding="utf-8"))
    assert len(read["kinds"]) == len(read["weights"]) == len(read["constants"])
    assert {"question", *(status.value for status in (Status.FOREIGN_LAW, Status.HARMFUL))} <= set(read["kinds"])


@pytest.mark.parametrize(
    ("chances", "has_subject", "kind"),
    [
        ({"thanks": 0.6, "question": 0.4}, False, "thanks"),
        ({"thanks": 0.6, "question": 0.4}, True, "question"),
        ({"clarify": 0.9}, True, "question"),
        ({"harmful": 0.9}, False, "question"),
        ({}, False, "question"),
    ],
)
def test_only_what_needs_no_search_is_told_before_it(chances: dict[str, float], has_subject: bool, kind: str) -> None:
    assert told(chances, has_subject) == kind


def test_a_refusal_must_outweigh_what_was_found() -> None:
    chances = {"foreign_law": 0.5}
    assert refused(chances, 0.4, sufficient=True, has_subject=False) is Status.FOREIGN_LAW
    assert refused(chances, 0.4, sufficient=True, has_subject=True) is None
    assert refused(chances, 0.6, sufficient=True, has_subject=False) is None
    assert refused({"foreign_law": 0.3}, 0.19, sufficient=False, has_subject=False) is Status.FOREIGN_LAW
    assert refused({}, 0.1, sufficient=False, has_subject=False) is Status.NO_SOURCE


def test_nobody_is_called_a_cheat_on_a_guess() -> None:
    assert refused({"harmful": 0.3}, 0.2, sufficient=True, has_subject=False) is Status.NO_SOURCE
    assert refused({"harmful": 0.6}, 0.2, sufficient=True, has_subject=False) is Status.HARMFUL
