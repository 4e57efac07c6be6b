"""Settings of the channels: `CHANNELS_…`, `WHATSAPP_…`, `MESSENGER_…`. A channel is off until it is enabled."""

from pathlib import Path

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from ingest.language import FRENCH, LANGUAGES
from ingest.settings import StrictSettings


class ChannelSettings(StrictSettings):
    """What the channels share."""

    model_config = SettingsConfigDict(env_prefix="CHANNELS_", extra="forbid", frozen=True, hide_input_in_errors=True)

    state: Path = Path("var/channels")
    key: SecretStr = Field(default=SecretStr(""), description="seals what is queued and hashes ids; empty: made in `state`")
    public_url: str = Field(default="http://127.0.0.1:8000", pattern=r"^https?://\S+[^/\s]$", description="where links lead")
    language: str = Field(default=FRENCH, description="of fixed replies to a person who has said nothing yet")
    worker: bool = Field(default=True, description="work inside the server; else `python -m assistant.channels worker` does")
    concurrency: int = Field(default=4, ge=1, le=256, description="people answered at once by one worker")
    redis_timeout_seconds: float = Field(default=1.5, gt=0, le=60)
    quiet_seconds: float = Field(default=1.5, ge=0, le=30, description="without a new message before a person is answered")
    lease_seconds: float = Field(default=30, ge=1, le=600, description="after which a dead worker's messages are taken over")
    settle_seconds: float = Field(default=20, ge=0.5, le=600, description="for a status to tell what became of a send")
    retry_seconds: float = Field(default=900, ge=1, le=86_400, description="of retries of one part before staff must look")
    attempts: int = Field(default=5, ge=1, le=50, description="at an event that fails before staff must look")
    window_seconds: int = Field(default=23 * 3600, ge=60, le=24 * 3600, description="in which a message may be answered")
    delay_seconds: int = Field(default=900, ge=60, le=86_400, description="after which an answer says sorry for the delay")
    remember_days: int = Field(default=9, ge=8, le=90, description="of ids of events; Meta repeats for 7 days")
    person_days: int = Field(default=90, ge=1, le=365, description="of what is kept of a person: language, STOP")
    per_minute: int = Field(default=10, ge=1, le=10_000, description="messages of a person that are answered")
    per_hour: int = Field(default=60, ge=1, le=10_000)
    per_day: int = Field(default=150, ge=1, le=10_000)
    body_bytes: int = Field(default=3_145_728, ge=1_024, le=16_777_216, description="of a webhook")
    graph_url: str = Field(default="https://graph.facebook.com", pattern=r"^https?://\S+[^/\s]$")
    graph_version: str = Field(default="v26.0", pattern=r"^v\d+\.\d+$")

    @model_validator(mode="after")
    def _language_is_known(self) -> "ChannelSettings":
        if self.language not in LANGUAGES:
            raise ValueError(f"CHANNELS_LANGUAGE: one of {', '.join(LANGUAGES)} was expected")
        return self


class WhatsAppSettings(StrictSettings):
    """The number and its secrets, from Meta's app dashboard."""

    model_config = SettingsConfigDict(env_prefix="WHATSAPP_", extra="forbid", frozen=True, hide_input_in_errors=True)

    enabled: bool = False
    app_secret: SecretStr = Field(default=SecretStr(""), description="two with a comma between while it is being changed")
    verify_token: SecretStr = SecretStr("")
    access_token: SecretStr = SecretStr("")
    phone_number_id: str = Field(default="", pattern=r"^\d*$")
    sends_per_second: float = Field(default=64, gt=0, le=800, description="80 % of what Meta lets the number send")

    @model_validator(mode="after")
    def _is_complete(self) -> "WhatsAppSettings":
        _complete(self, ("app_secret", "verify_token", "access_token", "phone_number_id"))
        return self


class MessengerSettings(StrictSettings):
    """The Page and its secrets, from Meta's app dashboard."""

    model_config = SettingsConfigDict(env_prefix="MESSENGER_", extra="forbid", frozen=True, hide_input_in_errors=True)

    enabled: bool = False
    app_secret: SecretStr = Field(default=SecretStr(""), description="two with a comma between while it is being changed")
    verify_token: SecretStr = SecretStr("")
    page_token: SecretStr = SecretStr("")
    page_id: str = Field(default="", pattern=r"^\d*$")
    app_id: str = Field(default="", pattern=r"^\d*$")
    sends_per_second: float = Field(default=240, gt=0, le=300, description="80 % of what Meta lets the Page send")
    check_hours: float = Field(default=24, gt=0, le=168, description="between looks whether the Page is still subscribed")

    @model_validator(mode="after")
    def _is_complete(self) -> "MessengerSettings":
        _complete(self, ("app_secret", "verify_token", "page_token", "page_id", "app_id"))
        return self


def secrets(value: SecretStr) -> list[bytes]:
    """The secrets that are valid now: one, or two while one is being replaced."""
    return [one.strip().encode() for one in value.get_secret_value().split(",") if one.strip()]


def _complete(settings: WhatsAppSettings | MessengerSettings, needed: tuple[str, ...]) -> None:
    prefix = settings.model_config.get("env_prefix", "")
    missing = [f"{prefix}{name.upper()}" for name in needed if not _filled(getattr(settings, name))]
    if settings.enabled and missing:
        raise ValueError(f"{prefix}ENABLED needs {', '.join(missing)}: set them, or leave the channel off")


def _filled(value: SecretStr | str) -> bool:
    return bool(value.get_secret_value().strip(", ") if isinstance(value, SecretStr) else value)
