"""A small corpus of sheets in three languages, ingested for real into Qdrant Edge with a fake encoder."""

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.contacts import Contacts
from assistant.limits import Limits
from assistant.profile import Listener
from assistant.prompts import Prompts
from assistant.route import Router
from assistant.services import Services
from assistant.settings import AssistantSettings, LimitSettings
from assistant.web.services import WebServices, web_services
from assistant.web.settings import WidgetSettings
from ingest.index.edge import EdgeVersions
from ingest.index.versions import LiveIndex
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from ingest.types import Index
from retrieval.concepts import Termbase
from retrieval.settings import RetrievalSettings
from tests.fakes import FakeFeedback, FakeHistory, HashEncoder

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 25)

SHEET = """---
title: {title}
language: {language}
group: companies/sarl
authority: fiche
issuer: Jalia Invest
verified_on: 2026-11-23
topics: [companies]
---

# {title}

## {capital_heading} {{#capital}}

```meta
reference: "{reference}"
url: https://example.org/law
authority: loi
confidence: high
valid_from: 2011-06-13
```

{capital}

## {old_heading} {{#capital-before}}

```meta
reference: "{reference}"
url: https://example.org/law
authority: loi
confidence: medium
valid_to: 2011-06-12
```

{old}
"""
TEXTS = {
    "fr": {
        "title": "La SARL",
        "capital_heading": "Capital minimum",
        "capital": "La SARL n'a pas de capital minimum légal. Les associés fixent librement le capital dans les statuts.",
        "old_heading": "Capital avant 2011",
        "old": "Avant 2011, le capital minimum de la SARL était de 10 000 DH.",
        "reference": "Loi n° 5-96, art. 46",
    },
    "en": {
        "title": "The SARL",
        "capital_heading": "Minimum capital",
        "capital": "A SARL has no legal minimum capital. The partners set the capital freely in the articles of association.",
        "old_heading": "Capital before 2011",
        "old": "Before 2011 the minimum capital of a SARL was 10,000 DH.",
        "reference": "Law 5-96, art. 46",
    },
    "ar": {
        "title": "الشركة ذات المسؤولية المحدودة",
        "capital_heading": "الحد الأدنى للرأسمال",
        "capital": "ليس للشركة ذات المسؤولية المحدودة حد أدنى قانوني للرأسمال. يحدد الشركاء الرأسمال بكل حرية في النظام الأساسي.",
        "old_heading": "الرأسمال قبل 2011",
        "old": "قبل 2011 كان الحد الأدنى لرأسمال الشركة ذات المسؤولية المحدودة 10.000 درهم.",
        "reference": "القانون رقم 5.96، المادة 46",
    },
}
TRANSFER = """---
title: Transférer le prix de vente
language: fr
group: exchange/transfer
authority: circulaire
verified_on: 2026-11-23
topics: [exchange]
---

## Transfert du produit de cession {#sale}

Le prix de vente d'un bien financé en devises peut être transféré à l'étranger sans autorisation préalable.
"""


def write_corpus(folder: Path) -> Path:
    """The small corpus: one sheet in three languages, one in French only."""
    folder.mkdir(parents=True, exist_ok=True)
    for language, texts in TEXTS.items():
        (folder / f"sarl.{language}.md").write_text(SHEET.format(language=language, **texts), encoding="utf-8")
    (folder / "transfer.fr.md").write_text(TRANSFER, encoding="utf-8")
    return folder


def silent(*_: object) -> None:
    """A progress that nobody watches."""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "small")


@pytest.fixture
def settings(tmp_path: Path) -> IngestSettings:
    return IngestSettings(state=tmp_path / "var")


@pytest.fixture
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture
def versions(settings: IngestSettings) -> EdgeVersions:
    return EdgeVersions(settings.state / "index" / "small")


@pytest.fixture
def live(corpus: Path, settings: IngestSettings, encoder: HashEncoder, versions: EdgeVersions) -> Iterator[LiveIndex]:
    ingest(corpus, settings, encoder, versions, silent)
    live = LiveIndex(versions, encoder.name, look_every_seconds=0)
    yield live
    live.close()


@pytest.fixture
def index(live: LiveIndex) -> Index:
    return live.get()


@pytest.fixture
def retrieval() -> RetrievalSettings:
    """Thresholds for the fake encoder, whose cosines are lower than a real one's."""
    return RetrievalSettings(min_similarity=0.2, min_confidence=0.0)


@pytest.fixture
def history() -> FakeHistory:
    return FakeHistory()


PROMPTS = Prompts.load(ROOT / "prompts")
CONTACTS = Contacts.load(ROOT / "corpora" / "mdm")
LISTENER = Listener.load(ROOT / "corpora" / "mdm" / "termbase.csv", CONTACTS, PROMPTS.profile)
ROUTER = Router(PROMPTS.route, LISTENER.places)


@pytest.fixture
def services(live: LiveIndex, encoder: HashEncoder, history: FakeHistory, retrieval: RetrievalSettings) -> Services:
    return Services(
        index=live,
        encoder=encoder,
        termbase=Termbase(()),
        history=history,
        prompts=PROMPTS,
        contacts=CONTACTS,
        listener=LISTENER,
        router=ROUTER,
        settings=AssistantSettings(prompts=ROOT / "prompts"),
        retrieval=retrieval,
        permits=asyncio.Semaphore(2),
        today=lambda: TODAY,
    )


@pytest.fixture
def feedback() -> FakeFeedback:
    return FakeFeedback()


@pytest.fixture
def web(feedback: FakeFeedback) -> WebServices:
    """The website, its limits counted in this process; one site may embed the widget."""
    settings = AssistantSettings(prompts=ROOT / "prompts", contacts=ROOT / "corpora" / "mdm")
    widget = WidgetSettings(sites={"mdm": ("https://mdm.example.ma",)})
    return web_services(widget, LimitSettings(), settings, [b"k" * 32], Limits(None), feedback)
