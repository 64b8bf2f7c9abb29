"""What a plan without faults leaves open, and what it declares that Stegvis does not run yet.

A remark is no fault: the plan may be just so. It has the same form, so that it says where, what,
and what would settle it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from stegvis.lib.faults import Fault
from stegvis.programmes.definition import governing, running
from stegvis.programmes.definition.model import ProgrammeDefinition
from stegvis.programmes.definition.moments import Length, Moment

#: Each figure that there is a file for, with what has to be recorded for it: occupation at exit.
Given = Mapping[str, frozenset[tuple[str, str]]]


def left_open(d: ProgrammeDefinition, given: Given) -> list[Fault]:
    """What the plan itself leaves open, by place."""
    return [fault for check in CHECKS for fault in check(d, given)]


def not_run(d: ProgrammeDefinition, given: Given) -> list[Fault]:
    """What is declared and not run, each table and each kind of figure in a sentence of its own."""
    return [*_tables(d), *_measures_not_run(d), *_figures_without_a_file(d, given)]


# What the plan leaves open


def goals_have_a_number(d: ProgrammeDefinition, given: Given) -> Iterator[Fault]:
    for place, goal in enumerate(d.goals):
        if goal.value is None:
            what = f"the goal {goal.indicator!r} states nothing to reach."
            yield Fault(f"goals[{place}]", what, "Agree on a number: at_least or at_most.")


def goals_are_measured(d: ProgrammeDefinition, given: Given) -> Iterator[Fault]:
    """A goal has its measure where one says so, or where what it is counted from is recorded."""
    promised = {figure for measure in d.all_measures for figure in measure.figures}
    promised |= {figure for follow_up in d.follow_ups for figure in follow_up.figures}
    recorded = {(what, same(each.occasion)) for each in d.all_measures for what in each.what}
    for place, goal in enumerate(d.goals):
        if goal.indicator in promised:
            continue
        where = f"goals[{place}].indicator"
        if goal.indicator not in given:
            what = f"nothing measures {goal.indicator!r}."
            yield Fault(where, what, "Name it among the figures of a measure or a follow-up.")
        elif missing := sorted(given[goal.indicator] - recorded):
            what, occasion = missing[0]
            sentence = f"{goal.indicator!r} counts {what} at {occasion!r}, and nothing records it."
            yield Fault(where, sentence, f'Add a measure with occasion = "{occasion}".')


def same(occasion: str) -> str:
    """The occasion that answers for this one: what held just before the start is what held then."""
    return {"before": "start", "after_3": "discharge"}.get(occasion, occasion)


def somebody_is_responsible(d: ProgrammeDefinition, given: Given) -> Iterator[Fault]:
    for table in ("all_measures", "follow_ups", "reports"):
        for place, each in enumerate(getattr(d, table)):
            if each.by is None:
                name = table.removeprefix("all_")
                yield Fault(f"{name}[{place}].by", "nobody is responsible for it.", "Say who.")


def methods_are_developed(d: ProgrammeDefinition, given: Given) -> Iterator[Fault]:
    for place, each in enumerate(d.follow_ups):
        if each.to_be_developed:
            what = f"the plan leaves the method of {each.key!r} to be developed."
            yield Fault(f"follow_ups[{place}].to_be_developed", what, "Write method = instead.")


def who_has_left_can_be_reached(d: ProgrammeDefinition, given: Given) -> Iterator[Fault]:
    for place, measure in enumerate(d.all_measures):
        if measure.reached_by is None and comes_after_exit(d, measure.at):
            what = f"{measure.at}: the person has left, and how they are reached is not said."
            yield Fault(f"measures[{place}].reached_by", what, 'Write reached_by = "phone".')


def comes_after_exit(d: ProgrammeDefinition, at: Moment) -> bool:
    """Whether it may fall on a day after the person has left."""
    if at.anchor == "discharge":
        return any(rule.after != Length() for rule in d.discharge) or at.shift != Length()
    return at.anchor == "exit" and at.shift != Length() and not at.back


def it_is_said_when(d: ProgrammeDefinition, given: Given) -> Iterator[Fault]:
    for table in ("follow_ups", "reports"):
        for place, each in enumerate(getattr(d, table)):
            if each.at is None:
                what = f"when {each.key!r} is to be done is not said."
                yield Fault(f"{table}[{place}].at", what, 'Write at = "every February".')
    for place, meeting in enumerate(d.meetings):
        if meeting.cadence is None:
            what = f"how often {meeting.key!r} meets is not said."
            instead = 'Write cadence = { times = 2, per = "term" }.'
            yield Fault(f"meetings[{place}].cadence", what, instead)
    after = d.after_support
    if after and not (after.at_least or after.at_most or after.schedule):
        what = "how long it goes on is not said."
        yield Fault("after_support", what, 'Write at_least = "6 months", or a schedule.')


def reports_can_be_written(d: ProgrammeDefinition, given: Given) -> Iterator[Fault]:
    for place, report in enumerate(d.reports):
        if not report.contents:
            what = f"what {report.key!r} contains is not said."
            yield Fault(f"reports[{place}].contents", what, "List what it is to tell.")
        named = [figure for content in report.contents for figure in content.figures]
        if lacking := [name for name in dict.fromkeys(named) if name not in given]:
            what = f"{report.key!r} promises {_and(lacking)}, which no definition gives."
            instead = "Write the indicator, or take the figure out of the report."
            yield Fault(f"reports[{place}].contents", what, instead)


def posts_carry_the_places(d: ProgrammeDefinition, given: Given) -> Iterator[Fault]:
    capacity = d.capacity
    if capacity is None or capacity.places is None or capacity.people_per_post is None:
        return
    carrying = governing.posts(tuple(each for each in d.staff if each.carry_people))
    posts = carrying or d.posts_on(d.valid_from)
    room = posts * capacity.people_per_post
    if posts and room < capacity.places:
        what = (
            f"{capacity.places} places, and the {_number(posts)} posts that carry people have room"
            f" for {_number(room)}."
        )
        yield Fault("capacity.places", what, "More posts, more people a post, or fewer places.")


def lists_are_checked(d: ProgrammeDefinition, given: Given) -> Iterator[Fault]:
    if d.livelihoods and not d.livelihoods.verified:
        what = "the list has not been compared with its source."
        yield Fault("livelihoods.verified", what, "Compare it, and write true.")


# What is not run yet


def _tables(d: ProgrammeDefinition) -> Iterator[Fault]:
    for name in type(d).model_fields:
        if name in running.DECLARES and getattr(d, name):
            yield Fault(name, "declared; Stegvis does not run it yet.")


def _measures_not_run(d: ProgrammeDefinition) -> Iterator[Fault]:
    declared = dict.fromkeys(str(what) for each in d.all_measures for what in each.what)
    if kinds := [what for what in declared if what not in running.RECORDS]:
        what = f"{_and(kinds)}: declared; there is no form to record it with yet."
        yield Fault("measures", what)


def _figures_without_a_file(d: ProgrammeDefinition, given: Given) -> Iterator[Fault]:
    named = {
        "goals": [goal.indicator for goal in d.goals],
        "figures": [figure.indicator for figure in d.figures],
    }
    for table, figures in named.items():
        if lacking := [figure for figure in figures if figure not in given]:
            what = f"{_and(lacking)}: declared; no file in definitions/indicators counts it yet."
            yield Fault(table, what)


def _and(names: list[str]) -> str:
    """The names in a row; of a survey's items the first and the last, survey_positive.1 to .7."""
    items: dict[str, list[str]] = {}
    for name in names:
        base, _, number = name.partition(".")
        items.setdefault(base, []).append(number)
    said = [
        f"{base}.{of[0]} to .{of[-1]}" if len(of) > 1 else ".".join(filter(None, (base, of[0])))
        for base, of in items.items()
    ]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _number(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


CHECKS = (
    goals_have_a_number,
    goals_are_measured,
    somebody_is_responsible,
    methods_are_developed,
    who_has_left_can_be_reached,
    it_is_said_when,
    reports_can_be_written,
    posts_carry_the_places,
    lists_are_checked,
)
