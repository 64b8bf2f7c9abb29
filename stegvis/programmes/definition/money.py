"""The tables about money: what the association pays, for what, by which rule.

Sums are whole kronor. Every rule carries `passage`: where in the plan it stands.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from stegvis.programmes.definition.values import Cost, Part, Passage, Role, Text, Whole

Sek = Annotated[Whole, Field(ge=0, le=10**12)]
Year = Annotated[Whole, Field(ge=1990, le=2100)]


class YearSum(Part):
    year: Year
    sek: Sek


class CostKind(Part):
    """One kind of cost: what it is each year, and in all."""

    kind: Cost
    years: tuple[YearSum, ...] = ()
    total_sek: Sek
    passage: Passage


class CostLine(Part):
    """One line of a detailed budget, within its kind."""

    kind: Cost
    text: Text
    sek: Sek
    passage: Passage


class Budget(Part):
    """A project's budget by kind and year, and line by line. The sums have to agree."""

    kinds: tuple[CostKind, ...] = Field(min_length=1)
    lines: tuple[CostLine, ...] = ()
    years: tuple[YearSum, ...] = ()
    total_sek: Sek
    passage: Passage


class Money(Part):
    """What the association pays. `covers` is all that may be claimed."""

    sek_per_post: Annotated[Whole, Field(gt=0, le=10**8)] | None = None
    about_sek_per_year: Sek | None = None
    covers: Text | None = None
    others_pay: Text | None = None
    decided_by: Role | None = None
    budget: Budget | None = None
    text: Text
    passage: Passage
