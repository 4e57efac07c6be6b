from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from assistant.channels.errors import BadSeal
from assistant.channels.seal import Sealer


def test_ids_need_the_key_and_what_is_sealed_comes_back() -> None:
    sealer = Sealer(b"key")
    assert sealer.id("whatsapp", "212600000000") == sealer.id("whatsapp", "212600000000")
    assert sealer.id("ab", "c") != sealer.id("a", "bc")
    assert Sealer(b"other").id("x") != sealer.id("x")
    assert len(sealer.id("x")) == 32
    sealed = sealer.seal({"text": "سر"})
    assert "سر" not in sealed
    assert sealer.unseal(sealed) == {"text": "سر"}
    with pytest.raises(BadSeal):
        Sealer(b"other").unseal(sealed)
    with pytest.raises(BadSeal):
        sealer.unseal(sealed[:-4])


def test_a_seal_may_be_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    sealer = Sealer(b"key")
    sealed = sealer.seal("x")
    monkeypatch.setattr("cryptography.fernet.time.time", lambda: 4_000_000_000)
    with pytest.raises(BadSeal):
        sealer.unseal(sealed, 3_600)
    assert isinstance(sealer._fernet, Fernet)


def test_a_key_is_made_once_for_this_user_only(tmp_path: Path) -> None:
    folder = tmp_path / "channels"
    first = Sealer.load("", folder)
    assert (folder / "key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["key"]
    assert Sealer.load("", folder).id("x") == first.id("x")
    assert Sealer.load("given", folder).id("x") == Sealer(b"given").id("x") != first.id("x")
