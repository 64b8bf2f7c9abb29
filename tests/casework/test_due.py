"""What is due follows from the definition and the facts, and from nothing else."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stegvis.casework.due import KINDS, PLACE, Due, Facts, State, derived, due, next_due, silent
from stegvis.casework.due.facts import Agreed, Step, Stretch
from stegvis.programmes.definition import read

PROGRAMMES = Path(__file__).parents[2] / "definitions" / "programmes"
SE = read(PROGRAMMES / "se-hoglandet-2023.toml")
NSW = read(PROGRAMMES / "nsw-1975.toml")
TODAY = date(2026, 3, 11)
EVERYBODY = frozenset({"kommun", "fk", "af", "region"})

APPLIED = Facts(applied_on=date(2026, 2, 2))
ADMITTED = replace(APPLIED, decision="admitted", decided_on=date(2026, 2, 25))
#: In the programme with everything recorded that can be.
STARTED = replace(
    ADMITTED,
    started_on=date(2026, 3, 2),
    ready=frozenset({"income", "motivation"}),
    consents=(Agreed(EVERYBODY, Stretch(date(2026, 2, 2), date(2027, 2, 1))),),
    contact_persons=(Stretch(date(2026, 3, 2)),),
    phases=(Stretch(date(2026, 3, 2)),),
    recorded=frozenset({("livelihood", "start"), ("occupation", "start")}),
)
ENDED = replace(
    STARTED,
    started_on=date(2025, 2, 3),
    ended_on=date(2025, 11, 30),
    end_reason="work",
    contact_persons=(Stretch(date(2025, 2, 3)),),
    recorded=STARTED.recorded | {("livelihood", "exit"), ("occupation", "exit")},
)


def by_key(facts: Facts, today: date = TODAY, definition=SE) -> dict[str, Due]:
    return {item.key: item for item in due(definition, facts, today)}


def states(facts: Facts, today: date = TODAY) -> dict[str, str]:
    return {key: item.state.value for key, item in by_key(facts, today).items()}


def to_do(facts: Facts, today: date = TODAY) -> set[str]:
    return {key for key, item in by_key(facts, today).items() if item.open}


# --- The way in ----------------------------------------------------------------------------------


def test_before_the_person_is_raised_preparation_and_consent_are_due():
    assert to_do(APPLIED) == {"preparation:income", "preparation:motivation", "consent"}


def test_preparation_nobody_has_asked_about_is_due_and_so_is_one_that_is_not_yet():
    asked = by_key(replace(APPLIED, not_ready=frozenset({"motivation"})))

    assert asked["preparation:income"].open
    assert asked["preparation:income"].why.startswith("Ingen har svarat på det än.")
    assert asked["preparation:motivation"].open
    assert not asked["preparation:motivation"].why.startswith("Ingen har svarat")


def test_preparation_has_the_next_meeting_as_its_day_and_none_that_nobody_has_set():
    without, planned = by_key(APPLIED), by_key(replace(APPLIED, meeting_on=date(2026, 3, 18)))

    assert without["preparation:income"].due_on is None
    assert without["preparation:income"].state == State.DUE
    assert planned["preparation:income"].due_on == date(2026, 3, 18)


def test_an_admitted_person_is_to_be_started_on_the_day_the_group_decided():
    assert by_key(ADMITTED)["admit"].due_on is None
    assert by_key(replace(ADMITTED, admit_from=date(2026, 3, 9)))["admit"].state == State.LATE


@pytest.mark.parametrize("decision", ["refused", "withdrawn"])
def test_nothing_is_due_for_one_who_was_turned_away(decision):
    assert due(SE, replace(APPLIED, decision=decision), TODAY) == []


# --- Consent -------------------------------------------------------------------------------------


def consent(first: date, last: date | None, withdrawn: date | None = None, to=EVERYBODY) -> Agreed:
    return Agreed(frozenset(to), Stretch(first, last), withdrawn)


def with_consents(*consents: Agreed) -> Due:
    return by_key(replace(STARTED, consents=consents))["consent"]


def test_a_consent_is_asked_for_again_from_thirty_days_before_it_ends():
    thirty, more = TODAY + timedelta(days=30), TODAY + timedelta(days=31)

    assert with_consents(consent(date(2025, 4, 1), thirty)).state == State.DUE
    assert with_consents(consent(date(2025, 4, 1), thirty)).due_on == thirty
    assert with_consents(consent(date(2025, 4, 1), more)).state == State.DONE
    assert with_consents(consent(date(2025, 4, 1), None)).state == State.DONE


def test_a_consent_that_has_ended_is_late():
    assert with_consents(consent(date(2025, 1, 1), date(2026, 3, 10))).state == State.LATE
    assert with_consents(consent(date(2025, 1, 1), date(2026, 3, 11))).state == State.DUE


def test_a_renewed_consent_is_not_asked_for_but_a_party_left_out_of_it_is():
    old = consent(date(2025, 3, 20), date(2026, 3, 19))
    new = consent(date(2026, 3, 20), date(2027, 3, 19))
    to_three = replace(new, parties=EVERYBODY - {"af"})

    assert with_consents(old, new).state == State.DONE
    assert with_consents(old, to_three).due_on == date(2026, 3, 19)


AROUND = st.integers(-400, 400).map(lambda number: TODAY + timedelta(number))


@st.composite
def some_consents(draw) -> tuple[Agreed, ...]:
    found = []
    for _number in range(draw(st.integers(0, 4))):
        first, parties = draw(AROUND), draw(st.sets(st.sampled_from(sorted(EVERYBODY)), min_size=1))
        last = draw(
            st.none() | st.integers(0, 500).map(lambda n, first=first: first + timedelta(n))
        )
        found.append(consent(first, last, draw(st.none() | AROUND), frozenset(parties)))
    return tuple(found)


def ends_for(party: str, consents: tuple[Agreed, ...]) -> date | None:
    """The last day without a break for one party, found by walking the calendar day by day."""
    named = [each for each in consents if party in each.parties]
    given = [each.days.first for each in named if each.withdrawn_on is None]
    begun = [each for each in named if each.held and each.held.first <= TODAY]
    if not begun or not given:
        return None
    if any(each.withdrawn_on and each.withdrawn_on > max(given) for each in named):
        return None
    day = TODAY
    while not any(each.in_force(day) for each in named):
        day -= timedelta(1)  # how long it has been missing
    while any(each.in_force(day + timedelta(1)) for each in named):
        day += timedelta(1)
        if day > TODAY + timedelta(2000):
            return None
    return day


@given(some_consents())
def test_a_consent_is_renewed_by_the_first_last_day_of_any_party(consents):
    ends = [ends_for(party, consents) for party in EVERYBODY]
    soon = [day for day in ends if day is not None and day <= TODAY + timedelta(30)]
    item = with_consents(*consents)
    asked = item.due_on if item.title == "Förnya samtycket" else None
    assert asked == min(soon, default=None)


def test_a_consent_taken_back_is_not_asked_for_day_after_day():
    said_no = with_consents(consent(date(2026, 1, 1), date(2026, 12, 31), date(2026, 2, 1)))

    assert said_no.state == State.NOT_POSSIBLE
    assert "tagit tillbaka" in said_no.why


def test_an_anonymous_person_has_no_consent_to_ask_for():
    assert "consent" not in by_key(replace(STARTED, anonymous=True, consents=()))


# --- Contact person and phase --------------------------------------------------------------------


def test_nothing_is_due_for_a_person_with_everything_in_place():
    assert to_do(STARTED) == set()


def test_a_person_whom_nobody_follows_is_late_from_the_day_the_hole_began():
    never = by_key(replace(STARTED, contact_persons=()))["contact_person"]
    left = Stretch(date(2026, 3, 2), date(2026, 3, 8))
    since = by_key(replace(STARTED, contact_persons=(left,)))["contact_person"]

    assert (never.due_on, never.state) == (date(2026, 3, 2), State.LATE)
    assert (since.due_on, since.state) == (date(2026, 3, 9), State.LATE)


def test_a_contact_person_who_is_to_leave_is_to_be_replaced_by_the_day_after():
    leaves = Stretch(date(2026, 3, 2), date(2026, 4, 30))
    successor = Stretch(date(2026, 5, 1))

    alone = by_key(replace(STARTED, contact_persons=(leaves,)))["contact_person"]
    assert (alone.due_on, alone.state) == (date(2026, 5, 1), State.DUE)
    both = by_key(replace(STARTED, contact_persons=(leaves, successor)))["contact_person"]
    assert both.state == State.DONE


def test_one_who_takes_part_stands_in_a_phase_and_one_who_has_left_does_not():
    assert by_key(replace(STARTED, phases=()))["phase"].state == State.LATE
    assert by_key(STARTED)["phase"].state == State.DONE
    assert "phase" not in by_key(ENDED)
    assert "phase" not in by_key(ADMITTED)


# --- What is recorded ----------------------------------------------------------------------------


def test_livelihood_and_occupation_are_due_at_start_and_only_what_is_missing_is_named():
    nothing = by_key(replace(STARTED, recorded=frozenset()))["measure:start"]
    half = by_key(replace(STARTED, recorded=frozenset({("livelihood", "start")})))["measure:start"]

    assert nothing.title == "Registrera försörjning och sysselsättning vid start"
    assert half.title == "Registrera sysselsättning vid start"
    assert nothing.due_on == half.due_on == date(2026, 3, 2)


def test_what_a_cohort_calls_before_answers_what_the_plan_asks_at_start():
    before = frozenset({("livelihood", "before"), ("occupation", "before")})

    assert states(replace(STARTED, recorded=before))["measure:start"] == "done"


def test_what_changes_on_the_way_is_never_due_on_a_day():
    assert "measure:during" not in by_key(STARTED)


def test_what_somebody_else_records_is_not_the_staffs_to_do():
    ended = Facts(
        date(1975, 1, 1), None, "admitted", date(1976, 1, 1), date(1977, 1, 1), "completed"
    )

    assert [i.key for i in due(NSW, ended, TODAY) if i.key.startswith("measure")] == []


# --- The end -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "ended_on", "discharged_on"),
    [
        ("work", date(2025, 11, 30), date(2026, 2, 28)),
        ("study", date(2023, 11, 30), date(2024, 2, 29)),
        ("work", date(2025, 8, 31), date(2025, 11, 30)),
        ("work", date(2025, 12, 11), date(2026, 3, 11)),
        ("moved", date(2026, 3, 1), date(2026, 3, 1)),
    ],
)
def test_discharge_is_due_three_months_after_work_or_study_and_at_once_otherwise(
    reason, ended_on, discharged_on
):
    item = by_key(replace(ENDED, ended_on=ended_on, end_reason=reason))["discharge"]

    assert item.due_on == discharged_on
    assert item.state == (State.LATE if discharged_on < TODAY else State.DUE)
    assert item.passage == "8"


def test_what_is_measured_at_discharge_is_due_the_same_day():
    measured = by_key(ENDED)["measure:discharge"]

    assert measured.due_on == by_key(ENDED)["discharge"].due_on
    assert measured.act == by_key(ENDED)["discharge"].act


@pytest.mark.parametrize("reason", [None, "a_reason_from_another_programme"])
def test_without_an_end_reason_no_discharge_can_be_said_and_the_reason_is_asked_for(reason):
    items = by_key(replace(ENDED, end_reason=reason))

    assert items["end_reason"].open
    assert items["discharge"].state == State.NOT_POSSIBLE
    assert items["discharge"].due_on is None
    assert "measure:discharge" not in items


def test_what_the_group_has_decided_to_end_is_to_be_ended():
    assert by_key(replace(STARTED, end_from=date(2026, 3, 20)))["end"].due_on == date(2026, 3, 20)
    assert "end" not in by_key(replace(ENDED, end_from=date(2026, 3, 20)))


# --- Properties ----------------------------------------------------------------------------------

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
MAYBE = st.none() | DAYS


@st.composite
def stretches(draw) -> tuple[Stretch, ...]:
    """Some stretches after one another, perhaps with holes, the last perhaps open."""
    days = sorted(draw(st.lists(DAYS, max_size=6, unique=True)))
    pairs = [Stretch(a, b) for a, b in zip(days[::2], days[1::2], strict=False)]
    return (*pairs, Stretch(days[-1])) if len(days) % 2 else tuple(pairs)


@st.composite
def roads(draw, reaches=range(5)) -> Facts:
    """Facts that the database would take: dates in order, and anything at all missing.

    ``reaches``: how far, of applied, decided, started, ended and discharged.
    """
    applied, decided, started, ended, discharged = sorted(
        draw(st.lists(DAYS, min_size=5, max_size=5))
    )
    far = draw(st.sampled_from(reaches))
    keys = st.sampled_from(["start", "exit", "discharge", "before", "during"])
    consents = [
        Agreed(frozenset(draw(st.sets(st.sampled_from(sorted(EVERYBODY)), min_size=1))), s, w)
        for s in draw(stretches())
        for w in [draw(MAYBE)]
    ]
    return Facts(
        applied_on=draw(st.sampled_from([applied, None])),
        decided_on=decided if far >= 1 else None,
        decision=draw(st.sampled_from(["refused", "waiting", "withdrawn", None]))
        if far == 0
        else "admitted",
        started_on=started if far >= 2 else None,
        ended_on=ended if far >= 3 else None,
        end_reason=draw(st.sampled_from([None, *SE.end_reasons])) if far >= 3 else None,
        discharged_on=discharged if far >= 4 else None,
        meeting_on=draw(MAYBE),
        admit_from=draw(MAYBE),
        end_from=draw(MAYBE),
        ready=frozenset(draw(st.sets(st.sampled_from(["income", "motivation"])))),
        consents=tuple(consents),
        contact_persons=draw(stretches()),
        phases=draw(stretches()),
        recorded=frozenset(
            draw(st.sets(st.tuples(st.sampled_from(["livelihood", "occupation"]), keys)))
        ),
    )


@settings(max_examples=50)
@given(roads(), DAYS)
def test_the_list_is_in_order_no_key_comes_twice_and_each_item_says_why(facts, today):
    items = due(SE, facts, today)

    ranks = [(PLACE[item.state], item.due_on or date.min) for item in items]
    assert ranks == sorted(ranks)
    assert len({item.key for item in items}) == len(items)
    assert all(item.title and item.why and item.passage and item.act for item in items)


@settings(max_examples=50)
@given(roads(), DAYS)
def test_late_is_what_has_a_day_that_has_passed(facts, today):
    for item in due(SE, facts, today):
        if item.open:
            passed = item.due_on is not None and item.due_on < today
            assert (item.state == State.LATE) == passed


@settings(max_examples=50)
@given(roads(), DAYS)
def test_the_same_facts_give_the_same_list(facts, today):
    assert due(SE, facts, today) == due(SE, replace(facts), today)


@settings(max_examples=50)
@given(roads(), DAYS)
def test_nothing_is_due_after_discharge_or_a_refusal(facts, today):
    if facts.discharged_on or facts.decision in ("refused", "withdrawn"):
        assert next_due(due(SE, facts, today)) is None


@settings(max_examples=50)
@given(roads(), DAYS, st.integers(1, 60))
def test_time_alone_adds_what_a_day_brings_and_never_takes_anything_away(facts, today, days):
    """Nobody is rid of a thing by waiting. Days that end, consents above all, bring new things."""
    before, after = by_key(facts, today), by_key(facts, today + timedelta(days=days))

    assert set(before) == set(after)
    # A contact person or a consent recorded to begin later settles what was open until then.
    settled = {"contact_person", "phase", "consent"}
    for key, item in before.items():
        if item.state == State.LATE and key not in settled:
            assert after[key].state == State.LATE


@settings(max_examples=50)
@given(roads([3]), DAYS, st.integers(1, 400))
def test_moving_the_day_of_the_end_moves_exactly_what_hangs_on_it(facts, today, days):
    moved = replace(facts, ended_on=facts.ended_on + timedelta(days=days))

    before, after = by_key(facts, today), by_key(moved, today)

    hangs = {"measure:exit", "measure:discharge", "discharge"}
    assert {k: v for k, v in before.items() if k not in hangs} == {
        k: v for k, v in after.items() if k not in hangs
    }
    assert after["measure:exit"].due_on == moved.ended_on
    for key in hangs & before.keys() & after.keys():
        first, later = before[key].due_on, after[key].due_on
        if first and later:
            assert first < later or days < 4  # month ends may meet


@settings(max_examples=50)
@given(roads([2, 3]), DAYS, st.integers(1, 400))
def test_moving_the_start_moves_no_later_day(facts, today, days):
    # On one and the same day what start asks is not asked again at exit.
    assume(facts.started_on != facts.ended_on)
    earlier = replace(facts, started_on=facts.started_on - timedelta(days=days))

    before, after = by_key(facts, today), by_key(earlier, today)

    assert set(before) == set(after)
    changed = {key for key in before if before[key] != after[key]}
    assert changed <= {"measure:start", "contact_person", "phase"}
    assert after["measure:start"].due_on == earlier.started_on


@settings(max_examples=50)
@given(roads(), DAYS, st.sampled_from(["start", "exit"]))
def test_recording_something_settles_that_and_changes_nothing_else(facts, today, occasion):
    both = {("livelihood", occasion), ("occupation", occasion)}
    recorded = replace(facts, recorded=facts.recorded | both)

    before, after = by_key(facts, today), by_key(recorded, today)

    key = f"measure:{occasion}"
    assert {k: v for k, v in before.items() if k != key} == {
        k: v for k, v in after.items() if k != key
    }
    if key in after:
        assert after[key].state == State.DONE


PLANS = [read(path) for path in sorted(PROGRAMMES.glob("*.toml"))]
by_plan = pytest.mark.parametrize(
    "plan", PLANS, ids=[f"{plan.key}-{plan.version}" for plan in PLANS]
)


@st.composite
def whole_roads(draw, plan) -> Facts:
    """Facts with everything that the plan's own times and proposals can be about."""
    facts = draw(roads())
    keys = st.sampled_from([phase.key for phase in plan.phases] or ["a"])
    steps = [
        Step(number, draw(keys), days, draw(MAYBE), draw(st.booleans()))
        for number, days in enumerate(facts.phases)
    ]
    tracks = [(p.key, track.key) for p in plan.phases for track in p.tracks]
    return replace(
        facts,
        end_reason=draw(st.sampled_from([None, *plan.end_reasons])) if facts.ended_on else None,
        own_meeting_on=draw(MAYBE),
        own_meeting_held=draw(st.booleans()),
        own_meeting_decided=draw(st.booleans()),
        steps=tuple(steps),
        tracks=frozenset(draw(st.sets(st.sampled_from(tracks)))) if tracks else frozenset(),
        extension=draw(st.none() | DAYS.map(lambda day: Stretch(day, day + timedelta(days=180)))),
        extension_asked=draw(MAYBE),
        agreed_end=draw(MAYBE),
    )


