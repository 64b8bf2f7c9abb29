"""What a referrer sees of what they have sent, and what anybody may read of an application."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.intake.eligibility import Judged, in_the_way, judged_in, not_known
from stegvis.intake.models import Application, MeetingItem
from stegvis.intake.preparing import Ready
from stegvis.intake.queries.arrivals import Arrival, latest_items
from stegvis.participants.models import Decision
from stegvis.participants.queries import Coverage, coverage
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.definition.words import SECTIONS


@dataclass(frozen=True)
class SentRow:
    """One sent application, as far as the consent lets its writer see it today."""

    application: Application
    #: The person as the writer named them; None while no consent names the writer's party, and
    #: for one whose identity is protected.
    name: str | None
    item: MeetingItem | None

    @property
    def decision(self) -> Decision | None:
        made = self.application.case.decision
        return Decision(made) if made else None

    @property
    def unread(self) -> bool:
        return self.application.unread

    @property
    def meets_on(self) -> date | None:
        """The meeting that is to take it up, told while consent lets the writer know."""
        waits = self.item and self.item.outcome is None and self.item.meeting.is_open
        return self.item.meeting.on if self.item and waits and self.name else None


@dataclass(frozen=True)
class Own:
    """A user's own applications, the latest first. Each stands in one of the lists."""

    drafts: list[Application]
    #: With a decision that has not been read.
    unread: list[SentRow]
    #: Sent and not yet taken in or turned away.
    waiting: list[SentRow]
    decided: list[SentRow]

    @property
    def sent(self) -> list[SentRow]:
        return [*self.unread, *self.waiting, *self.decided]

    @property
    def none(self) -> bool:
        return not (self.drafts or self.sent)


def own_applications(user: User, today: date) -> Own:
    """The user's drafts and sent applications. Four queries."""
    own = Application.objects.visible_to(user).select_related("programme", "unit", "organisation")
    sent = list(own.sent().select_related("enrolment__participant").order_by("-sent_at", "-pk"))
    numbers = [row.case.pk for row in sent]
    known, items = coverage(numbers, today), latest_items(numbers)
    rows = [
        SentRow(
            row,
            row.stated_name if _may_know(row, known) else None,
            items.get(row.case.pk),
        )
        for row in sent
    ]
    read = [row for row in rows if not row.unread]
    undecided = (None, Decision.WAITING)
    return Own(
        drafts=list(own.drafts().order_by("-saved_at", "-pk")),
        unread=[row for row in rows if row.unread],
        waiting=[row for row in read if row.decision in undecided],
        decided=[row for row in read if row.decision not in undecided],
    )


def _may_know(row: Application, known: Coverage) -> bool:
    covered = (row.case.pk, row.organisation_id) in known
    return covered and not row.case.participant.protected


# --- What may be read -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    """What one reader may see of a person on the way in. A section that is None is not open."""

    sections: frozenset[str]
    need: str | None = None
    earlier: str | None = None
    goal: str | None = None
    criteria: tuple[Judged, ...] | None = None
    preparation: tuple[Ready, ...] | None = None

    @property
    def anything(self) -> bool:
        return bool(self.sections)

    @property
    def in_the_way(self) -> tuple[Judged, ...]:
        """The criteria that keep the person out, as far as the reader may see them."""
        return in_the_way(self.criteria or ())

    @property
    def not_known(self) -> tuple[Judged, ...]:
        """The criteria that nobody has answered, likewise."""
        return not_known(self.criteria or ())


def opened_by(definition: ProgrammeDefinition, information: Iterable[str]) -> frozenset[str]:
    """The sections of an application that these kinds of information open (A8)."""
    kinds = definition.consent.information if definition.consent else ()
    wanted = set(information)
    return frozenset(section for kind in kinds if kind.key in wanted for section in kind.opens)


def sections_for(user: User, arrival: Arrival, today: date) -> frozenset[str]:
    """The sections the user may read today: all in one's own unit, else what consents open.

    A referrer has what consents let the parties have that they sit for in the person's unit.
    """
    unit = arrival.enrolment.unit_id
    if unit in user.units_with(Permission.CASE_READ):
        return frozenset(SECTIONS)
    known = coverage([arrival.enrolment.pk], today)
    kinds = [
        known.get((arrival.enrolment.pk, party), frozenset())
        for party, units in user.units_by_party_with(Permission.SHARED_READ).items()
        if unit in units
    ]
    return opened_by(arrival.group.definition, frozenset().union(*kinds))


def sheet_for(sections: frozenset[str], arrival: Arrival, application: Application | None) -> Sheet:
    """The application and preparation with the sections that are open, and nothing else."""

    def when_open(section: str, content):
        return content if section in sections else None

    written = application or Application()
    return Sheet(
        sections=sections,
        need=when_open("need", written.need),
        earlier=when_open("earlier", written.earlier),
        goal=when_open("goal", written.goal),
        criteria=_criteria(arrival, application) if "criteria" in sections else None,
        preparation=when_open("preparation", arrival.preparation),
    )


def _criteria(arrival: Arrival, application: Application | None) -> tuple[Judged, ...]:
    return judged_in(arrival.group, arrival.enrolment, application, arrival.today, arrival.coverage)
