"""A figure as it is shown on the page of goals: its words, its lines, its drawing."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from stegvis.indicators.drawings import Bar, drawing, on_page, percent
from stegvis.indicators.figure import Figure, Figures, Group
from stegvis.indicators.forms import Asked
from stegvis.indicators.labels import group_label
from stegvis.indicators.printing import hidden_sentence
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.ui.templatetags.ui import percent_short


@dataclass(frozen=True, slots=True)
class Line:
    """One group of a figure with its name, and the address of its people where one may see them."""

    label: str
    group: Group
    people: str = ""


@dataclass(frozen=True)
class Card:
    """One figure with everything that stands beside it."""

    figure: Figure
    lines: tuple[Line, ...]
    min_cell: int

    @property
    def all(self) -> Group:
        """The figure in all."""
        return self.figure.all

    @property
    def people(self) -> str:
        """Where the people behind the figure are, for those who may see them."""
        return self.lines[0].people

    @property
    def hidden(self) -> str:
        """Why some numbers are not shown; empty when all are."""
        some = any(line.group.suppressed for line in self.lines)
        return hidden_sentence(self.min_cell) if some else ""

    @property
    def target(self) -> float | None:
        goal = self.figure.goal
        return None if goal is None or goal.value is None else float(goal.value)

    @property
    def target_label(self) -> str:
        """mål minst 35 %; empty without a number to reach."""
        if self.target is None or self.figure.goal is None:
            return ""
        share = self.figure.indicator.unit == "share"
        said = percent_short(self.target) if share else f"{self.target:g}"
        at_least = self.figure.goal.op == ">="
        return (_("mål minst %s") if at_least else _("mål högst %s")) % said

    @cached_property
    def drawing(self) -> SafeString:
        """The bars, in the page's colours."""
        bars = [Bar(line.label, line.group) for line in self.lines]
        svg = drawing(bars, target=self.target, target_label=self.target_label)
        return on_page(svg, self.in_words)

    @property
    def in_words(self) -> str:
        """What the drawing shows, for who cannot see it. The table beside it has the numbers."""
        said = [
            f"{line.label} {percent(line.group.value)}"
            for line in self.lines
            if line.group.value is not None
        ]
        return ", ".join([self.figure.indicator.title, *said, self.target_label]).strip(", ")


@dataclass(frozen=True)
class Board:
    """The figures of a programme as they are shown: shares each on a card, counts in one table."""

    figures: Figures
    cards: tuple[Card, ...]
    counts: tuple[Card, ...]

    @property
    def columns(self) -> list[str]:
        """The heads of the table of counts."""
        labels = [line.label for card in self.counts for line in card.lines]
        return list(dict.fromkeys(labels))

    @property
    def rows(self) -> list[tuple[Card, list[tuple[str, Line | None]]]]:
        """Each count with one cell per column: a group that others have may be left out of it."""
        rows = []
        for card in self.counts:
            here = {line.label: line for line in card.lines}
            rows.append((card, [(label, here.get(label)) for label in self.columns]))
        return rows

    @property
    def counts_hidden(self) -> str:
        return next((card.hidden for card in self.counts if card.hidden), "")

    @property
    def empty(self) -> bool:
        """Whether nobody has come far enough to be counted."""
        return all(card.all.about == 0 for card in (*self.cards, *self.counts))


def board(figures: Figures, definition: ProgrammeDefinition, asked: Asked | None) -> Board:
    """The figures with their names. `asked` is given for those who may see the people behind."""
    cards = [
        Card(figure, _lines(figure, figures, definition, asked), figures.min_cell)
        for figure in figures.figures
    ]
    shares = tuple(card for card in cards if card.figure.indicator.unit == "share")
    counts = tuple(card for card in cards if card.figure.indicator.unit == "count")
    return Board(figures, shares, counts)


def _lines(
    figure: Figure, figures: Figures, definition: ProgrammeDefinition, asked: Asked | None
) -> tuple[Line, ...]:
    people = people_address(figures.programme, figure.id, asked) if asked else ""
    return (
        Line(_("Alla"), figure.all, people),
        *(
            Line(group_label(name, key, definition), group)
            for name, groups in figure.by.items()
            for key, group in groups.items()
        ),
    )


def people_address(programme: str, indicator: str, asked: Asked, part: str = "") -> str:
    """Where the people behind a figure are, for the same days."""
    query = _days(asked) | ({"part": part} if part else {})
    return f"{reverse('indicators:people', args=[programme, indicator])}?{urlencode(query)}"


def goals_address(programme: str, asked: Asked) -> str:
    """The page of goals for the same days."""
    return f"{reverse('indicators:programme_goals', args=[programme])}?{urlencode(_days(asked))}"


def _days(asked: Asked) -> dict[str, str]:
    return {
        "first": asked.period.first.isoformat(),
        "last": asked.period.last.isoformat(),
        "as_of": asked.as_of.isoformat(),
    }