def without_late(items: list[Due]) -> set[tuple]:
    """The things, those that are late with those that are due: that follows from the day."""
    return {
        (
            item.key, str(item.title), str(item.why), item.passage, item.act, item.args,
            item.due_on, State.DUE if item.open else item.state,
        )
        for item in items
    }  # fmt: skip


@by_plan
@settings(max_examples=120)
@given(data=st.data())
def test_what_is_derived_holds_every_day_until_it_is_said_to_change(plan, data):
    facts, today = data.draw(whole_roads(plan)), data.draw(DAYS)

    found = derived(plan, facts, today)

    assert without_late(found.items) == without_late(due(plan, facts, today))
    last = (found.changes_on or date(2060, 1, 1)) - timedelta(days=1)
    for day in (last, data.draw(st.dates(today, last))):
        assert without_late(due(plan, facts, day)) == without_late(found.items)


@by_plan
@settings(max_examples=50)
@given(data=st.data())
def test_a_day_that_is_said_to_change_something_is_to_come(plan, data):
    today = data.draw(DAYS)
    changes_on = derived(plan, data.draw(whole_roads(plan)), today).changes_on

    assert changes_on is None or changes_on > today


@by_plan
@settings(max_examples=50)
@given(data=st.data())
def test_the_next_meeting_matters_on_the_way_in_alone(plan, data):
    facts, today = data.draw(whole_roads(plan)), data.draw(DAYS)
    moved = replace(facts, meeting_on=data.draw(MAYBE))

    if not facts.on_the_way_in:
        assert without_late(due(plan, moved, today)) == without_late(due(plan, facts, today))


@by_plan
@settings(max_examples=100)
@given(data=st.data())
def test_who_is_silent_has_nothing_due_on_any_day(plan, data):
    facts, today = data.draw(whole_roads(plan)), data.draw(DAYS)
    if silent(plan, Facts(decision=facts.decision, discharged_on=facts.discharged_on)):
        assert due(plan, facts, today) == []
        assert derived(plan, facts, today).changes_on is None


@by_plan
@settings(max_examples=50)
@given(data=st.data())
def test_every_kind_of_thing_has_a_name(plan, data):
    items = due(plan, data.draw(whole_roads(plan)), data.draw(DAYS))

    assert {item.kind for item in items} <= KINDS.keys()
    assert len({item.key for item in items}) == len(items)
