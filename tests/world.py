"""One small world in which every address of the site has something to open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from stegvis.access.models import User
from stegvis.access.roles import Role
from stegvis.casework.models import Phase, Track
from stegvis.casework.services import propose_extension
from stegvis.intake.models import JointAssessment, Letter, Outcome
from stegvis.intake.queries.alone import address_of
from stegvis.intake.services import Verdict, decide_around, write_letters
from stegvis.intake.views.alone import receipts
from tests.casework.people import taking_part
from tests.casework.plans import extended, limited, on_the_road
from tests.factories import (
    EnrolmentFactory,
    ProgrammeDraftFactory,
    UnitFactory,
    VersionFactory,
    member,
)
from tests.intake.plans import SelfApplicationFactory, through_payer, town
from tests.intake.plans import applied as applied_in_town
from tests.intake.ways import applied, followed, met, team
from tests.intake.world import (
    ApplicationFactory,
    ItemFactory,
    MeetingFactory,
    at,
    consenting,
    stated,
)


def _in_the_team(users: dict[str, User], today: date) -> tuple[int, Letter]:
    """Two in a programme where the team decides: one it has met, one it has refused in writing."""
    group = team(today)
    coach, writer = users["coach"], users["referrer"]
    met_one = followed(applied(writer, group, today), coach, today)
    met(met_one, coach, today)
    other = stated(personal_number=None, birth_date=date(1990, 1, 2))
    told = followed(applied(writer, group, today, stated=other), coach, today)
    refusal = Verdict(Outcome.REFUSED, reason="Flyttar", criteria=("other",))
    item = decide_around(
        by=coach, enrolment=told, verdict=refusal, departure="Flyttar", now=at(today)
    )
    [letter] = [
        one
        for one in write_letters(
            by=coach, item=item, to_person="Så.", to_referrer="Så.", call="Kim", now=at(today)
        )
        if one.to == Letter.To.REFERRER
    ]
    return met_one.pk, letter


@dataclass
class World:
    """One user in each role, and the records that addresses are opened on, by name."""

    users: dict[str, User]
    samples: dict[str, Any]


def small_world(today: date) -> World:
    """Everybody in Eksjö: the coach, the head, the referrer of Försäkringskassan, the person.

    One person takes part and is the participant who signs in; one has left for work; one is
    admitted; one has applied and stands on today's agenda; the group disagrees about one.
    """
    users = {role.value: member(role) for role in Role}
    users["elsewhere"] = member(Role.COACH, unit=UnitFactory(key="tranas", name="Tranås"))
    VersionFactory()
    person = taking_part(users["coach"], participant__user=users["participant"], raised=True)
    left = taking_part(users["coach"], ended=True)
    applied = consenting(applied_on=today - timedelta(days=9), raised_on=today)
    meeting = MeetingFactory(on=today)
    item = ItemFactory(meeting=meeting, enrolment=applied)
    disputed = ItemFactory(
        meeting=meeting, enrolment=consenting(raised_on=today), outcome=Outcome.DISAGREE
    )
    written = {"written_by": users["referrer"]}
    limited_one = limited(raised_on=today, follower=users["coach"])
    asked = propose_extension(
        by=users["coach"], enrolment=limited_one, revision=None, condition=True,
        reason="En plats är klar men kan inte börja än.", today=today,
    )  # fmt: skip
    longer = extended(users["coach"], users["head_of_unit"], today)
    walking = on_the_road(key="preparation", follower=users["coach"])
    meeting_one = on_the_road(key="meeting", follower=users["coach"])
    track = Track.objects.create(
        association=walking.association, enrolment=walking, phase="preparation", key="places",
        starts_on=walking.started_on,
    )  # fmt: skip
    left_phase = Phase.objects.create(
        association=walking.association, enrolment=walking, key="inflow",
        starts_on=date(2025, 4, 1), ends_on=date(2025, 4, 13),
    )  # fmt: skip
    met, letter = _in_the_team(users, today)
    consent = person.consents.get()
    version, town_unit = town()
    alone = SelfApplicationFactory(programme=version.programme, unit=UnitFactory())
    unmet = applied_in_town(version, UnitFactory(), participant__municipality="Sala")
    assessed = JointAssessment.objects.create(
        association=unmet.association, enrolment=unmet, starts_on=today, source="Samtal",
        by=users["coach"],
    )  # fmt: skip
    begun = through_payer(town_unit, users["referrer"])
    return World(
        users,
        {
            "case": person.pk,
            "left": left.pk,
            "admitted": EnrolmentFactory(admitted=True).pk,
            "applied": applied.pk,
            "sent": ApplicationFactory(enrolment=applied, **written).pk,
            "draft": ApplicationFactory(draft=True, **written).pk,
            "met": met,
            "told": letter.enrolment_id,
            "letter": letter.pk,
            "meeting": meeting.pk,
            "item": item.pk,
            "disputed": disputed.pk,
            "consent": consent.pk,
            "limited": limited_one.pk,
            "asked": asked.pk,
            "longer": longer.pk,
            "walking": walking.pk,
            "meets": meeting_one.pk,
            "track": track.pk,
            "left_phase": left_phase.pk,
            "phase": Phase.objects.get(enrolment=person).pk,
            "exit": "exit",
            "programme": "se-hoglandet",
            "association": address_of(unmet.association),
            "town": "stadens-vag",
            "receipt": receipts.sign("ABCD-2345"),
            "alone": alone.pk,
            "unmet": unmet.pk,
            "criterion": "residence",
            "assessed": assessed.pk,
            "begun": begun.application_id,
            "handed": begun.pk,
            "version": "2023",
            "draft_plan": ProgrammeDraftFactory().pk,
            "indicator": "work_or_study_at_discharge",
            "colleague": users["coach"].pk,
            "role": users["coach"].memberships[0].pk,
            "uid": "1",
            "key": "set-password",
        },
    )
