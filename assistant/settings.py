"""Settings of the chat service, `ASSISTANT_…`, and `REDIS_URL`."""

from pathlib import Path

from pydantic import Field, SecretStr, model_validator
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
    answer_sentences: int = Field(default=5, ge=1, le=10)
    answer_whole_passage: int = Field(default=4, ge=1, le=10, description="sentences up to which a passage is quoted whole")
    answer_passages: int = Field(default=4, ge=1, le=10)
    feedback_keep_days: int = Field(default=365, ge=1, le=3650)
    model_url: str = Field(
        default="", pattern=r"^(https?://\S+)?$", description="an OpenAI-compatible endpoint; empty: no chat model"
    )
    model_name: str = Field(default="", description="of the model, as the endpoint calls it")
    model_key: SecretStr = SecretStr("")
    model_permits: int = Field(default=4, ge=0, le=256, description="drafts at work at once; none free: busy, at once")
    model_first_token_seconds: float = Field(default=15.0, gt=0, le=300)
    model_total_seconds: float = Field(default=45.0, gt=0, le=600, description="of a draft, its retry included")
    model_prompt_tokens: int = Field(default=6_000, ge=500, le=200_000)
    model_history_tokens: int = Field(default=1_000, ge=0, le=100_000, description="of the prompt's, for earlier turns")
    model_answer_tokens: int = Field(default=700, ge=16, le=8_000)
    model_failures: int = Field(default=3, ge=1, le=100, description="in a row, before the model is left alone")
    model_rest_seconds: float = Field(default=30.0, gt=0, le=3_600, description="how long it is left alone")

    @model_validator(mode="after")
    def _model_is_named(self) -> "AssistantSettings":
        if bool(self.model_url) != bool(self.model_name):
            raise ValueError("ASSISTANT_MODEL_URL and ASSISTANT_MODEL_NAME go together: set both, or neither")
        return self


class LimitSettings(StrictSettings):
    """How much one person may ask, `LIMITS_…`. 0 takes a limit away."""

    model_config = SettingsConfigDict(env_prefix="LIMITS_", extra="forbid", frozen=True)

    conversation_per_minute: int = Field(default=10, ge=0)
    conversation_per_hour: int = Field(default=60, ge=0)
    conversation_per_day: int = Field(default=200, ge=0)
    address_per_minute: int = Field(default=60, ge=0, description="turns; many people may share an address")
    address_sessions_per_hour: int = Field(default=300, ge=0)
    address_reads_per_minute: int = Field(default=600, ge=0, description="everything that is cheap: feedback, conversations")
