"""What has to agree within one definition: names that exist, rules that hold together.

These checks read the plain document and not the model, so that a file whose shape is at fault
somewhere is still told everything else that is wrong with it. What has the wrong shape is passed
over here: it has its fault already. Those about the way in and about the road stand in
`consistency_way_in` and `consistency_road`, those of what the plan promises in `promised`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from stegvis.lib.faults import Fault
from stegvis.programmes.definition import consistency_road, consistency_way_in
from stegvis.programmes.definition.reading import Document, closest
from stegvis.programmes.definition.tables import each, rows, same_in_rows, table, texts

#: Lists whose rows are told apart by a key.
KEYED = (
    "units", "parties", "criteria", "exclusions", "ways_in", "preparation.items",
    "consent.information", "deciding.agenda", "phases", "livelihoods.kinds", "end_reasons", "later",
    "staff", "activities", "exit_papers", "follow_ups", "reports", "meetings", "tasks",
)  # fmt: skip

#: Lists whose rows are told apart by something else.
TOLD_APART_BY = {
    "goals": "indicator",
    "figures": "indicator",
    "deciding.outcomes": "decision",
    "shown_by": "by",
    "not_compared": "by",
    "roles": "role",
    "revisions": "what",
}


def consistency_faults(document: Document) -> list[Fault]:
    """Every contradiction in a programme's document, in no particular order."""
    return [fault for check in CHECKS for fault in check(document)]


def same_key_twice(document: Document) -> Iterator[Fault]:
    for path, name in {**dict.fromkeys(KEYED, "key"), **TOLD_APART_BY}.items():
        yield from same_in_rows(document, path, name)


def validity_begins_before_it_ends(document: Document) -> Iterator[Fault]:
    first, last = document.get("valid_from"), document.get("valid_to")
    if type(first) is date and type(last) is date and last < first:
        what = f"ends {last}, before it begins {first}."
        yield Fault("valid_to", what, "Write the last day, or take it out.")


def measures_have_their_words(document: Document) -> Iterator[Fault]:
    seen: dict[tuple[str, str], str] = {}
    needs = {"livelihood": "livelihoods", "occupation": "occupations"}
    for place, row in rows(document, "measures"):
        for where, what in each(f"{place}.what", row.get("what")):
            if not isinstance(what, str):
                continue
            if what in needs and needs[what] not in document:
                sentence = f"the kinds of {what} to choose among are not there."
                yield Fault(where, sentence, f"Write the table [{needs[what]}].")
            occasion = row.get("occasion")
            if isinstance(occasion, str):
                if (what, occasion) in seen:
                    sentence = f"{what} at {occasion!r} is measured already in "
                    sentence += f"{seen[what, occasion]}."
                    yield Fault(where, sentence, "Choose another occasion, or take it out.")
                seen.setdefault((what, occasion), place)


def occupations_stand_once(document: Document) -> Iterator[Fault]:
    seen: set[str] = set()
    for where, kind in each("occupations.kinds", table(document, "occupations").get("kinds")):
        if isinstance(kind, str):
            if kind in seen:
                yield Fault(where, f"{kind!r} stands already.", "Take one of them out.")
            seen.add(kind)


def goals_can_be_reached(document: Document) -> Iterator[Fault]:
    for place, row in rows(document, "goals"):
        if "at_least" in row and "at_most" in row:
            what = "a goal has one bound."
            yield Fault(place, what, "Keep at_least or at_most, and make the other a goal.")
        for key in ("at_least", "at_most"):
            value = row.get(key)
            if isinstance(value, Decimal) and value.is_finite() and value < 0:
                yield Fault(f"{place}.{key}", f"{value} is below nothing.", "Write what to reach.")


def figures_are_not_goals_too(document: Document) -> Iterator[Fault]:
    goals = texts(document, "goals", "indicator")
    for place, row in rows(document, "figures"):
        if row.get("indicator") in goals:
            what = f"{row['indicator']!r} is shown already, as a goal."
            yield Fault(f"{place}.indicator", what, "Take it out here.")


def breakdowns_do_not_contradict(document: Document) -> Iterator[Fault]:
    forbidden = texts(document, "not_compared", "by")
    for place, row in rows(document, "shown_by"):
        if row.get("by") in forbidden:
            what = f"figures by {row['by']!r} are both shown and refused."
            yield Fault(f"{place}.by", what, "Keep it in shown_by or in not_compared.")


def readings_are_about_something(document: Document) -> Iterator[Fault]:
    for place, row in rows(document, "readings"):
        about = row.get("about")
        if not isinstance(about, str):
            continue
        found: Any = document
        for step in about.split("."):
            here = list(found) if isinstance(found, dict) else []
            if step not in here:
                what = f"{about!r} is not a key of this file."
                yield Fault(f"{place}.about", what, closest(step, here or list(document)))
                break
            found = found[step]


CHECKS = (
    same_key_twice,
    validity_begins_before_it_ends,
    measures_have_their_words,
    occupations_stand_once,
    goals_can_be_reached,
    figures_are_not_goals_too,
    breakdowns_do_not_contradict,
    readings_are_about_something,
    *consistency_way_in.CHECKS,
    *consistency_road.CHECKS,
)
