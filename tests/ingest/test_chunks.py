from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.chunks import Chunker
from ingest.corpus import document
from ingest.sections import sections
from ingest.tokens import TokenCounter


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> TokenCounter:
    return TokenCounter(Path(tmp_path_factory.mktemp("tokens")))


@given(
    st.lists(
        st.sampled_from(["Le capital est libre. ", "رأسمال الشركة حر. ", "\n\n", "Article 7\n", "a" * 40 + " "]),
        min_size=1,
        max_size=80,
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_chunks_cover_the_section_to_the_letter_within_the_budget(counter: TokenCounter, pieces: list[str]) -> None:
    law = document("law.txt", ("Un texte assez long pour compter. " + "".join(pieces)).encode(), {"language": "fr"})
    chunks = Chunker(40, counter).chunks(sections(law))
    assert all(law.text[chunk.start : chunk.end] == chunk.text and 0 < chunk.tokens <= 45 for chunk in chunks)
    covered = "".join(chunk.text for chunk in chunks)
    assert "".join(covered.split()) == "".join(law.text.split())


def test_a_short_tail_goes_with_the_piece_before_it(counter: TokenCounter) -> None:
    law = document("law.txt", ("Le capital est libre. " * 8 + "Fin.").encode(), {"language": "fr"})
    chunks = Chunker(40, counter).chunks(sections(law))
    assert chunks[-1].text.endswith("libre. Fin.")


def test_the_same_input_gives_the_same_ids(counter: TokenCounter) -> None:
    law = document("law.txt", b"Un texte assez long pour compter.\n\nArticle 1\nEncore du texte.", {"language": "fr"})
    once, again = (Chunker(40, counter).chunks(sections(law)) for _ in range(2))
    assert [chunk.id for chunk in once] == [chunk.id for chunk in again]
    assert len({chunk.id for chunk in once}) == len(once)


def test_headings_stand_before_the_text_that_is_indexed(counter: TokenCounter) -> None:
    law = document("law.txt", b"Un texte assez long pour compter.", {"language": "fr", "title": "Loi"})
    assert Chunker(40, counter).chunks(sections(law))[0].indexed_text == "Loi — Un texte assez long pour compter."
