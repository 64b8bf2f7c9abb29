"""What has to agree within one definition: names that exist, rules that hold together.

These checks read the plain document and not the model, so that a file whose shape is at fault
somewhere is still told everything else that is wrong with it. What has the wrong shape is passed
over here: it has its fault already.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, get_args

from stegvis.lib.faults import Fault
from stegvis.programmes.definition import words
from stegvis.programmes.definition.moments import Length, ReadingError
from stegvis.programmes.definition.reading import Document, closest
from stegvis.programmes.definition.values import Role

Row = tuple[str, dict[str, Any]]

#: Any day: two lengths are compared by where they lead from it.
A_DAY = date(2026, 1, 1)

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


def rows(document: Document, path: str) -> Iterator[Row]:
    """The tables of a list, each with its place: ('deciding.members[0]', {...})."""
    found: Any = document
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    for index, row in enumerate(found if isinstance(found, list) else []):
        if isinstance(row, dict):
            yield f"{path}[{index}]", row


def texts(document: Document, path: str, key: str) -> list[str]:
    """The value of a key in every table of a list, where it is a text."""
    return [row[key] for _, row in rows(document, path) if isinstance(row.get(key), str)]


def table(document: Document, key: str) -> dict[str, Any]:
    """A table by its key; empty when it is not there."""
    found = document.get(key)
    return found if isinstance(found, dict) else {}


def same_key_twice(document: Document) -> Iterator[Fault]:
    for path, name in {**dict.fromkeys(KEYED, "key"), **TOLD_APART_BY}.items():
        yield from same_in_rows(document, path, name)


def same_in_rows(document: Document, path: str, name: str) -> Iterator[Fault]:
    """Rows of a list that are not told apart by what they have under `name`."""
    seen: dict[str | int, str] = {}
    for place, row in rows(document, path):
        value = row.get(name)
        if not isinstance(value, str | int):
            continue
        if value in seen:
            what = f"{value!r} stands already in {seen[value]}."
            yield Fault(f"{place}.{name}", what, "Rename one of them, or take it out.")
        seen.setdefault(value, place)


def parties_exist(document: Document) -> Iterator[Fault]:
    known = texts(document, "parties", "key")
    named: list[tuple[str, object]] = []
    for place, row in rows(document, "ways_in"):
        named += _each(f"{place}.parties", row.get("parties"))
    named += _each("consent.parties", table(document, "consent").get("parties"))
    for place, row in rows(document, "deciding.members"):
        named.append((f"{place}.party", row.get("party")))
    for place, row in rows(document, "staff"):
        named.append((f"{place}.employer", row.get("employer")))
    for place, row in rows(document, "key_people"):
        named.append((f"{place}.party", row.get("party")))
    shared_with = table(document, "individual_plan").get("shared_with")
    named += _each("individual_plan.shared_with", shared_with)
    named += _each("individual_team.parties", table(document, "individual_team").get("parties"))
    for place, key in named:
        if isinstance(key, str) and key not in known:
            yield Fault(place, f"{key!r} is not among the parties.", closest(key, known))


def members_are_seated_once(document: Document) -> Iterator[Fault]:
    for place, row in rows(document, "deciding.members"):
        if ("party" in row) == ("role" in row):
            what = "a member sits either for a party or in a role."
            yield Fault(place, what, 'Write party = "region" or role = "coach", one of the two.')


def ways_in_name_their_parties(document: Document) -> Iterator[Fault]:
    for place, row in rows(document, "ways_in"):
        if (row.get("who") == "party") != bool(row.get("parties")):
            what = 'parties stand where who = "party", and nowhere else.'
            yield Fault(f"{place}.parties", what, "List the parties, or change who.")
        if (row.get("who") == "team") != ("by" in row):
            what = 'by stands where who = "team", and nowhere else.'
            yield Fault(f"{place}.by", what, 'Write by = "coach", or change who.')
        if "phone" in row and row.get("who") != "person":
            what = "only a person who applies alone is given a number to call."
            yield Fault(f"{place}.phone", what, 'Take it out, or write who = "person".')
        if "through" in row and row.get("who") != "party":
            what = "only a party goes through another."
            yield Fault(f"{place}.through", what, 'Take it out, or write who = "party".')


def capacity_says_a_number(document: Document) -> Iterator[Fault]:
    capacity = table(document, "capacity")
    if capacity and not {"people_per_post", "places", "through"} & set(capacity):
        what = "how many there is room for is not said."
        yield Fault("capacity", what, "Write people_per_post, places or through.")


def requirements_say_how(document: Document) -> Iterator[Fault]:
    for path in ("criteria", "exclusions", "preparation.items"):
        for place, row in rows(document, path):
            if row.get("kind") == "computed" and "condition" not in row:
                instead = 'Write condition = { fact = "consent" }, or kind = "attested".'
                yield Fault(f"{place}.condition", "what is computed needs a condition.", instead)
            if row.get("kind") == "computed" and "attested_by" in row:
                what = "what is computed is attested by nobody."
                yield Fault(
                    f"{place}.attested_by", what, 'Take it out, or write kind = "attested".'
                )
            if row.get("kind") == "attested" and "condition" in row:
                what = "what a person attests is not computed."
                yield Fault(f"{place}.condition", what, 'Take it out, or write kind = "computed".')


def conditions_can_be_met(document: Document) -> Iterator[Fault]:
    for place, condition in _conditions(document):
        fact, low, high = (condition.get(key) for key in ("fact", "at_least", "at_most"))
        if fact == "age" and low is None and high is None:
            yield Fault(place, "an age needs a bound.", "Write at_least, at_most or both.")
        if fact != "age" and (low is not None or high is not None):
            yield Fault(place, f"{fact!r} is not a number.", 'Write among = ["…"] instead.')
        elif fact in ("municipality", "livelihood") and not condition.get("among"):
            yield Fault(place, "which ones is not said.", 'Write among = ["…"].')
        if fact in ("age", "consent", "joint_assessment") and condition.get("among"):
            yield Fault(f"{place}.among", f"{fact!r} is not one of a list.", "Take it out.")
        if isinstance(low, int) and isinstance(high, int) and low > high:
            what = f"nobody is at least {low} and at most {high}."
            yield Fault(place, what, "Swap the two.")
        if fact == "livelihood":
            known = texts(document, "livelihoods.kinds", "key")
            for where, key in _each(f"{place}.among", condition.get("among")):
                if isinstance(key, str) and key not in known:
                    what = f"{key!r} is not a kind of livelihood here."
                    yield Fault(where, what, closest(key, known))


def _conditions(document: Document) -> Iterator[Row]:
    for path in ("criteria", "exclusions", "preparation.items"):
        for place, row in rows(document, path):
            if isinstance(row.get("condition"), dict):
                yield f"{place}.condition", row["condition"]
    yield from rows(document, "priority.conditions")


def consent_is_there_when_it_is_asked_for(document: Document) -> Iterator[Fault]:
    for place, condition in _conditions(document):
        if condition.get("fact") == "consent" and "consent" not in document:
            what = "asks for consent, and the definition has no [consent]."
            yield Fault(f"{place}.fact", what, "Write the table [consent], or take this out.")


def validity_begins_before_it_ends(document: Document) -> Iterator[Fault]:
    first, last = document.get("valid_from"), document.get("valid_to")
    if type(first) is date and type(last) is date and last < first:
        what = f"ends {last}, before it begins {first}."
        yield Fault("valid_to", what, "Write the last day, or take it out.")


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
        low, high = (_length(row.get(key)) for key in ("at_least", "at_most"))
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


def a_refusal_that_is_sent_is_written(document: Document) -> Iterator[Fault]:
    """Who gets a refusal is for a refusal in writing: without it the list would mean nothing."""
    deciding = table(document, "deciding")
    if deciding.get("refusal_to") and deciding.get("refusal_in_writing") is not True:
        what = "says who gets the refusal, and the refusal is not in writing."
        yield Fault("deciding.refusal_to", what, "Write refusal_in_writing = true, or take it out.")


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
    if _length(extension.get("length")) == Length():
        yield Fault("stay.extension.length", "it adds nothing.", 'Write "6 months".')
    who = extension.get("decided_by")
    if who in get_args(Role) and who not in words.WHO_OPEN_RECORDS:
        what = f"{who!r} never opens a person's record, and so cannot decide about a person."
        instead = 'Write decided_by = "head_of_unit", and reported_to for who is told.'
        yield Fault("stay.extension.decided_by", what, instead)


def _length(value: object) -> Length | None:
    """A length that can be read; what cannot has its fault already."""
    try:
        return Length.parse(value) if isinstance(value, str) else None
    except ReadingError:
        return None


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
        for where, was in _each(f"{place}.was", row.get("was")):
            if isinstance(was, str):
                if was in seen:
                    what = f"{was!r} has its place already in {seen[was]}."
                    yield Fault(where, what, "Name steps that are gone, each once.")
                seen.setdefault(was, where)


def _key_of(row: dict[str, Any]) -> bool:
    return isinstance(row.get("key"), str)


def measures_have_their_words(document: Document) -> Iterator[Fault]:
    seen: dict[tuple[str, str], str] = {}
    needs = {"livelihood": "livelihoods", "occupation": "occupations"}
    for place, row in rows(document, "measures"):
        for where, what in _each(f"{place}.what", row.get("what")):
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
    for where, kind in _each("occupations.kinds", table(document, "occupations").get("kinds")):
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


def _each(place: str, values: object) -> list[tuple[str, object]]:
    listed = values if isinstance(values, list) else []
    return [(f"{place}[{index}]", value) for index, value in enumerate(listed)]


CHECKS = (
    same_key_twice,
    parties_exist,
    members_are_seated_once,
    ways_in_name_their_parties,
    capacity_says_a_number,
    requirements_say_how,
    conditions_can_be_met,
    consent_is_there_when_it_is_asked_for,
    validity_begins_before_it_ends,
    posts_change_in_order,
    phases_can_be_kept,
    a_refusal_that_is_sent_is_written,
    the_way_in_comes_first,
    a_stay_can_be_extended,
    own_end_reasons_are_new,
    every_end_is_discharged_once,
    phases_replace_what_is_gone,
    measures_have_their_words,
    occupations_stand_once,
    goals_can_be_reached,
    figures_are_not_goals_too,
    breakdowns_do_not_contradict,
    readings_are_about_something,
)
