"""Two plans in Eksjö that decide about one person at a time, made from SE-Höglandet's.

The team's is like Västerås 2020 (§5, §5.1), the parties' planning like Make it work (§3).
"""

from __future__ import annotations

from datetime import date

from stegvis.access.models import User
from stegvis.access.roles import Permission, Role
from stegvis.intake.groups import Group, groups
from stegvis.intake.models import MeetingItem
from stegvis.intake.services import (
    Seen,
    begin_application,
    book_meeting,
    hold_meeting,
    send_application,
)
from stegvis.participants.models import Enrolment
from stegvis.participants.services import name_contact_person
from stegvis.programmes.services import publish
from tests.factories import PLAN, OrganisationFactory, UnitFactory, here, member
from tests.intake.world import at, given, parties, stated

TEAM = """
[deciding]
way = "team"
cadence = "when_needed"
per = "programme"
convened_by = "coach"
decided_by = "coach"
disagreement = "head_of_unit"
refusal_in_writing = true
refusal_to = ["referrer", "participant"]
text = "Kontaktpersonen träffar personen, och den som remitterade är med. Sedan får båda besked."
passage = "5, 5.1"

[[deciding.members]]
role = "coach"
title = "Konsulenten"
passage = "5"

[[deciding.members]]
role = "participant"
title = "Personen"
passage = "5"

[[deciding.members]]
role = "referrer"
title = "Den som remitterade"
passage = "5"
"""

PLANNING = """
[deciding]
way = "joint_planning"
cadence = "when_needed"
per = "programme"
convened_by = "coach"
text = "Personen, förvaltningen och Försäkringskassan planerar vägen mot arbete tillsammans."
passage = "3"

[[deciding.members]]
role = "participant"
title = "Brukaren"
passage = "3"

[[deciding.members]]
party = "municipality"
title = "Funktionsstödsförvaltningen"
passage = "3"

[[deciding.members]]
party = "forsakringskassan"
title = "Försäkringskassan"
passage = "3"
"""

OUTCOMES = """
[[deciding.outcomes]]
decision = "admitted"
text = "Erbjuds en plats"
passage = "5"

[[deciding.outcomes]]
decision = "waiting"
text = "Väntar på plats"
passage = "6"

[[deciding.outcomes]]
decision = "refused"
text = "Får inte en plats"
passage = "5.1"

[[deciding.outcomes]]
decision = "withdrawn"
text = "Ansökan dras tillbaka"
passage = "5.1"

"""


def plan(key: str, title: str, deciding: str, **words: str) -> str:
    """SE-Höglandet's text with another way of deciding, without preparation."""
    text = PLAN.read_text(encoding="utf-8")
    text = text.replace('key = "se-hoglandet"', f'key = "{key}"', 1)
    text = text.replace('title = "SE-Höglandet"', f'title = "{title}"', 1)
    text = _cut(text, "[preparation]", "[consent]", "")
    text = _cut(text, "[deciding]", "[contact_person]", deciding + OUTCOMES)
    for old, new in {"since": ('"start"', '"applied"')}.items():
        text = text.replace(f"{old} = {new[0]}", f"{old} = {new[1]}", 1)
    for old, new in words.items():
        text = text.replace(f'required_before = "{old}"', f'required_before = "{new}"', 1)
    return text


def _cut(text: str, first: str, following: str, instead: str) -> str:
    before, rest = text.split(f"\n{first}", 1)
    after = rest.split(f"\n{following}", 1)[1]
    return f"{before}\n{instead}\n{following}{after}"


def team(today: date) -> Group:
    """The team's programme, published, with every party set up."""
    return _published(plan("teamet", "Samordningsteamet", TEAM, raising="admission"), today)


def team_of_a_head(today: date) -> Group:
    """The team's programme, where the head of unit decides after the meeting."""
    deciding = TEAM.replace('decided_by = "coach"', 'decided_by = "head_of_unit"')
    return _published(plan("teamet", "Samordningsteamet", deciding, raising="admission"), today)


def planning(today: date) -> Group:
    """The programme that the parties plan together."""
    return _published(plan("planeringen", "Gemensam planering", PLANNING), today)


def _published(source: str, today: date) -> Group:
    parties()
    version = publish(by=None, association=here(), source=source)
    mine = groups(member(Role.COACH), Permission.MEETING_RUN, today)
    return next(group for group in mine if group.version == version and group.unit.key == "eksjo")


def referrer() -> User:
    """Somebody at Försäkringskassan who brings people to Eksjö."""
    return member(Role.REFERRER, unit=UnitFactory(), name="Farida på kassan")


def applied(by: User, group: Group, today: date, **fields) -> Enrolment:
    """Someone for whom the referrer has sent an application to the group today."""
    kassa = OrganisationFactory(fk=True)
    draft = begin_application(by=by, group=group, organisation=kassa)
    sent = send_application(
        by=by, application=draft, stated=fields.get("stated") or stated(), need="Behovet",
        goal="Målet", earlier="", criteria={}, given=given(today), now=at(today),
    )  # fmt: skip
    return sent.case


def followed(enrolment: Enrolment, coach: User, today: date) -> Enrolment:
    """The same person, with the coach for contact person from today."""
    name_contact_person(by=coach, enrolment=enrolment, user=coach, starts_on=today)
    return enrolment


def met(enrolment: Enrolment, coach: User, today: date, **fields) -> MeetingItem:
    """The same person's meeting, booked and held today with everybody there unless said."""
    item = book_meeting(by=coach, enrolment=enrolment, on=today, today=today)
    seats = [seat.key for seat in _group(enrolment).seats_for(enrolment)]
    there = {key: Seen(True) for key in seats} | fields.pop("seats", {})
    hold_meeting(by=coach, enrolment=enrolment, seats=there, now=at(today), **fields)
    item.refresh_from_db()
    return item


def _group(enrolment: Enrolment) -> Group:
    from stegvis.intake.groups import group_of

    return group_of(enrolment.unit, enrolment.version)
