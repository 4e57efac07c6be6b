"""Settings of ingestion and of the index. The environment is read here, in `settings.py` files, only."""

import os
from pathlib import Path

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class StrictSettings(BaseSettings):
    """Settings that refuse an environment variable with their prefix that they do not know."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="after")
    def _no_unknown_variable(self) -> "StrictSettings":
        prefix = self.model_config.get("env_prefix", "")
        known = {f"{prefix}{name}".upper() for name in type(self).model_fields}
        unknown = sorted(name for name in os.environ if prefix and name.startswith(prefix) and name not in known)
        if unknown:
            raise ValueError(f"unknown setting {', '.join(unknown)}; known are {', '.join(sorted(known))}")
        return self


class IngestSettings(StrictSettings):
    """`INGEST_…`, and `QDRANT_URL`, `QDRANT_API_KEY`."""

    model_config = SettingsConfigDict(env_prefix="INGEST_", extra="forbid", frozen=True, populate_by_name=True)

    state: Path = Path("var")
    encoder: str = Field(default="", description="empty: the bundled model; else a sentence-transformers name or folder")
    encoder_threads: int = Field(default=0, ge=0, le=256, description="0: all cores")
    chunk_tokens: int = Field(default=220, ge=32, le=500)
    k1: float = Field(default=1.2, gt=0, le=10)
    b: float = Field(default=0.75, ge=0, le=1)
    batch_size: int = Field(default=32, ge=1, le=1024)
    keep_versions: int = Field(default=2, ge=1, le=50)
    max_file_megabytes: int = Field(default=50, ge=1, le=1000)
    qdrant_url: str = Field(default="", validation_alias="QDRANT_URL")
    qdrant_api_key: str = Field(default="", validation_alias="QDRANT_API_KEY", repr=False)
    qdrant_timeout_seconds: int = Field(default=10, ge=1, le=600)
