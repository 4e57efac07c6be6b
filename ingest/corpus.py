"""A corpus folder -> documents, and what was refused and why.

A folder's `manifest.json` (a list) or `manifest.toml` (tables `[[document]]`) describes files that carry no front
matter: `file`, and any key of front matter. A file without either takes its title from its first heading or line.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from ingest.errors import BadManifest, IngestError, UnreadableFile
from ingest.formats import READERS, read
from ingest.language import FRENCH, identify
from ingest.provenance import KEYS, inherit
from ingest.quality import check
from ingest.repair import repair
from ingest.types import BlockKind, Document, DocumentId, Extracted, Language, Provenance

_MANIFESTS = ("manifest.json", "manifest.toml")
_OWN_KEYS = frozenset({"title", "language", "group"})
_LANGUAGE_SAMPLE = 2_000
_MAX_TITLE = 200


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was left out, and why."""

    path: str
    reason: str


def files(folder: Path) -> list[Path]:
    """The corpus's files, sorted by path; hidden ones, manifests and data beside the documents are no documents."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.name not in _MANIFESTS
        and not (path.suffix in {".csv", ".toml", ".json"} or path.name == "README.md")
    )


def fingerprint(folder: Path) -> str:
    """A hash of every file that is read, manifests included: the same as long as none of them changes."""
    digest = hashlib.sha256()
    for path in [*files(folder), *(folder / name for name in _MANIFESTS)]:
        if path.is_file():
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            digest.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()


def documents(folder: Path, max_bytes: int) -> Iterator[Document | Refusal]:
    """Each file of the folder, read or refused, in the order of paths; `BadManifest` if the manifest itself is broken."""
    manifest = read_manifest(folder)
    paths = files(folder)
    known = {path.relative_to(folder).as_posix() for path in paths}
    for name in sorted(manifest.keys() - known):
        yield Refusal(name, "named in the manifest, but there is no such file")
    for path in paths:
        name = path.relative_to(folder).as_posix()
        try:
            yield document(name, read_bytes(path, max_bytes), manifest.get(name, {}))
        except IngestError as error:
            yield Refusal(name, str(error))


def document(name: str, raw: bytes, described: Mapping[str, object]) -> Document:
    """One file's bytes -> a document; an `IngestError` says why not."""
    return assemble(name, raw, read(PurePath(name), raw), described)


def assemble(name: str, raw: bytes, extracted: Extracted, described: Mapping[str, object]) -> Document:
    """What was read out of a file, and what the manifest says of it -> a document."""
    check(extracted.text)
    extracted = replace(extracted, text=repair(extracted.text))
    meta = {**extracted.meta, **described}
    title = str(meta.get("title") or _first_line(extracted))
    language = Language(str(meta.get("language") or identify(extracted.text[:_LANGUAGE_SAMPLE]) or FRENCH))
    provenance = inherit(Provenance(), {key: value for key, value in meta.items() if key in KEYS or key not in _OWN_KEYS})
    return Document(
        id=document_id(name),
        path=name,
        title=title,
        language=language,
        group=str(meta.get("group") or PurePath(name).with_suffix("").as_posix()),
        sha256=hashlib.sha256(raw).hexdigest(),
        text=extracted.text,
        blocks=extracted.blocks,
        provenance=provenance,
    )


def document_id(name: str) -> DocumentId:
    """A document's id is made of its path in the corpus folder."""
    return DocumentId(hashlib.sha256(name.encode()).hexdigest()[:16])


def read_bytes(path: Path, max_bytes: int) -> bytes:
    """A file's bytes; none if no reader takes it anyway, `UnreadableFile` if it is too large or cannot be opened."""
    size = path.stat().st_size
    if size > max_bytes:
        raise UnreadableFile(f"{size / 1e6:.0f} MB, more than {max_bytes / 1e6:.0f} MB (INGEST_MAX_FILE_MEGABYTES)")
    if path.suffix.lower() not in READERS:
        return b""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"cannot be opened: {error.strerror}") from error


def read_manifest(folder: Path) -> dict[str, dict[str, object]]:
    """What the folder's manifests say, by file; `BadManifest` if one cannot be read."""
    described: dict[str, dict[str, object]] = {}
    for path in (folder / name for name in _MANIFESTS if (folder / name).exists()):
        try:
            if path.suffix == ".toml":
                rows = tomllib.loads(path.read_text(encoding="utf-8")).get("document", [])
            else:
                rows = json.loads(path.read_text(encoding="utf-8"))
            for row in rows:
                described[str(row["file"])] = {
                    _KEY_NAMES.get(key, key): value for key, value in row.items() if key not in _IGNORED
                }
        except tomllib.TOMLDecodeError as error:
            message = f"not TOML: {error}: write a text between quotes, and a date as 2026-01-31"
            raise BadManifest(f"{path.name}: {message}") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadManifest(f"{path.name}: a list of tables with 'file' was expected: {error}") from error
    return described


# What lists of laws call these things, and what they say of a file that is not about its content.
_KEY_NAMES = {"category": "topics", "issued": "published"}
_IGNORED = frozenset({"file", "status", "chars", "articles"})


def _first_line(extracted: Extracted) -> str:
    heading = next((block for block in extracted.blocks if block.kind is BlockKind.HEADING), None)
    block = heading or extracted.blocks[0]
    return " ".join(extracted.text[block.start : block.end].split())[:_MAX_TITLE]
