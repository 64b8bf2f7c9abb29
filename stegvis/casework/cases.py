"""A person's case and everything due from it, gathered in the query that finds the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import JSONField
from django.db.models.expressions import RawSQL
from django.utils.functional import cached_property

from stegvis.access.models import User
from stegvis.casework.due import Due, Facts, State, due, next_due
from stegvis.casework.due.facts import Agreed, Step, Stretch
from stegvis.casework.due.stay import stay_ends
from stegvis.intake.models import Outcome, Preparation
from stegvis.participants.models import Enrolment, EnrolmentQuerySet
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.models import plans_of
from stegvis.ui.human import until

#: What of the tables is read beside the enrolment's own columns.
GATHERED = Path(__file__).with_name("gathered.sql").read_text(encoding="utf-8")

#: What is told of one person alone, on pages about that person (`views.opening`).
UNREAD = (
    "made_at", "made_by", "made_how", "referred_by", "way_in", "refusal_reason",
    "refusal_criteria", "participant__made_at", "participant__made_by", "participant__made_how",
    "participant__ref", "participant__personal_number", "participant__birth_date",
    "participant__birth_year", "participant__sex", "participant__municipality",
    "participant__user",
)  # fmt: skip


def with_facts(rows: EnrolmentQuerySet, today: date) -> EnrolmentQuerySet:
    """The enrolments with what `Case` reads of them: one query, however many rows.

    The plan they stand under is left out; `cases` brings it. So is what no list of people shows.
    """
    gathered = RawSQL(GATHERED, [today], output_field=JSONField())  # noqa: S611 - our own file
    related = rows.select_related("participant").annotate(gathered=gathered)
    return related.defer(*UNREAD)


# --- One case ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ContactRow:
    """Who followed, from a day to a day."""

    user: int | None
    name: str
    days: Stretch
    because: str = ""


@dataclass(frozen=True)
class PhaseRow:
    """One stretch in a phase of the method."""

    pk: int
    key: str
    title: str
    days: Stretch
    met_on: date | None = None
    explained: bool = False


@dataclass(frozen=True)
class TrackRow:
    """One stretch on a track beside a phase."""

    pk: int
    phase: str
    key: str
    title: str
    days: Stretch


@dataclass(frozen=True)
class ProposalRow:
    """One proposal about the person, as much of it as the case shows."""

    pk: int
    kind: str
    party: str
    until: date
    answer: str | None
    answered_on: date | None

    def is_open(self, today: date) -> bool:
        """Whether it can still be answered."""
        return self.answer is None and self.until >= today


@dataclass(frozen=True)
class ConsentRow:
    """One consent, as much of it as a list of people shows."""

    pk: int
    agreed: Agreed


@dataclass(frozen=True)
class Case:
    """An enrolment found by `with_facts`, its plan, and what follows from the two on a day."""

    enrolment: Enrolment
    definition: ProgrammeDefinition
    today: date

    @property
    def name(self) -> str:
        """The name as lists show it: masked for a person with protected identity."""
        return self.enrolment.participant.listed_name

    @property
    def gathered(self) -> dict[str, Any]:
        """What `with_facts` put beside the enrolment's own columns."""
        return vars(self.enrolment)["gathered"]

    @property
    def ruling(self) -> dict[str, Any]:
        """What the referral group decided last; empty when it has decided nothing."""
        return self.gathered["ruling"] or {}

    @property
    def asks_on_the_way(self) -> bool:
        """Whether the plan wants a change of livelihood recorded while somebody takes part."""
        return bool(self.definition.measures_at("during"))

    @cached_property
    def contacts(self) -> list[ContactRow]:
        return [
            ContactRow(row["user"], row["name"], _stretch(row), row["because"])
            for row in self.gathered["contacts"]
        ]

    @cached_property
    def phases(self) -> list[PhaseRow]:
        titles = self.definition.phase_titles
        return [
            PhaseRow(
                row["pk"], row["key"], titles.get(row["key"], row["key"]), _stretch(row),
                _day(row["met"]), row["explained"],
            )
            for row in self.gathered["phases"]
        ]  # fmt: skip

    @cached_property
    def tracks(self) -> list[TrackRow]:
        titles = {(p.key, t.key): t.title for p in self.definition.phases for t in p.tracks}
        return [
            TrackRow(
                row["pk"], row["phase"], row["key"],
                titles.get((row["phase"], row["key"]), row["key"]), _stretch(row),
            )
            for row in self.gathered["tracks"]
        ]  # fmt: skip

    @cached_property
    def proposals(self) -> list[ProposalRow]:
        """What has been proposed about the person, the latest first."""
        return [
            ProposalRow(
                row["pk"], row["kind"], row["party"] or "",
                date.fromisoformat(row["until"]), row["answer"], _day(row["on"]),
            )
            for row in self.gathered["proposals"]
        ]  # fmt: skip

    @property
    def extension(self) -> Stretch | None:
        """The days that have been added to the stay."""
        row = self.gathered["extension"]
        return _stretch(row) if row else None

    @property
    def stay_ends(self) -> date | None:
        """The last day of the stay of somebody who takes part; None without a limit."""
        return stay_ends(self.definition, self.facts) if self.facts.taking_part else None

    @property
    def time_left(self) -> str:
        """How long the stay goes on, in words: "till 11 mars, 3 veckor kvar". Empty: no limit."""
        last = self.stay_ends
        return until(last, self.today) if last else ""

    @cached_property
    def consents(self) -> list[ConsentRow]:
        return [
            ConsentRow(
                row["pk"], Agreed(frozenset(row["to"]), _stretch(row), _day(row["withdrawn"]))
            )
            for row in self.gathered["consents"]
        ]

    @property
    def contact(self) -> ContactRow | None:
        """Who follows today; else who is to."""
        now = [row for row in self.contacts if row.days.covers(self.today)]
        to_come = [row for row in self.contacts if row.days.first > self.today]
        return next(iter([*now, *to_come]), None)

    @property
    def phase(self) -> PhaseRow | None:
        """Where on the road the person stands today."""
        return next((row for row in self.phases if row.days.covers(self.today)), None)

    @property
    def where(self) -> str:
        """Where the person is on the road, in a few words: the step, else the status."""
        if self.facts.taking_part and self.phase:
            return self.phase.title
        return str(self.enrolment.status.label)

    def followed_by(self, user: User) -> bool:
        """Whether the user follows the person, today or from a day to come."""
        return any(
            row.user == user.pk and (row.days.last is None or row.days.last >= self.today)
            for row in self.contacts
        )

    @cached_property
    def facts(self) -> Facts:
        return _facts(self)

    @cached_property
    def due(self) -> list[Due]:
        """Everything due, to come, done and not possible: `stegvis.casework.due`."""
        return due(self.definition, self.facts, self.today)

    @property
    def to_do(self) -> list[Due]:
        return [item for item in self.due if item.open]

    @property
    def next(self) -> Due | None:
        return next_due(self.due)

    @property
    def late(self) -> int:
        """How many things should have been done before today."""
        return sum(item.state == State.LATE for item in self.due)


