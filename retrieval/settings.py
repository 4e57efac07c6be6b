"""Settings of retrieval, `RETRIEVAL_…`."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from ingest.settings import StrictSettings


class RetrievalSettings(StrictSettings):
    """Bounds and weights of the search."""

    model_config = SettingsConfigDict(env_prefix="RETRIEVAL_", extra="forbid", frozen=True)

    termbase: Path = Path("corpora/mdm/termbase.csv")
    sub_search_limit: int = Field(default=40, ge=1, le=1000, description="hits of each sub-search")
    rrf_k: int = Field(default=20, ge=1, le=1000)
    other_language_weight: float = Field(
        default=0.8, ge=0, le=1, description="of rankings in a language the reader did not ask in"
    )
    sparse_weight: float = Field(default=1.0, ge=0, le=10)
    parallel_weight: float = Field(default=0.3, ge=0, le=1, description="of a section's other language versions beside its best")
    candidates: int = Field(default=20, ge=1, le=100, description="sections that are reranked")
    passages: int = Field(default=10, ge=1, le=50)
    passage_tokens: int = Field(default=450, ge=50, le=4000)
    min_similarity: float = Field(default=0.8, ge=0, le=1, description="cosine below which nothing answers")
    min_confidence: float = Field(default=0.25, ge=0, le=1, description="chance below which passages do not answer")
