"""A10: a consultant is matched as contact person and meets the person with the referrer present;
after that meeting both are told; a refusal goes to the referrer in writing (V20 §5, §5.1)."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.intake.letters import as_pdf
from stegvis.intake.models import Letter, Outcome, ReferralMeeting
from stegvis.intake.queries import Stage, arrival, waiting_for_me
from stegvis.intake.services import (
    Seen,
    Verdict,
    book_meeting,
    decide_around,
    disagree,
    hold_meeting,
    settle,
    write_letters,
)
from tests.factories import client_for, member
from tests.intake.ways import applied, followed, met, referrer, team
from tests.intake.world import admit, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

REFUSED = Verdict(Outcome.REFUSED, reason="Vården behöver bli klar först", criteria=("motivation",))


@pytest.fixture
def group(association, today):
    return team(today)


@pytest.fixture
def coach(group):
    return member(Role.COACH, name="Kim Konsulent")


@pytest.fixture
def writer(group):
    return referrer()


@pytest.fixture
def person(group, writer, today):
    return applied(writer, group, today)


def stage(person, today):
    person.refresh_from_db()
    return arrival(person, today).stage


def waits(user, today):
    """The sorts of things that wait for the user, other groups' meetings left out."""
    return [one.kind for one in waiting_for_me(user, today) if one.kind != "plan"]


def test_from_application_to_admission_each_step_waits_for_the_one_whose_it_is(
    coach, writer, person, today
):
    assert stage(person, today) == Stage.MATCH
    assert waits(coach, today) == ["match"]
    followed(person, coach, today)
    assert (stage(person, today), waits(coach, today)) == (Stage.BOOK, ["book"])

    book_meeting(
        by=coach, enrolment=person, on=today + timedelta(3), at=time(13), place="Storgatan 1",
        today=today,
    )  # fmt: skip
    assert (stage(person, today), waits(coach, today)) == (Stage.MEET, [])
    day = today + timedelta(3)
    assert (stage(person, day), waits(coach, day)) == (Stage.HOLD, ["hold_person"])
    seats = {"coach": Seen(True, "Kim"), "participant": Seen(True), "referrer": Seen(True)}
    hold_meeting(by=coach, enrolment=person, seats=seats, now=at(day))
    assert (stage(person, day), waits(coach, day)) == (Stage.DECIDE, ["decide"])

    decide_around(by=coach, enrolment=person, verdict=admit(day + timedelta(7)), now=at(day))
    assert stage(person, day) == Stage.ADMIT
    assert sorted(waits(coach, day)) == ["admit", "tell"]
    assert waits(writer, day) == ["decision"]
    assert (person.decision, person.decided_on) == ("admitted", day)


@pytest.mark.parametrize("ahead", [3, 0], ids=["ahead", "on the day"])
def test_the_referrer_sees_the_day_the_hour_and_the_place(coach, writer, person, today, ahead):
    followed(person, coach, today)
    book_meeting(
        by=coach, enrolment=person, on=today + timedelta(ahead), at=time(13, 30),
        place="Storgatan 1", today=today,
    )  # fmt: skip

    page = client_for(writer).get(reverse("intake:application", args=[person.application.pk]))

    assert "Storgatan 1" in page.content.decode()
    assert "13.30" in page.content.decode()


def test_the_referrer_reads_what_it_waits_for_before_there_is_a_meeting(coach, writer, person):
    page = client_for(writer).get(reverse("intake:application", args=[person.application.pk]))

    assert "Kontaktperson ska utses" in page.content.decode()


def test_what_nobody_has_answered_stands_where_it_is_decided(coach, writer, person, today):
    followed(person, coach, today)
    met(person, coach, today)

    page = client_for(coach).get(reverse("intake:decide", args=[person.pk]))

    assert "Ingen har svarat på det här än" in page.content.decode()


def test_the_meeting_has_a_seat_for_the_consultant_the_person_and_the_party_that_referred(
    group, person
):
    seats = group.seats_for(person)

    assert [seat.title for seat in seats] == ["Konsulenten", "Personen", "Den som remitterade"]
    assert [seat.organisation for seat in seats][1:] == [None, person.referred_by]


@pytest.mark.parametrize("away", [Seen(False), Seen(None)])
def test_without_the_referrer_there_it_is_decided_only_with_a_reason_written(
    coach, person, today, away
):
    followed(person, coach, today)
    met(person, coach, today, seats={"referrer": away})
    with pytest.raises(ValidationError, match="Den som remitterade var"):
        decide_around(by=coach, enrolment=person, verdict=admit(today), now=at(today))

    item = decide_around(
        by=coach, enrolment=person, verdict=admit(today), departure="Sjuk, hördes på telefon",
        now=at(today),
    )  # fmt: skip

    assert item.departure == "Sjuk, hördes på telefon"


def test_before_the_meeting_it_is_decided_only_with_a_reason_and_the_booked_one_is_called_off(
    coach, person, today
):
    followed(person, coach, today)
    booked = book_meeting(by=coach, enrolment=person, on=today + timedelta(9), today=today)
    with pytest.raises(ValidationError, match="Mötet har inte hållits"):
        decide_around(by=coach, enrolment=person, verdict=REFUSED, now=at(today))

    decide_around(
        by=coach, enrolment=person, verdict=REFUSED, departure="Personen har flyttat", now=at(today)
    )

    booked.meeting.refresh_from_db()
    assert booked.meeting.cancelled_at
    assert not ReferralMeeting.objects.open().exists()
    person.refresh_from_db()
    assert person.decision == "refused"


