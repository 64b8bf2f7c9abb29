"""What has to agree within one definition about the road: posts, phases, the stay and its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any, get_args

from stegvis.lib.faults import Fault
from stegvis.programmes.definition import words
from stegvis.programmes.definition.moments import Length
from stegvis.programmes.definition.reading import Document
from stegvis.programmes.definition.tables import each, length_of, rows, table
from stegvis.programmes.definition.values import Role

#: Any day: two lengths are compared by where they lead from it.
A_DAY = date(2026, 1, 1)


def posts_change_in_order(document: Document) -> Iterator[Fault]:
    for place, unit in rows(document, "units"):
        changes = [
            (f"{place}.{where}", row["from"])
            for where, row in rows(unit, "changes")
            if type(row.get("from")) is date
        ]
        if "changes" in unit and "posts" not in unit:
            what = "posts change, and the number to begin with is not there."
            yield Fault(f"{place}.posts", what, "Write posts = 1.0.")
        begins = document.get("valid_from")
        days = [("", begins), *changes] if type(begins) is date else changes
        for (_, earlier), (where, day) in pairwise(days):
            if day <= earlier:
                what = f"{day} does not come after {earlier}."
                yield Fault(f"{where}.from", what, "Write the changes in order of time.")


def phases_can_be_kept(document: Document) -> Iterator[Fault]:
    """A phase is no shorter than its least time, and its tracks have names of their own."""
    for place, row in rows(document, "phases"):
        low, high = (length_of(row.get(key)) for key in ("at_least", "at_most"))
        for key, value in (("at_least", low), ("at_most", high)):
            if value == Length():
                yield Fault(f"{place}.{key}", "a phase has at least a day.", 'Write "3 months".')
        if low and high and low.after(A_DAY) > high.after(A_DAY):
            what = f"nobody is in it at least {low} and at most {high}."
            yield Fault(f"{place}.at_most", what, "Swap the two.")
        seen: dict[str, str] = {}
        for where, track in rows(row, "tracks"):
            name = track.get("key")
            if isinstance(name, str) and name in seen:
                what = f"{name!r} stands already in {place}.{seen[name]}."
                yield Fault(f"{place}.{where}.key", what, "Rename one of them, or take it out.")
            elif isinstance(name, str):
                seen[name] = where


def the_way_in_comes_first(document: Document) -> Iterator[Fault]:
    """What lies before the start stands before the rest, and there is a rest to stand in."""
    ahead = ""
    for place, row in rows(document, "phases"):
        if row.get("before_start") is not True:
            ahead = ahead or place
        elif ahead:
            what = f"{ahead} stands before it and does not lie before the start."
            yield Fault(f"{place}.before_start", what, "Move the phase up, or take this out.")
    if not ahead and [*rows(document, "phases")]:
        what = "all of them lie before the start, and who is enrolled has none to stand in."
        yield Fault("phases", what, "Add the phase in which a person starts.")


def a_stay_can_be_extended(document: Document) -> Iterator[Fault]:
    """Only a stay that ends is extended, and by somebody who may open the person's record."""
    stay = table(document, "stay")
    extension = table(stay, "extension")
    if extension and stay.get("limit") == "none":
        what = "a stay without a limit cannot be extended."
        yield Fault("stay.extension", what, "Take it out, or write the limit.")
    if length_of(extension.get("length")) == Length():
        yield Fault("stay.extension.length", "it adds nothing.", 'Write "6 months".')
    who = extension.get("decided_by")
    if who in get_args(Role) and who not in words.WHO_OPEN_RECORDS:
        what = f"{who!r} never opens a person's record, and so cannot decide about a person."
        instead = 'Write decided_by = "head_of_unit", and reported_to for who is told.'
        yield Fault("stay.extension.decided_by", what, instead)


def own_end_reasons_are_new(document: Document) -> Iterator[Fault]:
    for place, row in rows(document, "end_reasons"):
        if row.get("key") in list(words.END_REASONS):
            what = f"every programme has {row['key']!r} already."
            yield Fault(f"{place}.key", what, "Take it out, or give yours a name of its own.")


def every_end_is_discharged_once(document: Document) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for place, row in rows(document, "discharge"):
        when = row.get("when")
        for reason in [when] if isinstance(when, str) else when if isinstance(when, list) else []:
            if not isinstance(reason, str):
                continue
            if reason in seen:
                what = f"{reason!r} has a rule already in {seen[reason]}."
                yield Fault(f"{place}.when", what, "Leave it in one of them.")
            seen.setdefault(reason, place)
    covers_all = "otherwise" in seen or set(words.END_REASONS) <= set(seen)
    if "discharge" in document and not covers_all:
        what = "some end reasons have no rule."
        instead = 'Add a rule with when = "otherwise", after = "at once".'
        yield Fault("discharge", what, instead)


def phases_replace_what_is_gone(document: Document) -> Iterator[Fault]:
    """One that stands here replaces itself, and two cannot both take another's place."""
    seen = {row["key"]: place for place, row in rows(document, "phases") if _key_of(row)}
    for place, row in rows(document, "phases"):
        for where, was in each(f"{place}.was", row.get("was")):
            if isinstance(was, str):
                if was in seen:
                    what = f"{was!r} has its place already in {seen[was]}."
                    yield Fault(where, what, "Name steps that are gone, each once.")
                seen.setdefault(was, where)


def _key_of(row: dict[str, Any]) -> bool:
    return isinstance(row.get("key"), str)


CHECKS = (
    posts_change_in_order,
    phases_can_be_kept,
    the_way_in_comes_first,
    a_stay_can_be_extended,
    own_end_reasons_are_new,
    every_end_is_discharged_once,
    phases_replace_what_is_gone,
)
