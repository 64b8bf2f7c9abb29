"""What is due on the way in where one person is met by themselves: book, hold, decide."""

from datetime import date, timedelta

import pytest

from stegvis.casework.due import Facts, State, due
from stegvis.programmes.definition import read
from tests.intake.ways import PLANNING, TEAM, plan

TODAY = date(2026, 3, 11)
APPLIED = {"applied_on": date(2026, 3, 2)}


@pytest.fixture(params=[TEAM, PLANNING], ids=["team", "joint planning"])
def definition(request):
    return read(plan("teamet", "Teamet", request.param, raising="admission"))


def of_the_meeting(definition, **facts):
    found = due(definition, Facts(**(APPLIED | facts)), TODAY)
    return [(d.key, d.act, d.due_on, d.state) for d in found if d.key.startswith("meeting")]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, [("meeting:book", "intake:book", None, State.DUE)]),
        (
            {"own_meeting_on": TODAY + timedelta(3)},
            [("meeting:hold", "intake:hold", TODAY + timedelta(3), State.DUE)],
        ),
        (
            {"own_meeting_on": TODAY - timedelta(1)},
            [("meeting:hold", "intake:hold", TODAY - timedelta(1), State.LATE)],
        ),
        (
            {"own_meeting_on": TODAY, "own_meeting_held": True},
            [("meeting:decide", "intake:decide", None, State.DUE)],
        ),
        ({"decision": "admitted"}, []),
        ({"decision": "waiting"}, []),
        ({"decision": "refused"}, []),
    ],
)
def test_one_thing_at_a_time(definition, facts, expected):
    assert of_the_meeting(definition, **facts) == expected


def test_it_says_why_in_the_plans_words_and_where_they_stand(definition):
    [booking] = [d for d in due(definition, Facts(**APPLIED), TODAY) if d.key == "meeting:book"]

    assert booking.why == definition.deciding.text
    assert booking.passage == definition.deciding.passage


def test_a_referral_groups_people_are_met_in_the_group():
    from tests.factories import PLAN

    assert of_the_meeting(read(PLAN)) == []
