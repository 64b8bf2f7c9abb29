"""The demonstration: invented people at every stage, the same every time, and nobody's numbers."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from stegvis.access import wall
from stegvis.access.middleware import memberships
from stegvis.access.models import Association, User
from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.casework.models import Livelihood, Occupation, Phase
from stegvis.demo.associations import ASSOCIATIONS
from stegvis.demo.hoglandet.cast import HOGLANDET
from stegvis.demo.hoglandet.lives import lives
from stegvis.demo.lives import SEED
from stegvis.demo.numbers import WINDOWS, published
from stegvis.demo.start import NAME, fill_when_empty, load
from stegvis.intake.models import Application, MeetingItem, ReferralMeeting
from stegvis.intake.queries.arrivals import Stage, arrivals
from stegvis.lib.faults import Refused
from stegvis.lib.personal_number import PersonalNumber
from stegvis.participants.models import Consent, Enrolment, Participant, Sex, Status
from tests.factories import ParticipantFactory, member

DAYS = [date(2026, 11, 22), date(2026, 1, 4), date(2027, 5, 31), date(2028, 2, 29)]


# --- Numbers ----------------------------------------------------------------------------------


def test_every_number_is_a_personal_number_that_says_its_day_and_sex():
    for born, sex, digits in published():
        number = PersonalNumber.parse(digits, date(2030, 1, 1))
        assert number.birth_date == born
        assert number.sex_digit % 2 == (sex == Sex.MAN)


@pytest.mark.parametrize(
    "digits",
    [
        "199006022397", "199007212393", "199007282388", "199007302384", "199705162387",
        "199710182396", "199912282382", "200001022391", "200001032382", "200001042399",
        "200001052380", "200002262384",
    ],
)  # fmt: skip
def test_numbers_that_others_took_from_the_list_are_made_by_the_rule(digits):
    assert digits in {number for _born, _sex, number in published()}


def test_no_number_is_made_outside_the_days_that_were_compared():
    days = {born for born, _sex, _number in published()}

    assert all(any(first <= day <= last for first, last, _rule in WINDOWS) for day in days)


# --- Lives ------------------------------------------------------------------------------------


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("shown", ASSOCIATIONS, ids=lambda shown: shown.cast.key)
def test_lives_keep_the_order_of_a_road(shown, today):
    for life in shown.lives(today, SEED):
        days = [life.applied, life.decided, life.started, life.ended, life.discharged]
        known = [day for day in days if day]
        assert known == sorted(known)
        assert known[-1] <= today
        assert all(raised.on >= life.applied for raised in life.raised)
        for (_key, first, last), (_next, begins, _last) in zip(
            life.phases, life.phases[1:], strict=False
        ):
            assert first <= last == begins - timedelta(days=1)


def test_the_same_day_and_seed_give_the_same_lives_and_another_seed_others():
    today = DAYS[0]

    assert list(lives(today)) == list(lives(today))
    assert list(lives(today, 1)) != list(lives(today, 2))


@pytest.mark.parametrize("today", DAYS)
def test_about_every_third_leaves_for_work_or_study_and_a_small_group_hides(today):
    out = [life for life in lives(today) if life.discharged]
    to_work = [life for life in out if life.end_reason in ("work", "study")]

    assert 0.33 <= len(to_work) / len(out) <= 0.37
    assert {life.person.sex for life in out} == {Sex.WOMAN, Sex.MAN, Sex.OTHER}
    assert sum(life.person.sex == Sex.OTHER for life in out) < 5


# --- Loaded -----------------------------------------------------------------------------------


@pytest.fixture
def loaded(db):
    """The demonstration, loaded inside its association as of today."""
    association = Association.objects.create(name=NAME)
    wall.enter(association.pk, how="demo")
    load(association, timezone.localdate())
    return association


def as_user(name, association):
    user = User.objects.get(name=name)
    user.memberships = memberships(user, association.pk)
    return user


def test_somebody_stands_at_every_stage_of_the_way_in(loaded):
    coach = as_user("Elin Sandahl", loaded)

    stages = {arrival.stage for arrival in arrivals(coach, timezone.localdate())}

    assert stages == {
        Stage.SETTLE, Stage.ADMIT, Stage.ON_AGENDA, Stage.CONSENT, Stage.PREPARE, Stage.RAISE,
    }  # fmt: skip


def test_somebody_has_every_status_and_stands_in_every_phase(loaded):
    open_phases = Phase.objects.filter(ends_on=None, enrolment__unit__key="eksjo")

    assert {e.status for e in Enrolment.objects.all()} == set(Status) - {Status.WITHDRAWN}
    assert set(open_phases.values_list("key", flat=True)) == {
        "agreement", "profile", "job_search", "employer", "support",
    }  # fmt: skip


#: Whatever a form would have had a say about.
WRITTEN = (
    Participant, Enrolment, Consent, Application, ReferralMeeting, MeetingItem, Phase, Livelihood,
    Occupation,
)  # fmt: skip


def test_what_is_loaded_is_what_the_forms_would_have_let_through(loaded):
    faults = []
    for row in (row for model in WRITTEN for row in model.objects.all()):
        try:
            row.clean_fields()
        except ValidationError as fault:
            faults.append((row, fault.message_dict))

    assert all(model.objects.exists() for model in WRITTEN)
    assert faults == []


def test_keys_are_those_of_the_plan(loaded):
    definition = Enrolment.objects.first().version.definition
    kinds = {kind.key for kind in definition.livelihoods.kinds}

    assert set(Phase.objects.values_list("key", flat=True)) <= {p.key for p in definition.phases}
    assert set(Livelihood.objects.values_list("kind", flat=True)) <= kinds
    assert set(Occupation.objects.values_list("kind", flat=True)) <= set(
        definition.occupations.kinds
    )
    reasons = Enrolment.objects.exclude(end_reason=None).values_list("end_reason", flat=True)
    assert set(reasons) <= set(definition.end_reasons)


def test_every_act_in_the_log_is_an_event_it_knows(loaded):
    from stegvis.audit import log

    events = set(Entry.objects.values_list("event", flat=True))

    assert "access.record_opened" in events
    assert events <= set(log.sentences())


def test_the_one_behind_the_participants_door_has_a_case(loaded):
    user = as_user("Linnea Granström", loaded)

    assert user.participant.enrolments.get().status == Status.ONGOING


def test_every_role_has_a_door_and_nobody_works_where_they_do_not(loaded):
    assert {door.role for door in HOGLANDET.doors} == set(Role)
    everybody = [member for shown in ASSOCIATIONS for member in shown.cast.everybody]
    assert len({member.email for member in everybody}) == len(everybody)
    assert User.objects.filter(is_demo=True).count() == len(HOGLANDET.everybody)


def test_the_demonstration_is_loaded_once(db):
    said = []

    assert fill_when_empty(said.append)
    assert not fill_when_empty(said.append)
    assert len(said) == len(ASSOCIATIONS)


@pytest.mark.parametrize("real", [lambda: member(Role.COACH), ParticipantFactory])
def test_the_demonstration_is_not_loaded_among_people_who_may_be_real(db, real):
    wall.enter(Association.objects.create(name=NAME).pk)
    real()

    with pytest.raises(Refused, match="not as a demonstration"):
        fill_when_empty(print)
