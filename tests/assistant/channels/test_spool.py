from pathlib import Path

import pytest

from assistant.channels.errors import SpoolUnavailable
from assistant.channels.spool import Spool


def test_rows_are_kept_in_order_by_several_processes(tmp_path: Path) -> None:
    first, second = Spool(tmp_path / "a" / "spool.sqlite"), Spool(tmp_path / "a" / "spool.sqlite")
    first.add([{"event": "1"}, {"event": "2"}])
    second.add([{"event": "3"}])
    rows = first.oldest(2)
    assert [entry["event"] for _, entry in rows] == ["1", "2"]
    second.remove([number for number, _ in rows])
    first.close()
    assert [entry["event"] for _, entry in second.oldest(9)] == ["3"]
    second.close()


def test_a_file_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "spool.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(SpoolUnavailable):
        Spool(tmp_path / "spool.sqlite")
    spool = Spool(tmp_path / "other.sqlite")
    spool.close()
    with pytest.raises(SpoolUnavailable):
        spool.add([{"event": "1"}])
