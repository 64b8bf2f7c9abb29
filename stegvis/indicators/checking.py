"""Checking a folder of definitions: every file by itself, and what they say of each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from stegvis.indicators.definition import read_indicator
from stegvis.lib.faults import Fault, Refused
from stegvis.programmes.definition.consistency import rows
from stegvis.programmes.definition.documents import DOCUMENTS, read_letter
from stegvis.programmes.definition.folder import (
    PROGRAMMES,
    PUBLISHED,
    Source,
    definitions_folder,
    overlap_faults,
    published_faults,
    source_faults,
    sources,
)
from stegvis.programmes.definition.reading import closest, in_order

INDICATORS = "indicators"
KINDS = (PROGRAMMES, INDICATORS, DOCUMENTS)


def check(paths: Iterable[Path] = ()) -> list[Fault]:
    """Every fault in these folders and files; without any, in the definitions folder.

    A file is read as what the folder it lies in says, and what it names is looked for beside it;
    a file that lies elsewhere is a programme that names what the definitions folder has.
    """
    faults: list[Fault] = []
    for path in list(paths) or [definitions_folder()]:
        faults += _folder(path) if path.is_dir() else _file(path)
    return in_order(faults)


def _folder(folder: Path) -> Iterator[Fault]:
    programmes, unread = sources(sorted((folder / PROGRAMMES).glob("*.toml")))
    yield from unread
    yield from _misplaced(folder)
    for path in sorted((folder / INDICATORS).glob("*.toml")):
        yield from _indicator(path)
    for path in sorted((folder / DOCUMENTS).glob("*.toml")):
        yield from _document(path)
    for source in programmes:
        yield from source_faults(source)
        yield from _unknown_indicators(source, folder)
    yield from overlap_faults(programmes)
    if (folder / PUBLISHED).exists():
        named = {source.name: source for source in programmes}
        yield from published_faults(folder / PUBLISHED, named)


def _file(path: Path) -> Iterator[Fault]:
    if path.parent.name == INDICATORS:
        yield from _indicator(path)
        return
    if path.parent.name == DOCUMENTS:
        yield from _document(path)
        return
    beside = path.parent.parent
    folder = beside if path.parent.name == PROGRAMMES else definitions_folder()
    read, unread = sources([path])
    yield from unread
    for source in read:
        yield from source_faults(source)
        yield from _unknown_indicators(source, folder)


def _document(path: Path) -> Iterator[Fault]:
    try:
        read_letter(path)
    except Refused as refused:
        yield from refused.faults


def _indicator(path: Path) -> Iterator[Fault]:
    try:
        read_indicator(path)
    except Refused as refused:
        yield from refused.faults


def _unknown_indicators(source: Source, folder: Path) -> Iterator[Fault]:
    """Goals and figures that name an indicator that is not there."""
    known = [path.stem for path in (folder / INDICATORS).glob("*.toml")]
    for path in ("goals", "figures"):
        for place, row in rows(source.document, path):
            name = row.get("indicator")
            if isinstance(name, str) and name not in known:
                what = f"there is no indicator {name!r}."
                hint = (
                    closest(name, known) if known else f"Write {folder / INDICATORS}/{name}.toml."
                )
                yield Fault(f"{source.path}: {place}.indicator", what, hint)


def _misplaced(folder: Path) -> Iterator[Fault]:
    """Files that nothing would read, and a folder that holds no definitions at all."""
    strays = [path for path in sorted(folder.glob("*/**/*.toml")) if not _read_there(path, folder)]
    for path in strays:
        here = str(path.parent.relative_to(folder))
        yield Fault(
            str(path), f"nothing reads definitions in {here!r}.", closest(here, list(KINDS))
        )
    if not any((folder / kind).is_dir() for kind in KINDS):
        what = "there are no definitions here."
        yield Fault(str(folder), what, f"A folder of definitions holds {' and '.join(KINDS)}.")


def _read_there(path: Path, folder: Path) -> bool:
    return path.parent.parent == folder and path.parent.name in KINDS
