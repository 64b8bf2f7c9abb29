"""The walk from a whole plan down to each value, in two versions at once, telling what differs.

It follows the model: rows are matched by what tells them apart, and whatever differs is told, down
to the last value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from stegvis.programmes.definition import saying, show_governing
from stegvis.programmes.definition.diff_words import (
    CALLED,
    COVERED,
    LISTS,
    TITLES,
    TOGETHER,
    bare,
    called,
    plain,
    short,
    words_for,
)
from stegvis.programmes.definition.model import ProgrammeDefinition
from stegvis.programmes.definition.parts import Stay

#: What tells the rows of a list apart: the first of these that does in both versions.
TOLD_APART_BY: tuple[tuple[str, ...], ...] = (
    ("key",), ("indicator",), ("role",), ("decision",), ("from_",), ("fact",), ("about",),
    ("occasion", "what"), ("when",), ("by",), ("party", "role"), ("title",), ("text",),
)  # fmt: skip

Lines = Iterator[str]


class Walk:
    """From the whole down to each value, with what stands above it said before it."""

    def __init__(self, old: ProgrammeDefinition, new: ProgrammeDefinition) -> None:
        self.roles = {str(each.role): each.name for each in new.roles}
        self.phases = {phase.key: f"”{phase.title}”" for phase in (*old.phases, *new.phases)}
        self.parties = {party.key: party.name for party in (*old.parties, *new.parties)}

    def field(
        self, model: type[BaseModel], name: str, old: Any, new: Any, before: str = ""
    ) -> Lines:
        """What differs in one field of a table."""
        if old == new:
            return
        if _rows(old) or _rows(new):
            yield from self._list(name, old or (), new or (), before)
        elif isinstance(old, BaseModel) and isinstance(new, BaseModel):
            yield from self.table(old, new, f"{before}{called(name)}: ")
        elif isinstance(old, BaseModel) or isinstance(new, BaseModel):
            yield self._table_comes_or_goes(called(name), old, new, before)
        elif isinstance(old, tuple) and isinstance(new, tuple):
            yield from self._values(model, name, old, new, before)
        else:
            yield self._value(model, name, old, new, before)

    def table(self, old: BaseModel, new: BaseModel, before: str) -> Lines:
        """What differs between two tables, each line with the passage it rests on."""
        cited = _passage(old, new)
        named = _named_by(new)
        together = TOGETHER.get(type(new), ())
        found: list[str] = []
        for names, said, call in together:
            if any(getattr(old, name) != getattr(new, name) for name in names):
                found.append(_instead(before + call.lower(), said(old), said(new)))
        covered = {name for names, _said, _call in together for name in names}
        for name in type(new).model_fields:
            was, stands = getattr(old, name, None), getattr(new, name)
            if name == named and was != stands and was and before == f"{self.title(new)}: ":
                found.append(f"”{bare(was)}” lyder nu ”{bare(stands)}”.")
            elif name not in covered and name != "passage":
                found += self.field(type(new), name, was, stands, before)
        if not found and getattr(old, "passage", None) != getattr(new, "passage", None):
            found.append(f"{before}står på ett annat ställe i planen.")
        for line in found:
            yield line if line.endswith("]") or not cited else f"{line} [{cited}]"

    def _list(
        self, name: str, old: Sequence[BaseModel], new: Sequence[BaseModel], before: str
    ) -> Lines:
        """Rows that have come, gone and changed; and a new order, where there is one."""
        call = LISTS.get(name, "")
        told_apart = _told_apart(old, new)
        was = {told_apart(row): row for row in old}
        stands = {told_apart(row): row for row in new}
        for identity, row in was.items():
            if identity not in stands:
                yield self._row(f"{before}{call} som utgår" if call else f"{before}utgår", row)
        for identity, row in stands.items():
            if identity in was:
                yield from self.table(was[identity], row, f"{before}{self.title(row)}: ")
            else:
                goes = f"{before}{call} som tillkommer" if call else f"{before}tillkommer"
                yield self._row(goes, row)
        kept = [identity for identity in stands if identity in was]
        if kept != [identity for identity in was if identity in stands]:
            order = ", ".join(short(self.title(row)) for row in stands.values())
            yield f"{before}{called(name).lower()} står i en annan ordning: {order}."

    def _table_comes_or_goes(self, call: str, old: Any, new: Any, before: str) -> str:
        return self._row(
            f"{before}{call} " + ("tillkommer" if old is None else "utgår"),
            new if old is None else old,
        )

    def _row(self, what: str, row: BaseModel) -> str:
        """A whole row: what it is called, and all else that it says."""
        title = self.title(row)
        said = list(self._content(row, title))
        cited = getattr(row, "passage", None)
        text = f"{what}: {bare(title)}" + (f" ({'; '.join(said)})" if said else "")
        return f"{text}. [{saying.kept(cited)}]" if cited else f"{text}."

    def _content(self, row: BaseModel, title: str) -> Iterator[str]:
        covered = {"passage", "key", *COVERED.get(type(row), ())} | {
            name for names, _said, _call in TOGETHER.get(type(row), ()) for name in names
        }
        for _names, value_of, call in TOGETHER.get(type(row), ()):
            yield f"{call.lower()} {value_of(row)}"
        for name, info in type(row).model_fields.items():
            value = getattr(row, name)
            if name in covered or value == info.get_default(call_default_factory=True):
                continue
            if (said := bare(self.said(type(row), name, value))) and said not in title:
                begins = ":" if said[0].isupper() and len(said) > 20 else ""
                yield f"{called(name).lower()}{begins} {said}"

    def _values(
        self, model: type[BaseModel], name: str, old: tuple, new: tuple, before: str
    ) -> Lines:
        """A list of plain values: which have come and gone."""
        call = called(name).lower()
        come = [value for value in new if value not in old]
        gone = [value for value in old if value not in new]
        if come:
            yield f"{before}{call}: {self.said(model, name, tuple(come))} tillkommer."
        if gone:
            yield f"{before}{call}: {self.said(model, name, tuple(gone))} utgår."
        if not come and not gone:
            yield f"{before}{call} står i en annan ordning: {self.said(model, name, new)}."

    def _value(self, model: type[BaseModel], name: str, old: Any, new: Any, before: str) -> str:
        call = f"{before}{called(name).lower()}"
        if _unsaid(model, name, old):
            return f"{call} tillkommer: {bare(self.said(model, name, new))}."
        if _unsaid(model, name, new):
            return f"{call} utgår: {bare(self.said(model, name, old))}."
        return _instead(call, self.said(model, name, old), self.said(model, name, new))

    # How things are said

    def title(self, row: BaseModel) -> str:
        """What a row is called in a sentence."""
        if named := TITLES.get(type(row)):
            return named(row)
        for name in CALLED:
            value = getattr(row, name, None)
            if value:
                return bare(self.said(type(row), name, value))
        return bare(", ".join(self._content(row, "")))

    def said(self, model: type[BaseModel], name: str, value: Any) -> str:
        """One value as a sentence says it."""
        if isinstance(value, tuple):
            return saying.and_([self.said(model, name, each) for each in value])
        if isinstance(value, BaseModel):
            return f"{self.title(value)}"
        if value is None:
            return "ingen gräns" if (model, name) == (Stay, "limit") else "inget"
        if isinstance(value, str):
            if name in ("party", "parties"):
                return self.parties.get(value, value)
            if name in ("phase", "updated_before", "was"):
                return self.phases.get(value, value)
            table = words_for(model, name)
            return self.roles.get(value, table[value]) if value in table else value
        if isinstance(value, int) and not isinstance(value, bool) and "sek" in name:
            return show_governing.kronor(value)
        return plain(value)


def _unsaid(model: type[BaseModel], name: str, value: Any) -> bool:
    """Whether nothing stands there. No limit of the stay is something a plan says."""
    return value is None and (model, name) != (Stay, "limit")


def _rows(value: Any) -> list[BaseModel]:
    listed = value if isinstance(value, tuple) else ()
    return [row for row in listed if isinstance(row, BaseModel)]


def _told_apart(old: Sequence[BaseModel], new: Sequence[BaseModel]) -> Callable[[BaseModel], Any]:
    """What tells the rows apart in both versions; their whole content when nothing less does."""
    for names in TOLD_APART_BY:
        if not all(name in type(row).model_fields for row in (*old, *new) for name in names):
            continue

        def told(row: BaseModel, names: tuple[str, ...] = names) -> Any:
            return tuple(getattr(row, name) for name in names)

        if all(len({told(row) for row in rows}) == len(rows) for rows in (old, new)):
            return told
    return lambda row: row.model_dump_json()


def _passage(old: BaseModel, new: BaseModel) -> str:
    was, stands = getattr(old, "passage", None), getattr(new, "passage", None)
    if stands == was:
        return saying.kept(stands or "")
    return saying.kept(f"{stands or 'ingen'}, förut {was or 'ingen'}")


def _instead(call: str, old: str, new: str) -> str:
    """Both in one sentence; long texts each whole within quotation marks."""
    if len(old) + len(new) > 60:
        return f"{call} ”{bare(new)}” i stället för ”{bare(old)}”."
    return f"{call} {bare(new)} i stället för {bare(old)}."


def _named_by(row: BaseModel) -> str | None:
    """The field that a row is called by, where it is a text of its own."""
    if type(row) in TITLES:
        return None
    return next((name for name in ("title", "name", "text") if getattr(row, name, None)), None)
