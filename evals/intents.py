"""Learn to tell messages by their meaning, from the examples of evals/messages."""

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from assistant.intents import QUESTION
from ingest.types import Encoder

MESSAGES = Path("evals/messages")
_NAMES = {"normal": QUESTION, "small_talk": "profile"}  # of rules.toml, which names what the router says
_STRENGTH = 10.0
_DIGITS = 3
_FOLDS, _SEED = 5, 7
_BELIEVED = 0.5
Example = tuple[str, str]
"""A kind, and a message of it."""


def read_examples(folder: Path) -> list[Example]:
    """Every message of the folder's files of kinds, languages and messages."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        kinds = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [
            (_NAMES.get(kind, kind), message)
            for kind, by_language in kinds.items()
            for messages in by_language.values()
            for message in messages
        ]
    return found


def learn(examples: Sequence[Example], encoder: Encoder) -> tuple[str, float, float]:
    """The classifier as JSON. Of examples held back: which share of the others is told, which of questions is lost."""
    vectors = np.array([encoder.encode_queries([message])[0] for _, message in examples])
    kinds = np.array([kind for kind, _ in examples])
    mean = vectors.mean(axis=0)
    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=3000)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
    chances = cross_val_predict(model, vectors - mean, kinds, cv=folds, method="predict_proba")
    model.fit(vectors - mean, kinds)
    constants = model.intercept_ - model.coef_ @ mean
    written = {
        "encoder": encoder.name,
        "kinds": [str(kind) for kind in model.classes_],
        "weights": [[round(float(weight), _DIGITS) for weight in row] for row in model.coef_],
        "constants": [round(float(constant), _DIGITS) for constant in constants],
    }
    said = np.where(chances.max(axis=1) >= _BELIEVED, model.classes_[chances.argmax(axis=1)], QUESTION)
    questions = kinds == QUESTION
    return json.dumps(written), float(np.mean((said == kinds)[~questions])), float(np.mean(said[questions] != QUESTION))
