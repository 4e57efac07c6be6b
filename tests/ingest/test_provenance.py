from datetime import date

import pytest

from ingest.errors import BadManifest
from ingest.provenance import inherit
from ingest.types import Authority, Provenance


def test_what_is_not_said_is_inherited() -> None:
    base = inherit(Provenance(), {"authority": "loi", "reference": "Loi 1", "valid_from": date(2020, 1, 1)})
    own = inherit(base, {"reference": "Loi 2", "valid_to": "2024-12-31", "topics": ["a"]})
    assert own == Provenance(
        authority=Authority.LAW, reference="Loi 2", valid_from=date(2020, 1, 1), valid_to=date(2024, 12, 31), topics=("a",)
    )


@pytest.mark.parametrize(
    ("meta", "named"),
    [
        ({"autority": "loi"}, "unknown key 'autority'"),
        ({"authority": "rumour"}, "authority: 'rumour'"),
        ({"confidence": "certain"}, "confidence"),
        ({"valid_from": "yesterday"}, "valid_from"),
        ({"valid_from": "2025-01-01", "valid_to": "2024-01-01"}, "after valid_to"),
    ],
)
def test_what_cannot_be_is_named(meta: dict[str, object], named: str) -> None:
    with pytest.raises(BadManifest, match=named):
        inherit(Provenance(), meta)
