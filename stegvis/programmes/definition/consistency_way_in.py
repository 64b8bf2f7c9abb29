"""What has to agree within one definition about who may come in, and how."""

from __future__ import annotations

from collections.abc import Iterator

from stegvis.lib.faults import Fault
from stegvis.programmes.definition.reading import Document, closest
from stegvis.programmes.definition.tables import Row, each, rows, table, texts


def parties_exist(document: Document) -> Iterator[Fault]:
    known = texts(document, "parties", "key")
    named: list[tuple[str, object]] = []
    for place, row in rows(document, "ways_in"):
        named += each(f"{place}.parties", row.get("parties"))
    named += each("consent.parties", table(document, "consent").get("parties"))
    for place, row in rows(document, "deciding.members"):
        named.append((f"{place}.party", row.get("party")))
    for place, row in rows(document, "staff"):
        named.append((f"{place}.employer", row.get("employer")))
    for place, row in rows(document, "key_people"):
        named.append((f"{place}.party", row.get("party")))
    shared_with = table(document, "individual_plan").get("shared_with")
    named += each("individual_plan.shared_with", shared_with)
    named += each("individual_team.parties", table(document, "individual_team").get("parties"))
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
            for where, key in each(f"{place}.among", condition.get("among")):
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


def a_refusal_that_is_sent_is_written(document: Document) -> Iterator[Fault]:
    """Who gets a refusal is for a refusal in writing: without it the list would mean nothing."""
    deciding = table(document, "deciding")
    if deciding.get("refusal_to") and deciding.get("refusal_in_writing") is not True:
        what = "says who gets the refusal, and the refusal is not in writing."
        yield Fault("deciding.refusal_to", what, "Write refusal_in_writing = true, or take it out.")


CHECKS = (
    parties_exist,
    members_are_seated_once,
    ways_in_name_their_parties,
    capacity_says_a_number,
    requirements_say_how,
    conditions_can_be_met,
    consent_is_there_when_it_is_asked_for,
    a_refusal_that_is_sent_is_written,
)
