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
    assert "no dead letter begins with nothing" in capsys.readouterr().err
    assert main(["retry", letter]) == 0
    assert "1 on their way again" in capsys.readouterr().out
    leave_a_dead_letter(valkey, tmp_path)
    assert main(["dismiss", "--all"]) == 0
    capsys.readouterr()
    assert main(["dead-letters"]) == 0
    assert capsys.readouterr().out == "0 dead letters\n"


def test_a_letter_that_nobody_can_be_answered_for_is_to_be_dismissed(
    valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def scenario() -> None:
        async with stage(valkey, tmp_path) as it:
            await it.messenger("message", {"text": "no id"})
            assert await it.outcomes(1) == ["dead"]

    asyncio.run(scenario())
    for name, value in (("REDIS_URL", valkey), ("CHANNELS_STATE", str(tmp_path)), ("CHANNELS_KEY", "k")):
        monkeypatch.setenv(name, value)
    capsys.readouterr()
    assert main(["retry", "--all"]) == 1
    said = capsys.readouterr()
    assert said.out == "0 on their way again\n"
    assert "dismiss it" in said.err


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
