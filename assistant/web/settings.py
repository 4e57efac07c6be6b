"""Settings of the widget, `WIDGET_…`."""

import re
from collections.abc import Mapping

from pydantic import Field, field_validator
from pydantic_settings import SettingsConfigDict

from ingest.settings import StrictSettings

HOME = "home"
"""The site that is our own pages; it needs no list of origins."""

_ORIGIN = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?|http://(localhost|127\.0\.0\.1)(:\d{1,5})?")
_SITE = re.compile(r"[a-z0-9-]{1,40}")
_MIN_KEY_CHARACTERS = 32


class WidgetSettings(StrictSettings):
    """Which pages may embed the widget, and how long a session lives."""

    model_config = SettingsConfigDict(env_prefix="WIDGET_", extra="forbid", frozen=True)

    enabled: bool = True
    sites: Mapping[str, tuple[str, ...]] = Field(
        default_factory=dict, description='origins that may embed, by site: {"mdm": ["https://mdm.example.ma"]}'
    )
    keys: tuple[str, ...] = Field(
        default=(), repr=False, description="sign session tokens: the first signs, all are accepted; empty: one kept in var/"
    )
    token_minutes: int = Field(default=30, ge=1, le=24 * 60, description="without use, before a session is over")
    session_hours: int = Field(default=24, ge=1, le=7 * 24)
    message_characters: int = Field(default=1_000, ge=100, le=20_000)
    privacy_url: str = Field(default="/privacy", pattern=r"^(/|https://)\S*$")

    @field_validator("sites")
    @classmethod
    def _are_sites(cls, sites: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        for site, origins in sites.items():
            if not _SITE.fullmatch(site) or site == HOME:
                raise ValueError(f"'{site}' is no name for a site: small letters, digits and '-' were expected, and not '{HOME}'")
            if not origins:
                raise ValueError(f"site '{site}' has no origin: nobody could embed it")
            for origin in origins:
                if not _ORIGIN.fullmatch(origin):
                    raise ValueError(f"site '{site}': '{origin}' is no origin such as https://www.example.ma (no path, no *)")
        return sites

    @field_validator("keys")
    @classmethod
    def _are_long(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        if any(len(key) < _MIN_KEY_CHARACTERS for key in keys):
            raise ValueError(f"a key needs at least {_MIN_KEY_CHARACTERS} characters")
        return keys
