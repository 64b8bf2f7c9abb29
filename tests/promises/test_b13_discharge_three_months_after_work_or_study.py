"""B13: discharge three months after leaving for work or study, at once for any other reason."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from stegvis.audit.models import Change, Entry
from stegvis.casework.cases import cases, with_facts
from stegvis.casework.models import Correction
from stegvis.casework.services import correct_end, discharge, end, undo_end
from stegvis.casework.services.observing import Observed, Share
from stegvis.participants.models import ContactPerson, Enrolment
from stegvis.programmes.definition import read
from tests.casework.people import WORKING, coach, observed, phases_of, taking_part
from tests.factories import PLAN, EnrolmentFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 11)
SE = read(PLAN)


def ended(enrolment: Enrolment, reason: str, day: date, **more) -> Enrolment:
    act = {"by": coach(), "revision": None, "today": TODAY, "observed": WORKING} | more
    return end(enrolment=enrolment, ended_on=day, end_reason=reason, **act)


def written_out(enrolment: Enrolment, day: date, **more) -> Enrolment:
    act = {"by": coach(), "revision": None, "today": TODAY} | more
    return discharge(enrolment=enrolment, discharged_on=day, **act)


def undone(enrolment: Enrolment, **more) -> Enrolment:
    act = {"by": coach(), "revision": None, "because": "Fel person."} | more
    return undo_end(enrolment=enrolment, **act)


def due(enrolment: Enrolment) -> dict[str, date | None]:
    [case] = cases(with_facts(Enrolment.objects.filter(pk=enrolment.pk), TODAY), TODAY)
    return {item.key: item.due_on for item in case.to_do}


# --- What follows from the end -------------------------------------------------------------------


@pytest.mark.parametrize("reason", sorted(SE.end_reasons))
def test_every_reason_is_discharged_when_the_plan_says(association, reason):
    enrolment = taking_part()

    held = ended(enrolment, reason, date(2025, 11, 30))

    if reason in ("work", "study"):
        assert held.discharged_on is None
        assert due(enrolment)["discharge"] == date(2026, 2, 28)
    else:
        assert held.discharged_on == date(2025, 11, 30)
        assert due(enrolment) == {}


def test_the_step_ends_with_the_stay_and_what_held_after_is_recorded(association):
    enrolment = taking_part()

    ended(enrolment, "work", date(2025, 11, 30))

    assert phases_of(enrolment) == [("agreement", date(2025, 2, 3), date(2025, 11, 30))]
    assert {row for row in observed(enrolment) if row[0] == "exit"} == {
        ("exit", date(2025, 11, 30), "wage", 75),
        ("exit", date(2025, 11, 30), "work", 75),
    }
    assert Entry.objects.get(event="casework.ended").details == {
        "reason": "work",
        "day": "2025-11-30",
    }


def test_an_end_for_another_reason_is_one_act_with_its_discharge(association):
    enrolment = taking_part()

    held = ended(enrolment, "own_request", date(2025, 11, 30))

    assert held.status == "discharged"
    assert Entry.objects.filter(event="casework.discharged").count() == 1
    assert ContactPerson.objects.get(enrolment=enrolment).ends_on == date(2025, 11, 30)


@pytest.mark.parametrize(
    ("reason", "day", "why"),
    [
        ("work", date(2025, 2, 2), "Personen skrevs in den 3 februari 2025"),
        ("work", date(2026, 3, 12), "har inte varit än"),
        ("lottery", date(2025, 11, 30), "Planen har inte den avslutsorsaken"),
    ],
)
def test_an_end_that_cannot_be_is_refused_and_nothing_is_kept(association, reason, day, why):
    enrolment = taking_part()

    with pytest.raises(ValidationError, match=why):
        ended(enrolment, reason, day)

    enrolment.refresh_from_db()
    assert enrolment.status == "ongoing"
    assert phases_of(enrolment)[-1][2] is None


def test_an_end_before_the_present_step_began_points_at_the_step(association):
    enrolment = taking_part()
    enrolment.phases.update(starts_on=date(2025, 6, 2))

    with pytest.raises(ValidationError, match="Steget ”Överenskommelse” började den 2 juni 2025"):
        ended(enrolment, "work", date(2025, 5, 1))


def test_one_who_has_ended_is_not_ended_again(association):
    with pytest.raises(ValidationError, match="avslutades den 28 november 2025"):
        ended(EnrolmentFactory(ended=True), "work", date(2025, 12, 1))


# --- The discharge -------------------------------------------------------------------------------


def test_discharge_before_its_day_is_refused_with_the_day_and_the_passage(association):
    enrolment = taking_part()
    ended(enrolment, "work", date(2025, 11, 30))

    with pytest.raises(ValidationError) as refused:
        written_out(enrolment, date(2026, 2, 27))

    [sentence] = refused.value.message_dict["discharged_on"]
    assert sentence == (
        "Utskrivning kan ske tidigast den 28 februari 2026, 3 månader efter den 30 november 2025 "
        "(avsnitt 8)."
    )
    enrolment.refresh_from_db()
    assert enrolment.discharged_on is None


def test_discharge_on_its_day_records_what_held_then(association):
    enrolment = taking_part()
    ended(enrolment, "work", date(2025, 11, 30))

    held = written_out(enrolment, date(2026, 2, 28), observed=WORKING)

    assert (held.status, held.discharged_on) == ("discharged", date(2026, 2, 28))
    assert ("discharge", date(2026, 2, 28), "work", 75) in observed(enrolment)
    assert due(enrolment) == {}


def test_who_lost_the_job_again_is_discharged_at_once_under_what_holds_now(association):
    """The reason that stands at discharge is the one that counts."""
    enrolment = taking_part()
    ended(enrolment, "work", date(2026, 1, 15))

    with pytest.raises(ValidationError, match="tidigast den 15 april 2026"):
        written_out(enrolment, date(2026, 3, 11))
    held = written_out(enrolment, date(2026, 3, 11), end_reason="absent")

    assert (held.end_reason, held.discharged_on) == ("absent", date(2026, 3, 11))
    change = Change.objects.get(table="participants_enrolment", before__end_reason="work")
    assert change.after["end_reason"] == "absent"


@pytest.mark.parametrize(
    ("trait", "why"),
    [("ongoing", "Insatsen pågår"), ("discharged", "redan utskriven, den 28 februari 2026")],
)
def test_only_one_who_has_ended_and_is_not_out_is_discharged(association, trait, why):
    with pytest.raises(ValidationError, match=why):
        written_out(EnrolmentFactory(**{trait: True}), date(2026, 3, 1))


def test_without_a_reason_there_is_no_day_of_discharge(association):
    """A person read in from a file: nobody has said why they left, which is not "other"."""
    enrolment = EnrolmentFactory(ongoing=True, ended_on=date(2025, 11, 28))

    with pytest.raises(ValidationError, match="Planen har inte den avslutsorsaken"):
        written_out(enrolment, date(2026, 3, 1))

    correct_end(
        by=coach(), enrolment=enrolment, revision=None, ended_on=date(2025, 11, 28),
        end_reason="study", because="Frågade henne.", today=TODAY,
    )  # fmt: skip
    assert due(enrolment)["discharge"] == date(2026, 2, 28)


# --- Taking it back ------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["work", "moved"])
def test_an_end_taken_back_leaves_the_person_as_before_it_and_its_reason_on_record(
    association, reason
):
    enrolment = taking_part()
    ended(enrolment, reason, date(2025, 11, 30))

    held = undone(enrolment)

    assert (held.status, held.end_reason, held.discharged_on) == ("ongoing", None, None)
    assert phases_of(enrolment) == [("agreement", date(2025, 2, 3), None)]
    assert ContactPerson.objects.get(enrolment=enrolment).ends_on is None
    correction = Correction.objects.get(enrolment=enrolment)
    assert (correction.act, correction.because) == ("end_undone", "Fel person.")
    assert "Fel person." not in str(Entry.objects.get(event="casework.end_undone").details)


def test_what_was_seen_at_an_end_taken_back_stands_as_seen_on_the_way(association):
    enrolment = taking_part()
    ended(enrolment, "work", date(2025, 11, 30))

    undone(enrolment)

    assert ("during", date(2025, 11, 30), "wage", 75) in observed(enrolment)
    assert not {row for row in observed(enrolment) if row[0] == "exit"}


def test_what_was_wrong_at_an_end_taken_back_goes_and_the_history_has_the_whole_row(association):
    enrolment = taking_part()
    ended(enrolment, "work", date(2025, 11, 30))

    undone(enrolment, keep_observed=False)

    assert {row[0] for row in observed(enrolment)} == {"start"}
    gone = Change.objects.get(table="casework_livelihood", after__isnull=True)
    assert (gone.before["kind"], gone.before["percent"]) == ("wage", 75)


def test_an_end_taken_back_needs_its_reason(association):
    enrolment = taking_part()
    ended(enrolment, "work", date(2025, 11, 30))

    with pytest.raises(ValidationError, match="Skriv varför"):
        undone(enrolment, because="  ")

    enrolment.refresh_from_db()
    assert enrolment.status == "ended"


def test_an_end_is_not_taken_back_over_a_new_stay(association):
    enrolment = taking_part()
    ended(enrolment, "moved", date(2025, 5, 31))
    EnrolmentFactory(admitted=True, participant=enrolment.participant, started_on=date(2025, 9, 1))

    with pytest.raises(ValidationError, match="redan inskriven i insatsen"):
        undone(enrolment)


def test_correcting_the_end_moves_what_follows_from_it(association):
    enrolment = taking_part()
    ended(enrolment, "work", date(2025, 11, 30))

    correct_end(
        by=coach(), enrolment=enrolment, revision=None, ended_on=date(2025, 12, 15),
        end_reason="study", because="Fel dag och orsak.", today=TODAY,
    )  # fmt: skip

    assert due(enrolment)["discharge"] == date(2026, 3, 15)
    assert phases_of(enrolment)[-1][2] == date(2025, 12, 15)
    assert {row[1] for row in observed(enrolment) if row[0] == "exit"} == {date(2025, 12, 15)}


def test_correcting_to_a_reason_that_discharges_at_once_does_so(association):
    enrolment = taking_part()
    ended(enrolment, "work", date(2025, 11, 30))

    held = correct_end(
        by=coach(), enrolment=enrolment, revision=None, ended_on=date(2025, 11, 30),
        end_reason="registration_error", because="Fel person.", today=TODAY,
    )  # fmt: skip

    assert held.discharged_on == date(2025, 11, 30)
    assert not Enrolment.objects.counted().filter(pk=enrolment.pk).exists()


def test_the_day_comes_from_the_plan_and_not_from_the_code(association):
    """Another plan, another length: the same services obey it."""
    from tests.factories import ProgrammeFactory, VersionFactory

    source = PLAN.read_text().replace('after = "3 months"', 'after = "45 days"')
    version = VersionFactory(
        programme=ProgrammeFactory(key="annan"), version="1", source=source,
    )  # fmt: skip
    enrolment = taking_part(version=version, programme=version.programme)
    ended(enrolment, "work", date(2025, 11, 30), observed=replace(WORKING, occupations=()))

    with pytest.raises(ValidationError, match="tidigast den 14 januari 2026, 45 dagar efter"):
        written_out(enrolment, date(2026, 1, 13))
    held = written_out(enrolment, date(2026, 1, 14), observed=Observed([Share("wage")]))

    assert held.status == "discharged"
