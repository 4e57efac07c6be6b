"""Leave one out: the section that answers a question is taken away; does the assistant then refrain?

Right is a refusal, or an answer that still says the expected facts because they stand elsewhere too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.services import Services
from evals.framing import Framing
from evals.items import Item, Question
from evals.result import Scored, grouping
from evals.score import ANSWERED, question_scores
from evals.search import Place
from evals.service import InProcess
from ingest.types import Chunk, ChunkId, Document, DocumentId, Hit, Index, IndexMetadata, Language, Position, SubSearch


class Over:
    """An index over another one, and its own current version: what it does not say itself, the other says."""

    def __init__(self, whole: Index) -> None:
        self._whole = whole
        self.metadata: IndexMetadata = whole.metadata

    def get(self) -> Index:
        return self

    def search(self, searches: Sequence[SubSearch]) -> list[list[Hit]]:
        return self._whole.search(searches)

    def chunks(self, ids: Sequence[ChunkId]) -> dict[ChunkId, Chunk]:
        return self._whole.chunks(ids)

    def positions(self, ids: Sequence[ChunkId]) -> dict[ChunkId, Position]:
        return self._whole.positions(ids)

    def neighbours(self, at: Position, reach: int) -> list[Chunk]:
        return self._whole.neighbours(at, reach)

    def parallel(self, group: str, section_id: str, language: Language) -> list[Chunk]:
        return self._whole.parallel(group, section_id, language)

    def document(self, document_id: DocumentId) -> Document | None:
        return self._whole.document(document_id)

    def count(self) -> int:
        return self._whole.count()

    def close(self) -> None:
        """The whole index is closed by whoever opened it."""


class Without(Over):
    """An index from which a section, or a whole sheet, is hidden."""

    def __init__(self, whole: Index, place: Place) -> None:
        super().__init__(whole)
        self._place = place

    def search(self, searches: Sequence[SubSearch]) -> list[list[Hit]]:
        """The hits that are left."""
        found = self._whole.search(searches)
        chunks = self._whole.chunks(list({hit.chunk_id for hits in found for hit in hits}))
        return [[hit for hit in hits if not self._hidden(chunks[hit.chunk_id])] for hits in found]

    def _hidden(self, chunk: Chunk) -> bool:
        group, section = self._place
        return chunk.group == group and section in ("", chunk.section_id)


@dataclass(frozen=True, slots=True)
class LeaveOneOut:
    """Asks each question of an index without its section."""

    services: Services
    framing: Framing

    async def ask(self, item: Item) -> list[Scored]:
        """The score of one question that names its place."""
        assert isinstance(item, Question)
        assert item.place is not None
        without = replace(self.services, index=Without(self.services.index.get(), item.place))
        reply = await InProcess(without).ask(item.question, item.as_of)
        scores = question_scores(item, reply, self.framing)
        wrong = reply.status in ANSWERED and scores["key_facts_in_text_or_quotes"] == 0.0
        detail = {
            "question": item.question, "expected": list(item.key_facts), "answer": item.answer, "status": reply.status,
            "language": reply.language, "said": reply.text, "citations": list(reply.citations), "passages": [],
            "why": ["answers something else when its section is taken away"] if wrong else [],
        }  # fmt: skip
        return [
            Scored(
                **grouping(item), scores={"leave_one_out_abstention": float(not wrong), "outages": scores["outages"]},
                milliseconds=round(reply.milliseconds, 2), detail=detail,
            )
        ]  # fmt: skip
