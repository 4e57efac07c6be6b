"""Settings of the judge, `JUDGE_…`."""

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from ingest.settings import StrictSettings


class JudgeSettings(StrictSettings):
    """The chat model that judges answers; any OpenAI-compatible endpoint. Empty: there is none."""

    model_config = SettingsConfigDict(env_prefix="JUDGE_", extra="forbid", frozen=True)

    model_url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    model_name: str = ""
    model_key: SecretStr = SecretStr("")
    seconds: float = Field(default=60.0, gt=0, le=600, description="for one verdict")
    parallel: int = Field(default=4, ge=1, le=64, description="verdicts at once")
