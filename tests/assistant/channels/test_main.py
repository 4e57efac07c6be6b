import asyncio
from pathlib import Path

import pytest

from assistant.channels.__main__ import main
from tests.assistant.channels.stage import stage


def leave_a_dead_letter(url: str, state: Path) -> None:
    async def scenario() -> None:
        async with stage(url, state, attempts=1) as it:
            it.answer.breaks = True
            await it.whatsapp("text", {"body": "Une question"})
            await it.outcomes(1)

    asyncio.run(scenario())


def test_staff_list_retry_and_dismiss(
    valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    leave_a_dead_letter(valkey, tmp_path)
    monkeypatch.setenv("REDIS_URL", valkey)
    monkeypatch.setenv("CHANNELS_STATE", str(tmp_path))
    monkeypatch.setenv("CHANNELS_KEY", "k")
    capsys.readouterr()
    assert main(["dead-letters"]) == 0
    listed = capsys.readouterr().out
    assert "whatsapp" in listed
    assert "Une question" not in listed
    assert main(["dead-letters", "--text"]) == 0
    assert "Une question" in capsys.readouterr().out
    letter = listed.split()[0]
    assert main(["retry", "nothing"]) == 1
    assert main(["retry", letter]) == 0
    assert "1 on their way again" in capsys.readouterr().out
    leave_a_dead_letter(valkey, tmp_path)
    assert main(["dismiss", "--all"]) == 0
    capsys.readouterr()
    assert main(["dead-letters"]) == 0
    assert capsys.readouterr().out == "0 dead letters\n"


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("INGEST_STATE", str(tmp_path))
    assert main(["dead-letters"]) == 2
    assert "REDIS_URL" in capsys.readouterr().err
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:9")
    monkeypatch.setenv("CHANNELS_STATE", str(tmp_path))
    assert main(["dead-letters"]) == 2
    with pytest.raises(SystemExit):
        main(["retry"])
    assert main(["worker"]) == 2
    assert "WHATSAPP_ENABLED" in capsys.readouterr().err
