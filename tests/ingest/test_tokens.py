from pathlib import Path

from ingest.tokens import TokenCounter


def test_counts_offline_and_keeps_the_vocabulary(tmp_path: Path) -> None:
    """`hello world` is two tokens of o200k_base."""
    assert TokenCounter(tmp_path).count("hello world") == 2
    assert [path.stat().st_size > 1_000_000 for path in tmp_path.iterdir()] == [True]
    assert TokenCounter(tmp_path).count("") == 0
