import pytest
from pydantic import SecretStr, ValidationError

from assistant.channels.settings import ChannelSettings, MessengerSettings, WhatsAppSettings, secrets


def test_channels_are_off_and_need_nothing() -> None:
    assert not WhatsAppSettings().enabled
    assert not MessengerSettings().enabled
    assert ChannelSettings().graph_version.startswith("v")


@pytest.mark.parametrize("missing", ["APP_SECRET", "VERIFY_TOKEN", "ACCESS_TOKEN", "PHONE_NUMBER_ID"])
def test_a_channel_that_lacks_a_secret_does_not_start_and_shows_none(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    values = {"APP_SECRET": "s3cret", "VERIFY_TOKEN": "t0ken", "ACCESS_TOKEN": "acc3ss", "PHONE_NUMBER_ID": "12"}
    monkeypatch.setenv("WHATSAPP_ENABLED", "true")
    for name, value in values.items():
        monkeypatch.setenv(f"WHATSAPP_{name}", "" if name == missing else value)
    with pytest.raises(ValidationError, match=f"needs WHATSAPP_{missing}:") as caught:
        WhatsAppSettings()
    assert not any(value in str(caught.value) for value in ("s3cret", "t0ken", "acc3ss"))


def test_unknown_names_and_bad_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHANNELS_WORKERS", "2")
    with pytest.raises(ValidationError, match="CHANNELS_WORKERS"):
        ChannelSettings()
    monkeypatch.delenv("CHANNELS_WORKERS")
    for name, value in (("language", "xx"), ("public_url", "ftp://x"), ("graph_version", "26"), ("window_seconds", 10**6)):
        with pytest.raises(ValidationError):
            ChannelSettings.model_validate({name: value})


def test_two_secrets_while_one_is_replaced() -> None:
    assert secrets(SecretStr("new, old")) == [b"new", b"old"]
    assert secrets(SecretStr("")) == []
