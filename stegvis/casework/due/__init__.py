"""What is due for one person: derived from the definition and the recorded facts.

``due`` is a pure function and the only derivation there is; what lists are ordered by
(``stegvis.casework.stored``) is a copy of what it said. What has not been recorded is neither done
nor a no: it stays due, and what cannot be said without it is ``not_possible``. The plan's own
sentence and passage follow each thing to the page, so that nobody has to trust the machine.

    things.py       one thing to do, how it stands, and the kinds there are
    facts.py        what is recorded about a person, as far as anything follows from it
    way_in.py       from the application to the first day
    consents.py     a consent to gather or to renew
    road.py         who follows the person, and which phase they are in
    stay.py         for how long they may take part
    ending.py       the end, and the discharge that follows from it
    recording.py    what the plan wants recorded, and when

Each part is a function of definition, facts and day; none knows of the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stegvis.casework.due import consents, ending, recording, road, stay, way_in
from stegvis.casework.due.facts import Facts
from stegvis.casework.due.things import KINDS, PLACE, STAFF, Due, State
from stegvis.lib.moving import MovingDay, Watch
from stegvis.programmes.definition import Length, ProgrammeDefinition

__all__ = ["KINDS", "Derived", "Due", "Facts", "State", "derived", "due", "next_due", "silent"]

#: In the order that things of one day stand.
PARTS = (
    way_in.preparation,
    consents.given_consent,
    way_in.first_meeting,
    way_in.admission,
    road.contact_person,
    road.in_a_phase,
    road.time_in_phase,
    stay.end_of_stay,
    ending.agreed_end,
    ending.decided_end,
    ending.discharge,
    recording.at_occasions,
)


def due(definition: ProgrammeDefinition, facts: Facts, today: date) -> list[Due]:
    """Everything due, to come, done and not possible for a person; what is late first, then by day.

    Of one who is discharged only what the plan places after the discharge; of one who was turned
    away nothing. No key comes twice.
    """
    if facts.turned_away:
        return []
    parts = (recording.at_occasions,) if facts.discharged_on else PARTS
    found = [item for part in parts for item in part(definition, facts, today)]
    # What is to be done as soon as it can be comes before what has a later day.
    return sorted(found, key=lambda item: (PLACE[item.state], item.due_on or date.min))


def next_due(items: Iterable[Due]) -> Due | None:
    """The first thing anybody has to do, None when there is none."""
    return next((item for item in items if item.open), None)


# --- For how long it holds ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Derived:
    """What is due on a day, and the first later day on which that may be something else.

    Until then the same facts give the same things, but for late and due, which follow from
    ``due_on``. ``changes_on`` is None when no day to come changes anything by itself.
    """

    items: list[Due]
    changes_on: date | None


def derived(definition: ProgrammeDefinition, facts: Facts, today: date) -> Derived:
    """`due`, and for how long it holds. Nothing says which days matter: `today` notes them."""
    watch = Watch(today)
    items = due(definition, facts, MovingDay(today, watch))
    if any(isinstance(item.due_on, MovingDay) for item in items):
        watch.tomorrow()
    # The next meeting is the next one from today on: once its day is over it is another.
    if facts.meeting_on is not None and facts.on_the_way_in:
        watch.turn(facts.meeting_on.toordinal() + 1)
    return Derived(items, watch.turns_on)


def silent(definition: ProgrammeDefinition, facts: Facts) -> bool:
    """Whether nothing is due or will be, as far as the decision and the discharge alone tell.

    Most of those in a programme that has run for years. A discharged person is silent when the
    plan asks the staff nothing that is counted on from one of the person's days.
    """
    if facts.turned_away:
        return True
    asked = (measure.at for measure in definition.measures if measure.by in STAFF)
    return facts.discharged_on is not None and not any(
        moment.recurs or moment.shift != Length() for moment in asked
    )
