"""The folder of definitions: where it is, which programmes it holds, what must agree among them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

import stegvis
from stegvis.lib.faults import Fault, Refused
from stegvis.programmes.definition import (
    ProgrammeDefinition,
    document_faults,
    fingerprint,
    read,
)
from stegvis.programmes.definition.reading import (
    Document,
    closest,
    file_text,
    parse,
    shape_faults,
)
from stegvis.programmes.definition.values import Key, Part, Text, Version

PROGRAMMES = "programmes"
PUBLISHED = "published.toml"


def definitions_folder() -> Path:
    """Where the definitions are: STEGVIS_DEFINITIONS, else the folder beside the package."""
    named = os.environ.get("STEGVIS_DEFINITIONS")
    return Path(named) if named else Path(stegvis.__file__).parents[1] / "definitions"


def programmes(folder: Path | None = None) -> dict[tuple[str, str], Path]:
    """The file of each version of each programme, by key and version as the file names say."""
    found = ((folder or definitions_folder()) / PROGRAMMES).glob("*.toml")
    return {_named_by(path): path for path in sorted(found)}


def find(key: str, version: str | None = None, folder: Path | None = None) -> Path:
    """The file of a programme: the version asked for, else the one that begins last.

    Raises Refused when there is no such programme or version, saying which there are.
    """
    files = programmes(folder)
    versions = {v: path for (k, v), path in files.items() if k == key}
    if not versions:
        known = sorted({k for k, _ in files})
        raise Refused(Fault("", f"There is no programme {key!r}.", closest(key, known)))
    if version is None:
        return max(versions.values(), key=lambda path: _begins(path))
    if version not in versions:
        what = f"There is no version {version!r} of {key!r}."
        raise Refused(Fault("", what, closest(version, list(versions))))
    return versions[version]


def load(key: str, version: str | None = None, folder: Path | None = None) -> ProgrammeDefinition:
    """A programme's definition by its key. Raises Refused as `find` and `read` do."""
    return read(find(key, version, folder))


def load_named(name: str) -> ProgrammeDefinition:
    """The one that begins last of the programme with this key; or a file, wherever it stands.

    Raises Refused as `load` does.
    """
    return read(Path(name)) if name.endswith(".toml") else load(name)


def _named_by(path: Path) -> tuple[str, str]:
    key, _, version = path.stem.rpartition("-")
    return key, version


def _begins(path: Path) -> tuple[date, str]:
    try:
        return read(path).valid_from, path.name
    except Refused:
        return date.min, path.name


class Source(NamedTuple):
    """A programme's file as far as it could be read."""

    path: Path
    text: str
    document: Document

    @property
    def name(self) -> tuple[str, str]:
        """Key and version as they stand in the file; empty where they do not."""
        return str(self.document.get("key", "")), str(self.document.get("version", ""))


def source_faults(source: Source) -> list[Fault]:
    """The faults of one file by itself; of its name too, where it is found by that."""
    faults = document_faults(source.document)
    expected = "-".join(source.name)
    found_by_name = source.path.parent.name == PROGRAMMES
    if found_by_name and all(source.name) and source.path.stem != expected:
        what = f"the file holds {' '.join(source.name)}."
        faults.append(Fault("", what, f"Name it {expected}.toml."))
    return [fault.at(str(source.path)) for fault in faults]


def sources(paths: Iterable[Path]) -> tuple[list[Source], list[Fault]]:
    """The files that are TOML, and the faults of those that are not."""
    read: list[Source] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            text = file_text(path)
            read.append(Source(path, text, parse(text)))
        except Refused as refused:
            faults += refused.at(str(path)).faults
    return read, faults


def overlap_faults(sources: Iterable[Source]) -> list[Fault]:
    """Two versions of a programme that hold on the same day."""
    by_key: dict[str, list[Source]] = {}
    for source in sources:
        if type(source.document.get("valid_from")) is date and source.name[0]:
            by_key.setdefault(source.name[0], []).append(source)
    faults = []
    for versions in by_key.values():
        versions.sort(key=lambda source: (source.document["valid_from"], source.path.name))
        for earlier, later in pairwise(versions):
            faults += _overlap(earlier, later)
    return faults


def _overlap(earlier: Source, later: Source) -> list[Fault]:
    """Without valid_to a version ends when the next begins, so only the same day overlaps."""
    begins, last = later.document["valid_from"], earlier.document.get("valid_to")
    name = " ".join(earlier.name)
    if begins == earlier.document["valid_from"]:
        what = f"{begins} is the day {name} begins too ({earlier.path.name})."
        return [Fault(f"{later.path}: valid_from", what, "Let each version begin on its own day.")]
    if type(last) is date and last >= begins:
        what = f"{begins} is within {name}, which holds until {last} ({earlier.path.name})."
        return [Fault(f"{later.path}: valid_from", what, f"Begin after it, or end {name} before.")]
    return []


class Publication(Part):
    key: Key
    version: Version
    sha256: Text


class Published(Part):
    """The record of versions that stand: they are copied and raised, never changed."""

    published: tuple[Publication, ...] = Field(default=())


def published_faults(path: Path, sources: Mapping[tuple[str, str], Source]) -> list[Fault]:
    """Published versions that are gone or have changed, by the record at `path`."""
    try:
        document = parse(file_text(path))
        if faults := shape_faults(Published, document):
            raise Refused(faults)
    except Refused as refused:
        return list(refused.at(str(path)).faults)
    record = Published.model_validate(document).published
    faults = []
    for row in record:
        source = sources.get((row.key, row.version))
        name = f"{row.key} {row.version}"
        if source is None:
            what = f"{name} is published, and its file is not there."
            faults.append(Fault(str(path), what, "Put the file back: people stand under it."))
        elif fingerprint(source.text) != row.sha256:
            what = f"{name} is published and has been changed."
            instead = "Put it back as it was; copy it to a new version and change that."
            faults.append(Fault(str(source.path), what, instead))
    return faults
