"""Settings of the chat service, `ASSISTANT_…`, and `REDIS_URL`."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from ingest.settings import StrictSettings


class AssistantSettings(StrictSettings):
    """What is served, how much at once, and how long a conversation is kept."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", extra="forbid", frozen=True, populate_by_name=True)

    corpus: str = Field(default="mdm", pattern=r"^[\w.-]+$")
    prompts: Path = Path("prompts")
    contacts: Path = Field(default=Path("corpora/mdm"), description="folder of contacts.toml and regions.toml")
    redis_url: str = Field(default="", validation_alias="REDIS_URL", repr=False)
    redis_timeout_seconds: float = Field(default=1.5, gt=0, le=60)
    conversation_ttl_seconds: int = Field(default=86_400, ge=60, le=90 * 86_400)
    conversation_turns: int = Field(default=50, ge=1, le=500)
    history_tokens: int = Field(default=3_000, ge=100, le=100_000, description="of earlier turns that a turn looks back on")
    max_message_characters: int = Field(default=4_096, ge=100, le=20_000)
    max_body_bytes: int = Field(default=65_536, ge=1_000, le=1_000_000)
    permits: int = Field(default=4, ge=1, le=256, description="turns at work at once")
    permit_wait_seconds: float = Field(default=5.0, gt=0, le=60)
    answer_sentences: int = Field(default=6, ge=1, le=10)
    answer_whole_passage: int = Field(default=5, ge=1, le=10, description="sentences up to which a passage is quoted whole")
    answer_passages: int = Field(default=3, ge=1, le=10)
