import pytest

from ingest.wheel import wheel_file


def test_finds_a_file_and_names_what_is_missing() -> None:
    assert wheel_file("bpe_openai", "data/o200k_base.tiktoken.gz").stat().st_size > 10**6
    with pytest.raises(FileNotFoundError, match="nowhere/at_all"):
        wheel_file("nowhere", "at_all")
