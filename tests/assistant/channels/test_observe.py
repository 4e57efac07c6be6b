from pathlib import Path

import pytest
from prometheus_client import generate_latest
from structlog.testing import capture_logs

from tests.assistant.channels.stage import stage
from tests.fake_meta.graph import Error

pytestmark = pytest.mark.anyio
PHONE, PERSON = "31698765432", "5551234"


async def test_nothing_personal_is_in_logs_or_metrics(valkey: str, tmp_path: Path) -> None:
    with capture_logs() as logs:
        async with stage(valkey, tmp_path, attempts=1) as it:
            await it.whatsapp("text", {"body": "Capital de Zineb ?"}, phone=PHONE)
            await it.messenger("message", {"mid": "m.1", "text": "Impôts de Zineb ?"}, person=PERSON)
            await it.outcomes(2)
            it.meta.fault = lambda _: Error(131026)
            await it.whatsapp("text", {"body": "Zineb est là ?"}, phone=PHONE)
            await it.outcomes(3)
            it.meta.fault, it.answer.breaks = lambda _: None, True
            await it.whatsapp("text", {"body": "Et Zineb ?"}, phone=PHONE)
            await it.messenger("message", {"text": "Zineb sans identifiant"}, person=PERSON)
            await it.outcomes(5)
    assert {"event", "send", "alert", "event failed"} <= {str(line["event"]) for line in logs}
    written = f"{logs} {generate_latest().decode()}"
    for personal in (PHONE, PERSON, "Zineb"):
        assert personal not in written


async def test_metrics_are_by_channel_type_and_outcome(valkey: str, tmp_path: Path) -> None:
    async with stage(valkey, tmp_path) as it:
        await it.whatsapp("sticker", {"id": "1"}, phone=PHONE)
        await it.outcomes(1)
    metrics = generate_latest().decode()
    assert 'channel_inbound_total{channel="whatsapp",type="sticker"}' in metrics
    assert 'outcomes_total{channel="whatsapp",outcome="declined",type="sticker"}' in metrics
