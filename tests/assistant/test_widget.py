"""The built files that are committed: within their budgets, and made from the sources beside them."""

import gzip
import hashlib
import json
from pathlib import Path

from tests.conftest import ROOT

WIDGET = ROOT / "assistant" / "widget"
BUILT = json.loads((WIDGET / "dist" / "build.json").read_text(encoding="utf-8"))
KB = 1024


def _digest(paths: list[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def _gzip(*names: str) -> int:
    return sum(len(gzip.compress((WIDGET / "dist" / name).read_bytes(), 9, mtime=0)) for name in names)


def test_the_build_is_of_these_sources() -> None:
    sources = [WIDGET / name for name in ("package.json", "package-lock.json", "tsconfig.json", "build.mjs")]
    sources += sorted((WIDGET / "src").iterdir())
    assert _digest(sources) == BUILT["sources"], "assistant/widget/src has changed: run `make widget` and commit dist/"


def test_the_built_files_are_as_they_were_built() -> None:
    built = sorted(path for path in (WIDGET / "dist").iterdir() if path.name != "build.json")
    assert _digest(built) == BUILT["built"], "assistant/widget/dist was edited by hand: run `make widget`"


def test_the_budgets_hold() -> None:
    assert _gzip("widget.js") <= 5 * KB
    assert _gzip("panel.js", "panel.css") <= 40 * KB