def cases(rows: Iterable[Enrolment], today: date) -> list[Case]:
    """A `Case` for each row of `with_facts`, in the same order.

    One query for the plans they stand under that nobody has asked for before, mostly none.
    """
    found = list(rows)
    plans = plans_of(row.version_id for row in found)
    return [Case(row, plans[row.version_id], today) for row in found]


def _facts(case: Case) -> Facts:
    row, gathered, ruling = case.enrolment, case.gathered, case.ruling
    from_day, own = _day(ruling.get("from_day")), gathered["own_meeting"] or {}
    return Facts(
        applied_on=row.applied_on,
        decided_on=row.decided_on,
        decision=row.decision,
        started_on=row.started_on,
        ended_on=row.ended_on,
        end_reason=row.end_reason,
        discharged_on=row.discharged_on,
        anonymous=row.anonymous,
        meeting_on=_day(gathered["meeting_on"]),
        own_meeting_on=_day(own.get("on")),
        own_meeting_held=own.get("held", False),
        own_meeting_decided=own.get("decided", False),
        admit_from=from_day if ruling.get("outcome") == Outcome.ADMITTED else None,
        end_from=from_day or _day(ruling["met_on"])
        if ruling.get("outcome") == Outcome.END
        else None,
        ready=_answered(gathered, Preparation.Answer.DONE),
        not_ready=_answered(gathered, Preparation.Answer.NOT_YET),
        consents=tuple(consent.agreed for consent in case.consents),
        contact_persons=tuple(contact.days for contact in case.contacts),
        phases=tuple(phase.days for phase in case.phases),
        recorded=frozenset(
            [("livelihood", occasion) for occasion in gathered["livelihood"]]
            + [("occupation", occasion) for occasion in gathered["occupation"]]
        ),
        steps=tuple(
            Step(row.pk, row.key, row.days, row.met_on, row.explained) for row in case.phases
        ),
        tracks=frozenset(
            (track.phase, track.key) for track in case.tracks if track.days.covers(case.today)
        ),
        agreed_end=_day(gathered["agreed_end"]),
        extension=case.extension,
        extension_asked=max(
            (row.until for row in case.proposals if row.kind == "extension" and not row.answer),
            default=None,
        ),
    )  # fmt: skip


def _answered(gathered: Mapping[str, Any], answer: str) -> frozenset[str]:
    """The keys of the preparation that somebody has answered so."""
    return frozenset(key for key, said in gathered["prepared"] if said == answer)


def _stretch(row: Mapping[str, Any]) -> Stretch:
    first = _day(row["first"])
    assert first
    return Stretch(first, _day(row["last"]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
