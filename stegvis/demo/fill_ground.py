"""What invented people in bulk stand on: units with their staff, and the groups' meetings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import gcd
from typing import Any

from django.utils import timezone

from stegvis.access.models import Membership, Organisation, Unit, User
from stegvis.access.roles import Role
from stegvis.demo.fill_shares import APPLYING, spread
from stegvis.demo.names import FAMILY, MEN, WOMEN
from stegvis.intake.groups import Group, group_of
from stegvis.intake.models import Attendance, ReferralMeeting
from stegvis.programmes.models import ProgrammeVersion

#: So many people of a unit have the same coach through the years. About a tenth of them are open
#: on any day, which is what a coach can follow: 20 to 40.
PER_COACH = 280
#: So many coaches' people are applied for by the same referrer of a party.
COACHES_PER_REFERRER = 4
#: Days from a group's meeting to the next.
EVERY = 28


@dataclass(frozen=True)
class Place:
    """One unit's part: of every ``everywhere`` people, ``share`` from number ``before`` on."""

    group: Group
    no: int
    share: int
    before: int
    everywhere: int

    def people(self, everybody: int) -> int:
        """How many of so many people are the unit's."""
        rounds, rest = divmod(everybody, self.everywhere)
        return rounds * self.share + min(max(rest - self.before, 0), self.share)

    def coaches(self, everybody: int) -> int:
        """How many coaches they have between them, an even number: each has a stand-in."""
        return -(-self.people(everybody) // (2 * PER_COACH)) * 2

    def next_meeting(self, today: date) -> date:
        """The day of the unit's next meeting, nineteen days ahead or some more."""
        return _office_day(today + timedelta(days=19 + self.no % 5))


def _office_day(day: date) -> date:
    """The day, or the Friday before it at a weekend."""
    return day - timedelta(days=max(day.isoweekday() - 5, 0))


def places(version: ProgrammeVersion, today: date) -> list[Place]:
    """The plan's units, each with people in proportion to its posts today."""
    units = {unit.key: unit for unit in Unit.objects.select_related("organisation")}
    posts = {unit.key: int(100 * (unit.posts_on(today) or 1)) for unit in version.definition.units}
    step, found, before = gcd(*posts.values()), [], 0
    for no, (key, hundredths) in enumerate(posts.items()):
        share = hundredths // step
        group = group_of(units[key], version)
        found.append(Place(group, no, share, before, sum(posts.values()) // step))
        before += share
    return found


# --- Staff -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Post:
    """One member of the staff that is wanted: who, as what, at which party, in which unit."""

    email: str
    name: str
    role: Role
    organisation: Organisation
    unit: Unit


def _name(*numbers: int) -> str:
    """A name for somebody, drawn from the people's own by whole numbers alone."""
    number = sum(part * step for part, step in zip(numbers, (61, 17, 1), strict=False))
    given = (WOMEN, MEN)[number % 2][number // 2 % len(WOMEN)]
    return f"{given} {FAMILY[number * 31 % len(FAMILY)]}"


def _coach(place: Place, number: int) -> Post:
    unit = place.group.unit
    email = f"coach-{number}.{unit.key}@forbund-{unit.association_id}.example"
    return Post(email, _name(place.no, number), Role.COACH, unit.organisation, unit)


def _party(group: Group, key: str) -> Organisation:
    """What a party of the plan is in the group. Publishing the plan has set up each of them."""
    organisation = group.party(key)
    assert organisation
    return organisation


def _referrer(place: Place, number: int, party: str) -> Post:
    unit, organisation = place.group.unit, _party(place.group, party)
    email = f"{party}-{number}.{unit.key}@forbund-{unit.association_id}.example"
    name = _name(place.no, number, 5 + list(APPLYING).index(party))
    return Post(email, name, Role.REFERRER, organisation, unit)


def _wanted(place: Place, people: int) -> Iterator[Post]:
    coaches = place.coaches(people)
    for number in range(coaches):
        yield _coach(place, number)
    for number in range(-(-coaches // COACHES_PER_REFERRER)):
        for party in APPLYING:
            yield _referrer(place, number, party)


def employ(posts: Sequence[Post], since: date) -> dict[str, User]:
    """The accounts of the posts by address, made where they are not there, each with its role.

    They are accounts of the demonstration: no password opens them.
    """
    wanted = {post.email: post for post in posts}
    known = set(User.objects.filter(email__in=wanted).values_list("email", flat=True))
    new = [post for email, post in wanted.items() if email not in known]
    users = [User(email=post.email, name=post.name, is_demo=True) for post in new]
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users, batch_size=1000)
    Membership.objects.bulk_create(
        (
            Membership(
                association_id=post.unit.association_id, user=user, role=post.role,
                organisation=post.organisation, unit=post.unit, starts_on=since,
            )
            for post, user in zip(new, users, strict=True)
        ),
        batch_size=1000,
    )  # fmt: skip
    return {user.email: user for user in User.objects.filter(email__in=wanted)}


# --- Meetings ----------------------------------------------------------------------------------


def meeting(place: Place, on: date, held: bool) -> ReferralMeeting:
    """The unit's meeting on a day, made when it is not there; one that was held has its minutes."""
    found, made = ReferralMeeting.objects.get_or_create(
        association_id=place.group.unit.association_id, programme=place.group.programme,
        unit=place.group.unit, on=on, cancelled_at=None,
        defaults={"held_at": timezone.make_aware(datetime.combine(on, time(15))) if held else None},
    )  # fmt: skip
    if made and held:
        Attendance.objects.bulk_create(
            Attendance(
                association_id=found.association_id, meeting=found, seat=seat.key,
                organisation=seat.organisation, present=True,
            )
            for seat in place.group.seats
        )  # fmt: skip
    return found


# --- As the statements read it -----------------------------------------------------------------


def ground(version: ProgrammeVersion, people: int, today: date) -> dict[str, Any]:
    """Units and coaches as ``filling/ground.sql`` takes them; staff and meetings are made."""
    here = places(version, today)
    staff = employ(
        [post for place in here for post in _wanted(place, people)], date(today.year - 11, 1, 1)
    )
    return {
        "units": json.dumps([_unit(place, today) for place in here], default=str),
        "coaches": json.dumps([row for place in here for row in _coaches(place, people, staff)]),
        "per_coach": PER_COACH,
        "parties": [list(APPLYING).index(party) for party in spread(APPLYING)],
    }


def _unit(place: Place, today: date) -> dict[str, Any]:
    group = place.group
    after = place.next_meeting(today)
    before = _office_day(after - timedelta(days=EVERY))
    return {
        "no": place.no, "id": group.unit.pk, "municipality": group.unit.name,
        "share": place.share, "before": place.before, "everywhere": place.everywhere,
        "next_meeting": after, "next_meeting_id": meeting(place, after, held=False).pk,
        "last_meeting": before, "last_meeting_id": meeting(place, before, held=True).pk,
        "applying": [_party(group, party).pk for party in APPLYING],
        "agreed_to": [party.pk for party in group.consent_parties],
        "receiving": group.unit.organisation_id,
    }  # fmt: skip


def _coaches(place: Place, people: int, staff: dict[str, User]) -> Iterator[dict[str, Any]]:
    for number in range(place.coaches(people)):
        coach, former = (staff[_coach(place, each).email] for each in (number, number ^ 1))
        team = number // COACHES_PER_REFERRER
        yield {
            "unit": place.no, "no": number, "id": coach.pk, "name": coach.name, 
            "former_id": former.pk, "former_name": former.name,
            "referrers": [staff[_referrer(place, team, party).email].pk for party in APPLYING],
        }  # fmt: skip
