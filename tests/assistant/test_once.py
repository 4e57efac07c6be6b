from collections.abc import Sequence

from assistant.once import EncodeOnce
from tests.fakes import HashEncoder


class _Counting(HashEncoder):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> list[list[float]]:
        self.asked += texts
        return super().encode_queries(texts)

    def encode_across(self, texts: Sequence[str]) -> list[list[float]]:
        self.asked += [f"across {text}" for text in texts]
        return super().encode_queries(texts)


def test_a_query_is_encoded_once_and_each_way_by_itself() -> None:
    plain, counting = HashEncoder(), _Counting()
    once = EncodeOnce(counting)
    assert once.encode_queries(["a", "b", "a"]) == plain.encode_queries(["a", "b", "a"])
    assert once.encode_queries(["b", "c"]) == plain.encode_queries(["b", "c"])
    assert once.encode_across(["a"]) == once.encode_across(["a"]) == plain.encode_queries(["a"])
    assert counting.asked == ["a", "b", "c", "across a"]
    assert once.encode_passages(["a"]) == plain.encode_passages(["a"])
    assert (once.name, once.dimensions) == (plain.name, plain.dimensions)
