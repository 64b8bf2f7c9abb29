"""One small world in which every address of the site has something to open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from stegvis.access.models import User
from stegvis.access.roles import Role
from stegvis.casework.models import Phase
from stegvis.intake.models import JointAssessment, Outcome
from stegvis.intake.queries.alone import address_of
from stegvis.intake.views.alone import receipts
from tests.casework.people import taking_part
from tests.factories import EnrolmentFactory, UnitFactory, VersionFactory, member
from tests.intake.plans import SelfApplicationFactory, through_payer, town
from tests.intake.plans import applied as applied_in_town
from tests.intake.world import ApplicationFactory, ItemFactory, MeetingFactory, consenting


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
            "meeting": meeting.pk,
            "item": item.pk,
            "disputed": disputed.pk,
            "consent": consent.pk,
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
            "indicator": "work_or_study_at_discharge",
            "colleague": users["coach"].pk,
            "role": users["coach"].memberships[0].pk,
            "uid": "1",
            "key": "set-password",
        },
    )
