"""The plain values a definition is made of, each as strict as its file deserves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    Strict,
    StringConstraints,
)

from stegvis.programmes.definition import words
from stegvis.programmes.definition.moments import ReadingError


def _as_version(value: object) -> object:
    """A version may be written as a number: 2023 is '2023'."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ReadingError(f"{value!r} is not a number.", "Write it bare, with a point: 0.75.")
    number = Decimal(str(value))
    if not number.is_finite() or abs(number) > 10**12:
        raise ReadingError(f"{value} is not a number that can be counted with.", "Write it out.")
    return number


class Part(BaseModel):
    """A table of a definition: never changed, and nothing in it that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Text = Annotated[
    str, Strict(), StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)
]
Key = Annotated[
    str,
    Strict(),
    StringConstraints(pattern=r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$", max_length=60),
    Field(examples=["work_training"]),
]
Version = Annotated[
    str,
    BeforeValidator(_as_version),
    Strict(),
    StringConstraints(pattern=r"^[0-9A-Za-z]+([.-][0-9A-Za-z]+)*$", max_length=20),
    Field(examples=["2023"]),
]
#: Where in the plan a rule stands: '6.5', '4.2, 6.4', 'bilaga 9.1'.
Passage = Annotated[
    str,
    Strict(),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=60),
    Field(examples=["6.5"]),
]
#: The id of a figure: an indicator's key, and for one of a survey's items its number after a point.
FigureId = Annotated[
    str,
    Strict(),
    StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*(\.[0-9]{1,2})?$", max_length=60),
    Field(examples=["work_or_study_at_discharge"]),
]
Day = Annotated[date, Strict(), Field(examples=[date(2023, 1, 1)])]
Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]
Number = Annotated[Decimal, BeforeValidator(_as_number), PlainSerializer(float, when_used="json")]

# The Literals repeat the keys of `words`: a type has to be spelt out. A test keeps them one.
EndReason = Literal[
    "work", "study", "ordinary_measure", "reinforced_cooperation", "completed",
    "other_rehabilitation", "ill", "moved", "own_request", "absent", "consent_withdrawn",
    "deceased", "registration_error", "other",
]  # fmt: skip
Occupation = Literal[
    "work", "subsidised_work", "self_employed", "study", "job_seeking", "programme",
    "rehabilitation", "none",
]  # fmt: skip
Decision = Literal["admitted", "refused", "waiting", "withdrawn"]
PartyKind = Literal["municipality", "region", "forsakringskassan", "arbetsformedlingen"]
Role = Literal["coach", "head_of_unit", "referrer", "steering_group", "association", "participant"]
Section = Literal["need", "earlier", "goal", "criteria", "preparation"]
Occasion = Literal[
    "before", "start", "during", "month_3", "exit", "discharge", "after", "after_6", "after_18"
]
Measured = Literal["livelihood", "occupation", "step", "survey", "health"]
Breakdown = Literal["unit", "municipality", "sex", "age"]
Reach = Literal["phone", "visit", "register", "paper"]
Placement = Literal[
    "study_visit", "job_tasting", "work_trial", "internship", "learning_place", "employment"
]
Contact = Literal["visit", "phone", "meeting", "digital"]
Cost = Literal["staff", "external_services", "premises", "other"]
Span = Literal["week", "month", "term", "half_year", "year"]

LITERALS = {
    EndReason: words.END_REASONS,
    Occupation: words.OCCUPATIONS,
    Decision: words.DECISIONS,
    PartyKind: words.PARTY_KINDS,
    Role: words.ROLES,
    Section: words.SECTIONS,
    Occasion: words.OCCASIONS,
    Measured: words.MEASURED,
    Breakdown: words.BREAKDOWNS,
    Reach: words.REACHED_BY,
    Placement: words.PLACEMENTS,
    Contact: words.CONTACTS,
    Cost: words.COSTS,
    Span: words.SPANS,
}
