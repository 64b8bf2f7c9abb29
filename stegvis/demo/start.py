"""Loading the demonstration into an empty database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.utils import timezone

from stegvis.access import wall
from stegvis.access.models import Association, Membership, Organisation, Unit, User
from stegvis.access.services import association_named, party_named
from stegvis.demo.cast import COACH, EVERYBODY, PARTICIPANT, PARTIES, Member
from stegvis.demo.lives import SEED, lives
from stegvis.demo.rows import Place, Writer
from stegvis.demo.trace import leave_trace
from stegvis.lib.faults import Fault, Refused
from stegvis.participants.models import Participant
from stegvis.programmes.services import publish

#: The programme that the demonstration shows, and whose it is.
PLAN = settings.REPOSITORY / "definitions/programmes/se-hoglandet-2023.toml"
NAME = "Höglandets samordningsförbund"


def fill_when_empty(say: Callable[[str], None]) -> bool:
    """Load the demonstration unless it is there. True when it was loaded.

    Raises Refused when an association of that name is there and is not the demonstration's: then
    its people may be real, and must never stand behind a door that is open to anyone.
    """
    if User.objects.filter(is_demo=True, email=COACH.email).exists():
        return False
    association, _made = association_named(NAME)
    with wall.inside(association):
        safe = all_invented()
    if not safe:
        raise Refused(
            Fault(
                "--demo",
                f"{NAME} is here already, and not as a demonstration.",
                "Give the demonstration a folder of its own: stegvis run --demo --data DIR",
            )
        )
    say("Loading the demonstration …")
    with wall.inside(association, how="demo"):
        load(association, timezone.localdate())
    return True


def all_invented() -> bool:
    """Whether people in the association stepped into are invented, if there are any.

    They are where somebody of the demonstration works: nobody does beside real people.
    """
    staff = set(Membership.objects.values_list("user__is_demo", flat=True).distinct())
    return True in staff or not (staff or Participant.objects.exists())


def load(association: Association, today: date, seed: int = SEED) -> None:
    """The programme, its staff and its people, inside the association."""
    version = publish(by=None, association=association, source=PLAN.read_text(encoding="utf-8"))
    parties = {key: party_named(association, name, kind) for key, (name, kind) in PARTIES.items()}
    units = {unit.key: unit for unit in Unit.objects.select_related("organisation")}
    since = date(today.year - 4, 1, 1)
    users = {
        member.name: employ(association, member, parties, units, since) for member in EVERYBODY
    }
    place = Place(association, version, units, parties, users, today)
    people = list(lives(today, seed))
    enrolments = Writer(place, seed).write(people)
    Participant.objects.filter(
        given_name=PARTICIPANT.given_name, family_name=PARTICIPANT.family_name
    ).update(user=users[PARTICIPANT.name])
    leave_trace(place, people, enrolments, seed)


def employ(
    association: Association,
    member: Member,
    parties: dict[str, Organisation],
    units: dict[str, Unit],
    since: date,
) -> User:
    """An account that only the door opens, with the member's role in each of the units."""
    user = User(email=member.email, name=member.name, is_demo=True)
    user.set_unusable_password()
    user.save()
    places: list[Unit | None] = [units[key] for key in member.units]
    for unit in places or [None]:
        Membership.objects.create(
            association=association, user=user, role=member.role,
            organisation=parties[member.party], unit=unit, starts_on=since,
        )  # fmt: skip
    return user
