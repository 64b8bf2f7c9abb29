"""Checking a folder of definitions: every file by itself, and what they say of each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from stegvis.indicators.definition import Indicator, read_indicator
from stegvis.lib.faults import Fault, Refused
from stegvis.programmes.definition import ProgrammeDefinition, instruments, remarks, words
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
from stegvis.programmes.definition.instruments import LADDERS, SURVEYS
from stegvis.programmes.definition.reading import Document, closest, in_order
from stegvis.programmes.definition.tables import rows

INDICATORS = "indicators"
KINDS = (PROGRAMMES, INDICATORS, LADDERS, SURVEYS, DOCUMENTS)

#: Columns of the fact that hold what was recorded at an occasion, by how their names begin.
RECORDED_AS = {
    "occupation_": "occupation",
    "in_work_": "occupation",
    "in_study_": "occupation",
    "livelihood_": "livelihood",
}


@dataclass
class Checked:
    """What checking found: faults; what plans without any leave open; what they only declare."""

    faults: list[Fault] = field(default_factory=list)
    left_open: list[Fault] = field(default_factory=list)
    not_run: list[Fault] = field(default_factory=list)


def check(paths: Iterable[Path] = ()) -> list[Fault]:
    """Every fault in these folders and files; without any, in the definitions folder.

    A file is read as what the folder it lies in says, and what it names is looked for beside it;
    a file that lies elsewhere is a programme that names what the definitions folder has.
    """
    return checked(paths).faults


def checked(paths: Iterable[Path] = ()) -> Checked:
    """Every fault, as `check`, and beside them what a plan or an instrument leaves open."""
    found = Checked()
    for path in list(paths) or [definitions_folder()]:
        if path.is_dir():
            _folder(path, found)
        else:
            _file(path, found)
    found.faults = in_order(found.faults)
    found.left_open = in_order(found.left_open)
    found.not_run = in_order(found.not_run)
    return found


def _folder(folder: Path, found: Checked) -> None:
    programmes, unread = sources(sorted((folder / PROGRAMMES).glob("*.toml")))
    found.faults += unread
    found.faults += _misplaced(folder)
    for path in sorted((folder / INDICATORS).glob("*.toml")):
        found.faults += _indicator(path)
    for path in sorted((folder / DOCUMENTS).glob("*.toml")):
        found.faults += _document(path)
    for kind in (LADDERS, SURVEYS):
        for path in sorted((folder / kind).glob("*.toml")):
            _instrument(path, found)
    for source in programmes:
        _programme(source, folder, found)
    found.faults += overlap_faults(programmes)
    if (folder / PUBLISHED).exists():
        named = {source.name: source for source in programmes}
        found.faults += published_faults(folder / PUBLISHED, named)


def _file(path: Path, found: Checked) -> None:
    if path.parent.name == INDICATORS:
        found.faults += _indicator(path)
        return
    if path.parent.name in (LADDERS, SURVEYS):
        _instrument(path, found)
        return
    if path.parent.name == DOCUMENTS:
        found.faults += _document(path)
        return
    beside = path.parent.parent
    folder = beside if path.parent.name == PROGRAMMES else definitions_folder()
    read, unread = sources([path])
    found.faults += unread
    for source in read:
        _programme(source, folder, found)


def _programme(source: Source, folder: Path, found: Checked) -> None:
    """A programme's faults, and when it has none of its own what it leaves open."""
    faults = source_faults(source)
    found.faults += faults
    found.faults += _unknown_figures(source, folder)
    found.faults += _unknown_instruments(source, folder)
    if faults:
        return
    definition = ProgrammeDefinition.model_validate(source.document)
    given, where = _given(folder), str(source.path)
    found.left_open += [each.at(where) for each in remarks.left_open(definition, given)]
    found.not_run += [each.at(where) for each in remarks.not_run(definition, given)]


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


def _instrument(path: Path, found: Checked) -> None:
    ladder = path.parent.name == LADDERS
    faults = instruments.ladder_faults(path) if ladder else instruments.survey_faults(path)
    found.faults += faults
    if not faults:
        found.left_open += instruments.left_open(path)


def _given(folder: Path) -> dict[str, frozenset[tuple[str, str]]]:
    """Each figure there is a file for, with what has to be recorded, at which occasion."""
    given = {}
    for path in sorted((folder / INDICATORS).glob("*.toml")):
        try:
            given[path.stem] = frozenset(_counted_from(read_indicator(path)))
        except Refused:
            given[path.stem] = frozenset()
    return given


def _counted_from(indicator: Indicator) -> Iterator[tuple[str, str]]:
    for name in ("about", "known", "counts"):
        for column in indicator.expression(name).columns:
            for beginning, what in RECORDED_AS.items():
                if column.startswith(beginning):
                    yield what, remarks.same(column.removeprefix(beginning))


def _unknown_figures(source: Source, folder: Path) -> Iterator[Fault]:
    """Figures that are named, have no file, and are not among those that plans ask for."""
    files = [path.stem for path in (folder / INDICATORS).glob("*.toml")]
    known = [*files, *words.FIGURES]
    for place, name in figures_named(source.document):
        if name not in files and name.partition(".")[0] not in words.FIGURES:
            what = f"there is no indicator {name!r}."
            hint = closest(name, known)
            if hint.startswith("Known"):
                hint = f"Write {folder / INDICATORS}/{name}.toml."
            yield Fault(f"{source.path}: {place}", what, hint)


def figures_named(document: Document) -> Iterator[tuple[str, str]]:
    """Every figure a programme's document names, with the place it does."""
    for path in ("goals", "figures"):
        for place, row in rows(document, path):
            if isinstance(row.get("indicator"), str):
                yield f"{place}.indicator", row["indicator"]
    for path in ("measures", "follow_ups"):
        for place, row in rows(document, path):
            yield from _listed(f"{place}.figures", row.get("figures"))
    for place, report in rows(document, "reports"):
        for where, row in rows(report, "contents"):
            yield from _listed(f"{place}.{where}.figures", row.get("figures"))


def _listed(place: str, named: object) -> Iterator[tuple[str, str]]:
    for index, name in enumerate(named if isinstance(named, list) else []):
        if isinstance(name, str):
            yield f"{place}[{index}]", name


def _unknown_instruments(source: Source, folder: Path) -> Iterator[Fault]:
    """Ladders and surveys that are named and have no file."""
    for key, kind in (("ladder", LADDERS), ("survey", SURVEYS)):
        known = [path.stem for path in (folder / kind).glob("*.toml")]
        for path in ("measures", "follow_ups"):
            for place, row in rows(source.document, path):
                name = row.get(key)
                if isinstance(name, str) and name not in known:
                    hint = closest(name, known) if known else f"Write {folder / kind}/{name}.toml."
                    what = f"there is no {key} {name!r}."
                    yield Fault(f"{source.path}: {place}.{key}", what, hint)


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
        named = f"{', '.join(KINDS[:-1])} and {KINDS[-1]}"
        yield Fault(str(folder), what, f"A folder of definitions holds {named}.")


def _read_there(path: Path, folder: Path) -> bool:
    return path.parent.parent == folder and path.parent.name in KINDS
