"""The cohort: which files it has, which columns, and what a cell of each may hold.

The contract with everyone who sends people and what happened to them (docs/how-to/import.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.db import models

from stegvis.casework.models import (
    Contact,
    ContactKind,
    ContactWith,
    LadderStep,
    Livelihood,
    Occupation,
    OccupationKind,
    Placement,
    PlacementKind,
)
from stegvis.participants.models import Decision, Enrolment, Participant, Sex

#: What a cell is read as. Those of the last two lines depend on the programme.
Kind = Literal[
    "key", "text", "date", "year", "percent", "yes_no", "personal_number", "occasion", "choice",
    "unit", "party", "version", "end_reason", "livelihood", "staff",
]  # fmt: skip

#: The type of each kind in the database, where it is not text.
TYPES: dict[Kind, str] = {
    "date": "date", "year": "smallint", "percent": "smallint", "yes_no": "boolean",
    "unit": "bigint", "party": "bigint", "version": "bigint",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column by its name, and the Swedish labels it may have in a spreadsheet."""

    name: str
    kind: Kind
    labels: tuple[str, ...]
    #: The column has to be there; with ``filled`` so does every cell of it.
    required: bool = False
    filled: bool = False
    #: What the column is called in the database.
    into: str = ""
    choices: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        """What the column is called among what was read."""
        return self.into or self.name

    @property
    def type(self) -> str:
        return TYPES.get(self.kind, "text")


@dataclass(frozen=True)
class Level:
    """A way in which a row of a file and a stored row can be the same one."""

    columns: tuple[str, ...]
    #: Which rows of the file it holds for, in SQL; all of them when empty.
    only: str = ""


@dataclass(frozen=True)
class Sheet:
    """One file of the cohort, and the model that keeps what it says."""

    name: str
    model: type[models.Model]
    columns: tuple[Column, ...]
    #: From the surest way to know a stored row again to the least sure. The first tells rows apart.
    levels: tuple[Level, ...] = ()
    #: Whether two rows of a file may be alike.
    repeats: bool = False
    named: Mapping[str, Column] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "named", {column.name: column for column in self.columns})

    @property
    def table(self) -> str:
        """Where the rows that were read are kept until the end of the import."""
        return f"read_{self.name}"

    @property
    def target(self) -> str:
        return self.model._meta.db_table

    @property
    def key(self) -> Column:
        """The column that other files refer to, or that refers to an enrolment."""
        return self.columns[0]


def _must(name: str, kind: Kind, *labels: str, into: str = "", choices=()) -> Column:
    """A column that has to be there, with something in every cell."""
    return Column(name, kind, labels, True, True, into, tuple(choices))


def _may(name: str, kind: Kind, *labels: str, into: str = "", choices=()) -> Column:
    """A column that may be left out, as may any cell of it."""
    return Column(name, kind, labels, False, False, into, tuple(choices))


ENROLMENT = _must("enrolment", "key", "inskrivning", "ärendenummer")
PERSON = _must("person", "key", "person", "deltagare")
OCCASION = _must("occasion", "occasion", "tillfälle")
ON = _must("on", "date", "dag", "datum")
PERCENT = _may("percent", "percent", "omfattning", "procent")


def _answer(*columns: str) -> tuple[Level, ...]:
    """How an answer given at an occasion is known again.

    An occasion has one day, other than ``during``, which comes back: so where the file has
    another day, or another answer, for what it had once, that one is changed.
    """
    return (
        Level(("occasion", "on", *columns)),
        Level(("occasion", "on")),
        Level(("occasion",), only="occasion <> 'during'"),
    )


PEOPLE = Sheet(
    "people",
    Participant,
    (
        _must("person", "key", "person", "deltagare", into="ref"),
        _may("personal_number", "personal_number", "personnummer"),
        _may("birth_date", "date", "född", "födelsedatum"),
        _may("birth_year", "year", "födelseår"),
        _must("sex", "choice", "kön", choices=Sex.values),
        _may("given_name", "text", "förnamn"),
        _may("family_name", "text", "efternamn"),
        _may("municipality", "text", "hemkommun", "kommun"),
        _may("protected", "yes_no", "skyddade personuppgifter"),
    ),
    (Level(("ref",)),),
)
ENROLMENTS = Sheet(
    "enrolments",
    Enrolment,
    (
        _must("enrolment", "key", "inskrivning", "ärendenummer", into="case_number"),
        PERSON,
        _may("unit", "unit", "enhet", into="unit_id"),
        _may("referred_by", "party", "remittent", into="referred_by_id"),
        _may("applied_on", "date", "ansökan", "ansökningsdatum"),
        _may("decided_on", "date", "beslut", "beslutsdatum"),
        _may("decision", "choice", "beslutet", choices=Decision.values),
        _may("refusal_reason", "text", "skäl till avslag"),
        Column("started_on", "date", ("inskriven", "startdatum"), required=True),
        _may("ended_on", "date", "avslutad", "slutdatum"),
        _may("discharged_on", "date", "utskriven", "utskrivningsdatum"),
        _may("end_reason", "end_reason", "avslutsorsak"),
        _may("contact_person", "staff", "kontaktperson"),
        _may("anonymous", "yes_no", "anonym"),
        _may("version", "version", "version", into="version_id"),
    ),
    (Level(("case_number",)),),
)
STEPS = Sheet(
    "steps",
    LadderStep,
    (
        ENROLMENT, OCCASION, ON,
        _may("step", "text", "steg"),
        _may("reached", "yes_no", "nått", "uppnått"),
    ),
    _answer("step"),
)  # fmt: skip
LIVELIHOODS = Sheet(
    "livelihoods",
    Livelihood,
    (ENROLMENT, OCCASION, ON, _must("kind", "livelihood", "slag", "försörjning"), PERCENT),
    _answer("kind"),
)
OCCUPATIONS = Sheet(
    "occupations",
    Occupation,
    (
        ENROLMENT, OCCASION, ON,
        _must("kind", "choice", "slag", "sysselsättning", choices=OccupationKind.values),
        PERCENT,
    ),
    _answer("kind"),
)  # fmt: skip
PLACEMENTS = Sheet(
    "placements",
    Placement,
    (
        ENROLMENT,
        _may("employer", "text", "arbetsgivare"),
        _must("kind", "choice", "slag", choices=PlacementKind.values),
        _must("started_on", "date", "första dag", "startdatum"),
        _may("ended_on", "date", "sista dag", "slutdatum"),
        PERCENT,
        _may("subsidised", "yes_no", "med subvention", "subvention"),
    ),
    (
        Level(("started_on", "kind", "employer")),
        Level(("started_on", "kind")),
        Level(("started_on",)),
    ),
)
CONTACTS = Sheet(
    "contacts",
    Contact,
    (
        ENROLMENT,
        ON,
        _must("kind", "choice", "slag", choices=ContactKind.values),
        _must("with", "choice", "med vem", "med", into="with_whom", choices=ContactWith.values),
        _may("purpose", "text", "ärende", "syfte"),
    ),
    (Level(("on", "kind", "with_whom", "purpose")), Level(("on", "kind", "with_whom"))),
    repeats=True,
)

#: In the order they are read and told of.
SHEETS = {
    sheet.name: sheet
    for sheet in (
        PEOPLE, ENROLMENTS, STEPS, LIVELIHOODS, OCCUPATIONS, PLACEMENTS, CONTACTS,
    )
}  # fmt: skip
#: What hangs on an enrolment.
RECORDS = tuple(sheet for sheet in SHEETS.values() if sheet.key is ENROLMENT)
#: Files of the contract that there is no place for yet.
NOT_YET = ("answers", "deviations")
