"""A programme's definition: the plan, as everything else in Stegvis reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Protocol, TypeVar

from pydantic import Field

from stegvis.programmes.definition import (
    governing,
    parts,
    requirements,
    running,
    words,
    work,
)
from stegvis.programmes.definition.moments import Dates
from stegvis.programmes.definition.money import Money
from stegvis.programmes.definition.values import Day, Key, Part, Text, Version


class ProgrammeDefinition(Part):
    """One version of one programme's plan. Read from a file, never changed.

    `model_dump(mode="json")` gives it as plain JSON.
    """

    key: Key
    version: Version
    title: Text
    association: Text
    valid_from: Day
    valid_to: Day | None = None
    plan: parts.Plan
    law: parts.Law
    purpose: parts.Stated
    method: parts.Method | None = None
    capacity: parts.Capacity | None = None
    units: tuple[parts.Unit, ...] = Field(min_length=1)
    parties: tuple[parts.Party, ...] = ()
    target_group: parts.Stated
    criteria: tuple[requirements.Requirement, ...] = ()
    exclusions: tuple[requirements.Requirement, ...] = ()
    exceptions: parts.Exceptions | None = None
    priority: requirements.Priority | None = None
    ways_in: tuple[parts.WayIn, ...] = ()
    preparation: parts.Preparation | None = None
    consent: parts.Consent | None = None
    deciding: parts.Deciding | None = None
    roles: tuple[governing.Called, ...] = ()
    staff: tuple[governing.Staff, ...] = ()
    key_people: tuple[governing.KeyPerson, ...] = ()
    contact_person: parts.ContactPerson | None = None
    phases: tuple[parts.Phase, ...] = ()
    individual_plan: work.IndividualPlan | None = None
    individual_team: work.IndividualTeam | None = None
    activities: tuple[work.Activity, ...] = ()
    workplaces: work.Workplaces | None = None
    stay: parts.Stay
    all_measures: Annotated[tuple[parts.Measure, ...], Field(alias="measures")] = ()
    livelihoods: parts.Livelihoods | None = None
    occupations: parts.Occupations | None = None
    own_end_reasons: Annotated[tuple[parts.OwnEndReason, ...], Field(alias="end_reasons")] = ()
    discharge: tuple[parts.Discharge, ...] = Field(min_length=1)
    after_support: work.AfterSupport | None = None
    exit_papers: tuple[work.ExitPaper, ...] = ()
    goals: tuple[parts.Goal, ...] = ()
    figures: tuple[parts.Figure, ...] = ()
    shown_by: tuple[parts.ShownBy, ...] = ()
    not_compared: tuple[parts.NotCompared, ...] = ()
    follow_ups: tuple[governing.FollowUp, ...] = ()
    national_count: governing.NationalCount | None = None
    reports: tuple[governing.Report, ...] = ()
    deviations: governing.Deviations | None = None
    meetings: tuple[governing.Meeting, ...] = ()
    tasks: tuple[governing.Task, ...] = ()
    money: Money | None = None
    certificate: governing.Certificate | None = None
    resource_needs: governing.ResourceNeeds | None = None
    posts_over_time: governing.PostsOverTime | None = None
    revisions: tuple[governing.Revision, ...] = ()
    evaluation: governing.Evaluation | None = None
    readings: tuple[parts.Reading, ...] = ()
    later: tuple[parts.Later, ...] = ()

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

    # Who and where

    def unit(self, key: str) -> parts.Unit:
        """The unit with this key. KeyError when there is none."""
        return _named(self.units, key)

    def party(self, key: str) -> parts.Party:
        """The party with this key. KeyError when there is none."""
        return _named(self.parties, key)

    @property
    def municipalities(self) -> tuple[str, ...]:
        """The municipalities the units stand for, each once, in the file's order."""
        return tuple(dict.fromkeys(u.municipality for u in self.units if u.municipality))

    def posts_on(self, day: date) -> Decimal:
        """Full-time posts in all units on a day, those without a number left out."""
        return sum((unit.posts_on(day) or Decimal(0) for unit in self.units), Decimal(0))

    def places_on(self, day: date, unit: str | None = None) -> Decimal | None:
        """How many people there is room for on a day, in one unit or in all.

        The places the plan states for the whole, where it does; else what the posts carry. None
        when the plan gives no number.
        """
        if self.capacity is None:
            return None
        if self.capacity.places is not None and (unit is None or len(self.units) == 1):
            return Decimal(self.capacity.places)
        posts = self.posts_on(day) if unit is None else self.unit(unit).posts_on(day)
        per_post = self.capacity.people_per_post
        return posts * per_post if posts and per_post else None

    def staff_in(self, unit: str) -> tuple[governing.Staff, ...]:
        """The posts of one unit, with those that work in every unit."""
        return tuple(each for each in self.staff if each.unit in (None, unit))

    def called(self, role: str) -> str:
        """What the plan calls a role, in the definite and in Swedish: "konsulenten"."""
        named = {str(each.role): each.name for each in self.roles}
        return named.get(role, words.ROLES[role])

    # The road

    def information(self, key: str) -> parts.Information:
        """The kind of information with this key. KeyError when consent covers no such kind."""
        return _named(self.consent.information if self.consent else (), key)

    def prioritised(self, facts: Mapping[str, object]) -> bool | None:
        """Whether a person goes first. None when a fact is missing; False without a rule."""
        return self.priority.holds(facts) if self.priority else False

    @property
    def phases_ahead(self) -> tuple[parts.Phase, ...]:
        """The phases that somebody who is enrolled can stand in: not those of the way in."""
        return tuple(phase for phase in self.phases if not phase.before_start)

    def phase(self, key: str) -> parts.Phase:
        """The phase with this key. KeyError when there is none."""
        return _named(self.phases, key)

    @property
    def phase_titles(self) -> dict[str, str]:
        """What each phase is called, those of earlier versions that one here replaces too."""
        was = {key: phase.title for phase in self.phases for key in phase.was}
        return was | {phase.key: phase.title for phase in self.phases}

    def phase_for(self, key: str) -> parts.Phase | None:
        """The phase here of one who stood in this one in another version. None: it has no place."""
        named = [phase for phase in self.phases if phase.key == key or key in phase.was]
        return named[0] if named else None

    def livelihood(self, key: str) -> parts.Livelihood:
        """The kind of livelihood with this key. KeyError when there is none."""
        return _named(self.livelihoods.kinds if self.livelihoods else (), key)

    # The end

    @property
    def end_reasons(self) -> dict[str, str]:
        """Every end reason that can be given, with its title: those all know, then its own."""
        return words.END_REASONS | {own.key: own.title for own in self.own_end_reasons}

    def counts_as(self, reason: str) -> str:
        """Which of the end reasons all know this one counts as. KeyError when it is unknown."""
        if reason in words.END_REASONS:
            return reason
        return _named(self.own_end_reasons, reason).counts_as

    def discharge_rule(self, reason: str) -> parts.Discharge:
        """The rule that discharges a person who left for this reason. KeyError as counts_as."""
        counts_as = self.counts_as(reason)
        named = [rule for rule in self.discharge if counts_as in rule.when]
        return (named or [rule for rule in self.discharge if "otherwise" in rule.when])[0]

    def discharge_on(self, reason: str, ended_on: date) -> date:
        """The day a person who left on a day for a reason is discharged. KeyError as counts_as."""
        return self.discharge_rule(reason).after.after(ended_on)

    # What is recorded

    @cached_property
    def measures(self) -> tuple[parts.Measure, ...]:
        """What is recorded here today; `all_measures` has what is only declared as well."""
        return tuple(m for m in self.all_measures if m.by and running.RECORDS.issuperset(m.what))

    def measures_at(self, occasion: str) -> tuple[parts.Measure, ...]:
        """What is recorded at an occasion ('start', 'exit', 'after_6')."""
        return tuple(measure for measure in self.measures if measure.occasion == occasion)

    def measures_due(self, dates: Dates) -> list[tuple[parts.Measure, date]]:
        """What is to be recorded about one person and the day of each, earliest first.

        `dates` are the person's, keyed as in moments.ANCHORS; what hangs on a date that is not
        there yet is left out. At discharge nothing is asked that was asked the same day at exit.
        """
        due: dict[tuple[frozenset[str], date], parts.Measure] = {}
        for measure in self.measures:
            day = measure.at.on(dates)
            if day is not None:
                due.setdefault((frozenset(measure.what), day), measure)
        return sorted(((m, day) for (_, day), m in due.items()), key=lambda pair: pair[1])

    # Figures

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator the programme follows: its goals', then the others', each once."""
        named = [*(goal.indicator for goal in self.goals), *(f.indicator for f in self.figures)]
        return tuple(dict.fromkeys(named))

    def goal(self, indicator: str) -> parts.Goal | None:
        """The goal set for an indicator, or None."""
        return next((goal for goal in self.goals if goal.indicator == indicator), None)

    def refuses_comparison(self, by: str) -> parts.NotCompared | None:
        """The plan's refusal to compare by this breakdown (passage and sentence), or None."""
        return next((rule for rule in self.not_compared if rule.by == by), None)


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


Row = TypeVar("Row", bound=_Keyed)


def _named(rows: tuple[Row, ...], key: str) -> Row:
    for row in rows:
        if row.key == key:
            return row
    raise KeyError(key)
