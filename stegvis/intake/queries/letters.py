"""Which decisions are still to be told in writing, and what has been told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.intake.groups import Group, group_of
from stegvis.intake.letters import wanted
from stegvis.intake.models import Letter, MeetingItem
from stegvis.participants.models import Decision, Enrolment
from stegvis.participants.queries import Coverage, coverage
from stegvis.programmes.models import ProgrammeVersion

#: What is told in writing at all. Who took an application back knows it.
TOLD = (Decision.ADMITTED, Decision.REFUSED, Decision.WAITING)


@dataclass(frozen=True)
class Telling:
    """A decision that somebody is to be told in writing, and the letters about it, latest first."""

    item: MeetingItem
    #: To whom, and from which document.
    kinds: dict[str, str]
    letters: list[Letter]
    #: Whether the referrer is left out, since no consent lets their party know.
    withheld: bool = False

    @property
    def current(self) -> list[Letter]:
        """The letters that hold: for each reader the last one about the decision as it stands."""
        found: dict[str, Letter] = {}
        for letter in self.letters:
            if letter.item_id == self.item.pk and letter.written_at >= decided_at(self.item):
                found.setdefault(letter.to, letter)
        return list(found.values())

    @property
    def told(self) -> bool:
        return {letter.to for letter in self.current} >= set(self.kinds)


def decided_at(item: MeetingItem):
    """The moment from which what holds of the matter has held."""
    return item.corrected_at or item.settled_at or item.recorded_at


def sayable(group: Group, item: MeetingItem, known: Coverage) -> dict[str, str]:
    """What is `wanted`, but nothing to a referrer whose party no consent lets know (A8)."""
    kinds, enrolment = wanted(group, item), item.enrolment
    if group.definition.consent and (enrolment.pk, enrolment.referred_by_id) not in known:
        kinds.pop("referrer", None)
    return kinds


def telling(group: Group, item: MeetingItem | None, known: Coverage) -> Telling | None:
    """What is to be told of the latest matter, by what consents let each party know.

    None when nothing is told in writing.
    """
    if item is None or item.result is None or item.result != item.enrolment.decision:
        return None
    asked, kinds = wanted(group, item), sayable(group, item, known)
    letters = list(
        Letter.objects.filter(enrolment=item.enrolment_id).order_by("-written_at", "-pk")
    )
    return Telling(item, kinds, letters, asked != kinds) if asked else None


def untold(user: User, today: date) -> list[MeetingItem]:
    """Decisions in the user's units that somebody waits for in writing, oldest first.

    Two queries, and one more where any is told to the referrer alone. Plans that tell nothing in
    writing cost nothing more than being looked at.
    """
    versions = {
        version.pk: version
        for version in ProgrammeVersion.objects.select_related("programme")
        if _tells(version)
    }
    if not versions:
        return []
    mine = Enrolment.objects.visible_to(user, Permission.CASE_EDIT).filter(
        version__in=versions, decision__in=TOLD, started_on__isnull=True
    )
    found, alone = list[MeetingItem](), list[MeetingItem]()
    for item in _latest_untold(mine):
        group = group_of(item.meeting.unit, versions[item.enrolment.version_id], ())
        kinds = wanted(group, item) if item.result == item.enrolment.decision else {}
        if kinds:
            (alone if kinds.keys() == {"referrer"} else found).append(item)
    if alone:
        known = coverage([item.enrolment_id for item in alone], today)
        for item in alone:
            group = group_of(item.meeting.unit, versions[item.enrolment.version_id], ())
            found += [item] if sayable(group, item, known) else []
    return sorted(found, key=lambda item: (item.enrolment.decided_on, item.pk))


def _tells(version: ProgrammeVersion) -> bool:
    deciding = version.definition.deciding
    return bool(deciding and (deciding.refusal_in_writing or deciding.way != "referral_group"))


def _latest_untold(enrolments: Iterable[Enrolment]) -> list[MeetingItem]:
    decided = Coalesce(OuterRef("corrected_at"), OuterRef("settled_at"), OuterRef("recorded_at"))
    written = Letter.objects.filter(item=OuterRef("pk"), written_at__gte=decided)
    rows = MeetingItem.objects.filter(
        ~Exists(written), enrolment__in=enrolments, outcome__isnull=False
    )
    return list(
        rows.select_related("enrolment__participant", "meeting__unit")
        .order_by("enrolment_id", "-meeting__on", "-pk")
        .distinct("enrolment_id")
    )