def test_a_decision_as_the_plan_has_it_needs_no_such_reason_and_keeps_none(coach, person, today):
    followed(person, coach, today)
    met(person, coach, today)

    item = decide_around(
        by=coach, enrolment=person, verdict=admit(today), departure="I onödan", now=at(today)
    )

    assert item.departure == ""


def test_a_refusal_says_which_criteria_it_rests_on_and_the_referrer_reads_their_sentences(
    coach, writer, person, today
):
    followed(person, coach, today)
    met(person, coach, today)
    with pytest.raises(ValidationError) as refusal:
        decide_around(
            by=coach, enrolment=person, verdict=Verdict(Outcome.REFUSED, reason="Nej"),
            now=at(today),
        )  # fmt: skip
    assert list(refusal.value.message_dict) == ["criteria"]

    decide_around(by=coach, enrolment=person, verdict=REFUSED, now=at(today))

    person.refresh_from_db()
    assert person.refusal_criteria == ["motivation"]
    [told] = [w for w in waiting_for_me(writer, today) if w.kind == "decision"]
    page = client_for(writer).get(told.url).content.decode()
    assert "Vill arbeta och är motiverad till det" in page
    assert "Vården behöver bli klar först" in page


def test_a_refusal_is_told_in_writing_in_two_versions_that_say_what_each_is_to_know(
    coach, writer, person, today
):
    followed(person, coach, today)
    met(person, coach, today)
    item = decide_around(by=coach, enrolment=person, verdict=REFUSED, now=at(today))
    assert waits(coach, today) == ["tell"]

    letters = write_letters(
        by=coach, item=item, to_person="Vi tycker att vården ska få hjälpa dig först.",
        to_referrer="Behandling pågår till hösten.", instead="Prata med vårdcentralen.",
        call="Kim Konsulent, 010-123 45 67", now=at(today),
    )  # fmt: skip

    said = {letter.to: str(letter.said) for letter in letters}
    assert set(said) == {"person", "referrer"}
    assert "vården ska få hjälpa dig" in said["person"]
    assert "Behandling pågår" not in said["person"]
    assert "Vill arbeta och är motiverad till det (avsnitt 4.1)" in said["referrer"]
    assert "hjälpa dig" not in said["referrer"]
    assert waits(coach, today) == []
    assert Entry.objects.filter(event="intake.letter_written").count() == 2


def test_a_letter_ends_the_sentence_of_whom_to_call_once(coach, person, today):
    followed(person, coach, today)
    met(person, coach, today)
    item = decide_around(by=coach, enrolment=person, verdict=REFUSED, now=at(today))

    (letter, *_others) = write_letters(
        by=coach, item=item, to_person="Så.", to_referrer="Så.", call="teamet.", now=at(today)
    )

    assert "till teamet. " in str(letter.said)


def test_the_letters_are_accessible_pdfs_and_come_out_the_same_again(coach, person, today):
    followed(person, coach, today)
    met(person, coach, today)
    item = decide_around(by=coach, enrolment=person, verdict=REFUSED, now=at(today))

    for letter in write_letters(
        by=coach, item=item, to_person="Därför.", to_referrer="Därför.", call="Kim", now=at(today)
    ):
        pdf = as_pdf(letter)
        assert pdf == as_pdf(Letter.objects.get(pk=letter.pk))
        assert pdf.startswith(b"%PDF-1.7")
        for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang(sv-SE)", b"pdfuaid:part>1<"):
            assert mark in pdf, mark
        assert b"/DisplayDocTitle true" in pdf


def test_who_opens_which_letter(coach, writer, person, today):
    followed(person, coach, today)
    met(person, coach, today)
    item = decide_around(by=coach, enrolment=person, verdict=REFUSED, now=at(today))
    letters = write_letters(
        by=coach, item=item, to_person="Därför.", to_referrer="Därför.", call="Kim", now=at(today)
    )
    to = {letter.to: reverse("intake:letter_pdf", args=[letter.pk]) for letter in letters}
    unit, author, other = client_for(coach), client_for(writer), client_for(referrer())

    got = {(who, to_whom): client.get(url).status_code for to_whom, url in to.items()
           for who, client in (("unit", unit), ("author", author), ("other", other))}  # fmt: skip

    assert got == {
        ("unit", "person"): 200, ("unit", "referrer"): 200,
        ("author", "person"): 404, ("author", "referrer"): 200,
        ("other", "person"): 404, ("other", "referrer"): 404,
    }  # fmt: skip
    answer = author.get(to["referrer"])
    assert answer["Content-Type"] == "application/pdf"
    name = answer["Content-Disposition"]
    assert person.case_number in name
    assert person.participant.family_name not in name


def test_what_the_team_cannot_agree_on_the_head_of_unit_settles(coach, person, today):
    head = member(Role.HEAD_OF_UNIT)
    followed(person, coach, today)
    item = met(person, coach, today)

    disagree(
        by=coach, item=item, now=at(today),
        positions={
            "coach": (Outcome.ADMITTED, "Vill arbeta"),
            "referrer": (Outcome.REFUSED, "För tidigt"),
        },
    )  # fmt: skip
    assert stage(person, today) == Stage.SETTLE
    assert waits(head, today) == ["settle"]
    settle(by=head, item=item, now=at(today), verdict=admit(today, reason="Pröva"))

    assert stage(person, today) == Stage.ADMIT
    assert waits(coach, today)[:1] == ["admit"]
