"""What has to agree among the tables of what a plan promises: posts, phases, months, money.

As in `consistency`, the plain document is read, and what has the wrong shape is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from stegvis.lib.faults import Fault
from stegvis.programmes.definition.reading import Document, closest
from stegvis.programmes.definition.tables import each, rows, same_in_rows, table, texts


def promise_faults(document: Document) -> list[Fault]:
    """Every contradiction among what the plan promises, in no particular order."""
    return [fault for check in CHECKS for fault in check(document)]


def phases_exist(document: Document) -> Iterator[Fault]:
    """A rule about a phase is about one that is there."""
    known = texts(document, "phases", "key")
    named: list[tuple[str, object]] = [
        (f"{place}.phase", row.get("phase")) for place, row in rows(document, "activities")
    ]
    named.append(("after_support.phase", table(document, "after_support").get("phase")))
    updated = table(document, "individual_plan").get("updated_before")
    named += each("individual_plan.updated_before", updated)
    for place, key in named:
        if isinstance(key, str) and key not in known:
            instead = closest(key, known) if known else "Write the phases, or take it out."
            yield Fault(place, f"there is no phase {key!r}.", instead)


def staff_work_in_units(document: Document) -> Iterator[Fault]:
    known = texts(document, "units", "key")
    for place, row in rows(document, "staff"):
        if isinstance(row.get("unit"), str) and row["unit"] not in known:
            what = f"{row['unit']!r} is not among the units."
            yield Fault(f"{place}.unit", what, closest(row["unit"], known))


def posts_are_the_same_twice(document: Document) -> Iterator[Fault]:
    """The posts of the units are those of the staff who carry people."""
    units = [_posts(row.get("posts")) for _, row in rows(document, "units")]
    carrying = [
        _posts(row.get("posts"))
        for _, row in rows(document, "staff")
        if row.get("carry_people") is True
    ]
    if not units or not carrying or None in units or None in carrying:
        return
    in_units, in_staff = sum(filter(None, units)), sum(filter(None, carrying))
    if in_units != in_staff:
        what = f"the units have {in_units} posts, and the staff that carry people {in_staff}."
        yield Fault("staff", what, "Write the same number, or leave it out in one of the places.")


def measures_say_with_what(document: Document) -> Iterator[Fault]:
    """A step is measured on a ladder, a survey and health with a survey."""
    for place, row in rows(document, "measures"):
        what = row.get("what")
        kinds = [kind for kind in what if isinstance(kind, str)] if isinstance(what, list) else []
        for kinds_of, key, folder in ((("step",), "ladder", "ladders"),
                                      (("survey", "health"), "survey", "surveys")):  # fmt: skip
            asked = [kind for kind in kinds if kind in kinds_of]
            if asked and key not in row:
                instead = f"Write {key} = with the name of a file in definitions/{folder}."
                yield Fault(f"{place}.{key}", f"{asked[0]} is measured with nothing.", instead)
            if key in row and not asked:
                sentence = f"nothing here is measured with a {key}."
                yield Fault(f"{place}.{key}", sentence, "Take it out, or write what it measures.")


def methods_are_there_or_promised(document: Document) -> Iterator[Fault]:
    for place, row in rows(document, "follow_ups"):
        if row.get("to_be_developed") is True and "method" in row:
            what = "the method is there, and is to be developed."
            yield Fault(f"{place}.to_be_developed", what, "Take one of them out.")


def months_come_in_order(document: Document) -> Iterator[Fault]:
    """After-support goes from one month to the next, with no month twice."""
    before = 0
    for place, row in rows(table(document, "after_support"), "schedule"):
        first, last = row.get("first_month"), row.get("last_month")
        if type(first) is not int or type(last) is not int:
            continue
        if last < first:
            what = f"ends in month {last}, before it begins in month {first}."
            yield Fault(f"after_support.{place}.last_month", what, "Swap the two.")
        if first <= before:
            what = f"month {first} has its row already."
            yield Fault(f"after_support.{place}.first_month", what, "Let each month stand once.")
        before = max(before, first, last)
        if ("times" in row) != ("per" in row):
            what = "times and per go together."
            yield Fault(f"after_support.{place}", what, 'Write times = 1, per = "week".')


def meetings_have_their_agenda_once(document: Document) -> Iterator[Fault]:
    for place, row in rows(document, "meetings"):
        for fault in same_in_rows(row, "agenda", "key"):
            yield Fault(f"{place}.{fault.where}", fault.what, fault.instead)
        cadence = row.get("cadence")
        times, up_to = (
            (cadence.get("times"), cadence.get("up_to")) if isinstance(cadence, dict) else (0, 0)
        )
        if type(times) is int and type(up_to) is int and times and up_to <= times:
            what = f"up to {up_to} is not more than {times}."
            yield Fault(f"{place}.cadence.up_to", what, "Write a larger number, or take it out.")


def tasks_begin_before_they_end(document: Document) -> Iterator[Fault]:
    for place, row in rows(document, "tasks"):
        first, last = row.get("first_day"), row.get("last_day")
        if type(first) is date and type(last) is date and last < first:
            what = f"ends {last}, before it begins {first}."
            yield Fault(f"{place}.last_day", what, "Swap the two.")


def budgets_add_up(document: Document) -> Iterator[Fault]:
    """The years of a kind make its total, its lines too; the kinds make the years and the whole."""
    budget = table(table(document, "money"), "budget")
    where = "money.budget"
    kinds = list(rows(budget, "kinds"))
    for place, kind in kinds:
        years = _sum(rows(kind, "years"))
        yield from _same(f"{where}.{place}.total_sek", kind.get("total_sek"), years, "its years")
        name = kind.get("kind")
        lines = _sum((at, row) for at, row in rows(budget, "lines") if row.get("kind") == name)
        yield from _same(f"{where}.{place}.total_sek", kind.get("total_sek"), lines, "its lines")
    yield from _same(f"{where}.total_sek", budget.get("total_sek"),
                     _sum(kinds, "total_sek"), "the kinds")  # fmt: skip
    for place, year in rows(budget, "years"):
        of_year = [
            (at, row)
            for _, kind in kinds
            for at, row in rows(kind, "years")
            if row.get("year") == year.get("year")
        ]
        yield from _same(f"{where}.{place}.sek", year.get("sek"), _sum(of_year), "the kinds")


def _posts(value: object) -> Decimal | None:
    """A number of posts; None for what is not one, which has its fault already."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    found = Decimal(value)
    return found if found.is_finite() and 0 < found <= 100 else None


def _sum(found: Any, key: str = "sek") -> int | None:
    """What the rows make together. None without rows, and when one of them is no whole number."""
    values = [row.get(key) for _, row in found]
    whole = [value for value in values if type(value) is int]
    return sum(whole) if values and len(whole) == len(values) else None


def _same(place: str, said: object, made: int | None, of: str) -> Iterator[Fault]:
    if type(said) is int and made is not None and said != made:
        yield Fault(place, f"{said} is not what {of} make, {made}.", "Add them up again.")


CHECKS = (
    phases_exist,
    staff_work_in_units,
    posts_are_the_same_twice,
    measures_say_with_what,
    methods_are_there_or_promised,
    months_come_in_order,
    meetings_have_their_agenda_once,
    tasks_begin_before_they_end,
    budgets_add_up,
)
