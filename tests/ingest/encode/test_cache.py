from pathlib import Path

import pytest

from ingest.encode.cache import VectorCache
from tests.fakes import HashEncoder


def test_only_what_is_new_is_encoded(tmp_path: Path) -> None:
    encoder, told = HashEncoder(), list[int]()
    cache = VectorCache(tmp_path / "vectors.sqlite")
    first = cache.encode(["un", "deux"], encoder, 1, told.append)
    cache.close()
    again = VectorCache(tmp_path / "vectors.sqlite")
    second = again.encode(["deux", "trois", "un"], encoder, 8, told.append)
    assert encoder.passages == ["un", "deux", "trois"]
    assert [list(vector) for vector in (second[2], second[0])] == [list(vector) for vector in first]
    assert told == [0, 1, 1, 2, 1]


def test_another_encoder_shares_nothing(tmp_path: Path) -> None:
    cache, other = VectorCache(tmp_path / "vectors.sqlite"), HashEncoder()
    cache.encode(["un"], HashEncoder(), 1, lambda _: None)
    other.name = "other"
    cache.encode(["un"], other, 1, lambda _: None)
    assert other.passages == ["un"]


def test_a_run_that_dies_keeps_what_it_had(tmp_path: Path) -> None:
    class Dying(HashEncoder):
        def encode_passages(self, texts):  # type: ignore[no-untyped-def]
            if self.passages:
                raise KeyboardInterrupt
            return super().encode_passages(texts)

    cache = VectorCache(tmp_path / "vectors.sqlite")
    with pytest.raises(KeyboardInterrupt):
        cache.encode(["a", "bb"], Dying(), 1, lambda _: None)
    after = HashEncoder()
    cache.encode(["a", "bb"], after, 1, lambda _: None)
    assert after.passages == ["bb"]
