"""The pages of a meeting around one person, of its decision and of its letters."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from stegvis.access.roles import Permission, Role
from stegvis.intake.models import Letter, MeetingItem, Outcome, ReferralMeeting
from stegvis.intake.queries import Stage, arrival, waiting_for_me
from stegvis.intake.services import (
    Verdict,
    book_meeting,
    correct_decision,
    decide_around,
    withdraw_application,
    write_letters,
)
from stegvis.participants.models import Consent, ConsentParty, Enrolment
from tests.factories import ParticipantFactory, client_for, member
from tests.intake.ways import applied, followed, met, referrer, team, team_of_a_head
from tests.intake.world import admit, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

REFUSED = Verdict(Outcome.REFUSED, reason="Vård först", criteria=("motivation",))


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
def person(group, coach, writer, today):
    return followed(applied(writer, group, today), coach, today)


@pytest.fixture
def refused(coach, person, today):
    met(person, coach, today)
    return decide_around(by=coach, enrolment=person, verdict=REFUSED, now=at(today))


def url(name, person):
    return reverse(f"intake:{name}", args=[person.pk])


def post(client, page, person, **fields):
    person.refresh_from_db()
    return client.post(page, {"once": str(uuid4()), "revision": str(person.revision)} | fields)


def test_the_arrivals_page_has_one_next_act_at_a_time(coach, person, today):
    client, page = client_for(coach), url("arrival", person)
    assert url("book", person) in client.get(page).content.decode()

    item = book_meeting(by=coach, enrolment=person, on=today, today=today)
    assert url("hold", person) in client.get(page).content.decode()
    ReferralMeeting.objects.filter(pk=item.meeting_id).update(held_at=at(today))

    assert url("decide", person) in client.get(page).content.decode()


def test_a_meeting_is_booked_moved_and_called_off_on_one_page(coach, person, today):
    client, page = client_for(coach), url("book", person)
    day = today + timedelta(4)

    booked = post(client, page, person, on=day.isoformat(), at="13:30", place="Rum 2")
    assert booked.status_code == 302
    moved = post(client, page, person, on=(day + timedelta(1)).isoformat(), at="", place="Rum 3")
    assert moved.status_code == 302
    meeting = ReferralMeeting.objects.get()
    assert (meeting.on, meeting.at, meeting.place) == (day + timedelta(1), None, "Rum 3")

    assert post(client, page, person, cancel="1").status_code == 302
    meeting.refresh_from_db()
    assert meeting.cancelled_at
    assert arrival(person, today).stage == Stage.BOOK


def test_a_day_that_has_been_is_refused_and_nothing_is_booked(coach, person, today):
    answer = post(client_for(coach), url("book", person), person, on="2020-01-01")

    assert answer.status_code == 422
    assert "Dagen har varit" in answer.content.decode()
    assert not ReferralMeeting.objects.exists()


def test_a_booking_sent_twice_is_made_once_and_one_over_a_change_is_refused(coach, person, today):
    client, page = client_for(coach), url("book", person)
    fields = {"once": str(uuid4()), "on": today.isoformat(), "revision": str(person.revision)}

    assert [client.post(page, fields).status_code for _ in range(2)] == [302, 302]
    assert ReferralMeeting.objects.count() == 1

    answer = client.post(page, fields | {"once": str(uuid4()), "place": "Sent"})
    assert answer.status_code == 409
    assert ReferralMeeting.objects.get().place == ""


def test_the_decision_page_says_how_the_plan_is_departed_from_and_asks_why(coach, person, today):
    client, page = client_for(coach), url("decide", person)
    assert "Mötet har inte hållits." in client.get(page).content.decode()

    without = post(client, page, person, outcome="admitted", from_day=today.isoformat())
    assert without.status_code == 422
    given = post(
        client, page, person, outcome="admitted", from_day=today.isoformat(),
        departure="Träffades på sjukhuset",
    )  # fmt: skip

    assert given.status_code == 302
    assert MeetingItem.objects.get(outcome="admitted").departure == "Träffades på sjukhuset"


def test_a_refusal_offers_the_plans_criteria_and_is_refused_without_any(coach, person, today):
    met(person, coach, today)
    client, page = client_for(coach), url("decide", person)
    shown = client.get(page).content.decode()
    for words in ("Vill arbeta och är motiverad till det", "Är inne i en gemensam kartläggning"):
        assert words in shown

    without = post(client, page, person, outcome="refused", reason="Nej")
    assert without.status_code == 422
    assert "Kryssa för det som beslutet vilar på" in without.content.decode()
    taken = post(client, page, person, outcome="refused", reason="Nej", criteria="motivation")

    assert taken["Location"] == url("letters", person)


def test_the_letter_to_the_person_begins_from_the_reason_and_can_be_said_otherwise(
    coach, person, refused, today
):
    client, page = client_for(coach), url("letters", person)
    shown = client.get(page).content.decode()
    assert shown.count("Vård först</textarea>") == 2
    assert "Kim Konsulent" in shown

    answer = post(
        client, page, person, to_person="Vården ska få hjälpa dig.", to_referrer="Vård först",
        call="Kim, 010-1",
    )  # fmt: skip

    assert answer.status_code == 302
    letter = Letter.objects.get(to="person")
    page = client.get(reverse("intake:letter", args=[letter.pk])).content.decode()
    assert "Vården ska få hjälpa dig." in page
    assert 'lang="sv"' in page


def test_what_no_font_has_a_sign_for_is_refused_and_nothing_is_written(
    coach, person, refused, today
):
    answer = post(
        client_for(coach), url("letters", person), person, to_person="Lycka till 🍀",
        to_referrer="Nej", call="Kim",
    )  # fmt: skip

    assert answer.status_code == 422
    assert "”🍀” går inte att skriva ut" in answer.content.decode()
    assert not Letter.objects.exists()


def test_a_letter_that_was_written_stands_when_another_replaces_it(coach, person, refused, today):
    first = write_letters(
        by=coach, item=refused, to_person="Ett.", to_referrer="Ett.", call="Kim", now=at(today)
    )
    said = first[0].said
    write_letters(
        by=coach, item=refused, to_person="Två.", to_referrer="Två.", call="Kim",
        now=at(today, 11),
    )  # fmt: skip

    first[0].refresh_from_db()
    assert first[0].said == said
    shown = client_for(coach).get(url("letters", person)).content.decode()
    assert "Tidigare besked, som inte gäller längre" in shown


def test_a_corrected_decision_is_told_anew(coach, person, refused, today):
    write_letters(
        by=coach, item=refused, to_person="Så.", to_referrer="Så.", call="Kim", now=at(today)
    )
    assert "tell" not in [w.kind for w in waiting_for_me(coach, today)]

    correct_decision(
        by=coach, item=refused, verdict=admit(today), why="Förväxlade", now=at(today, 12)
    )

    person.refresh_from_db()
    assert (person.decision, person.refusal_criteria) == ("admitted", [])
    assert "tell" in [w.kind for w in waiting_for_me(coach, today)]


def test_without_a_consent_the_referrer_opens_no_letter(coach, writer, person, refused, today):
    letters = write_letters(
        by=coach, item=refused, to_person="Så.", to_referrer="Så.", call="Kim", now=at(today)
    )
    [theirs] = [letter for letter in letters if letter.to == "referrer"]
    client, page = client_for(writer), reverse("intake:letter", args=[theirs.pk])
    assert client.get(page).status_code == 200

    Consent.objects.update(withdrawn_on=today)

    assert client.get(page).status_code == 404


def test_a_person_with_an_account_sees_the_meeting_and_reads_the_own_letter(coach, person, today):
    user = member(Role.PARTICIPANT)
    person.participant.user = user
    person.participant.save()
    client = client_for(user)
    book_meeting(
        by=coach, enrolment=person, on=today + timedelta(2), at=time(9), place="Storgatan 1",
        today=today,
    )  # fmt: skip
    mine = client.get(reverse("casework:mine")).content.decode()
    assert "Storgatan 1" in mine
    assert "09.00" in mine

    item = decide_around(
        by=coach, enrolment=person, verdict=REFUSED, departure="Ville inte", now=at(today)
    )
    letters = write_letters(
        by=coach, item=item, to_person="Så.", to_referrer="Så.", call="Kim", now=at(today)
    )

    mine = client.get(reverse("casework:mine")).content.decode()
    opened = {one.to: client.get(reverse("intake:letter", args=[one.pk])) for one in letters}
    assert opened["person"].status_code == 200
    assert opened["referrer"].status_code == 404
    assert reverse("intake:letter", args=[letters[0].pk]) in mine


def test_who_takes_the_application_back_is_not_met(coach, writer, person, today):
    book_meeting(by=coach, enrolment=person, on=today, today=today)

    withdraw_application(by=writer, application=person.application, now=at(today))

    assert not ReferralMeeting.objects.open().exists()
    assert client_for(coach).get(url("decide", person)).status_code == 302


def test_a_persons_meeting_stands_in_no_list_of_the_groups(coach, writer, person, today):
    book_meeting(by=coach, enrolment=person, on=today, place="Hemma hos", today=today)

    for user in (coach, writer):
        page = client_for(user).get(reverse("intake:meetings")).content.decode()
        assert person.participant.name not in page
    assert not ReferralMeeting.objects.visible_to(coach).exists()


def test_who_takes_part_is_shared_with_the_parties_that_the_consent_names(
    coach, writer, person, today
):
    shared = Enrolment.objects.visible_to(writer, Permission.SHARED_READ)
    met(person, coach, today)
    assert not shared.exists()

    decide_around(by=coach, enrolment=person, verdict=admit(today), now=at(today))
    assert shared.get() == person

    Consent.objects.filter(enrolment=person).update(withdrawn_on=today)
    assert not shared.all().exists()


def test_that_no_consent_has_been_given_is_said_though_no_party_waits_for_it(coach, person):
    arrivals, missing = reverse("intake:incoming"), "Saknas</span>"
    assert missing not in client_for(coach).get(arrivals).content.decode()

    ConsentParty.objects.filter(consent__enrolment=person).delete()
    Consent.objects.filter(enrolment=person).delete()

    assert missing in client_for(coach).get(arrivals).content.decode()


def test_one_with_protected_identity_has_a_letter_whose_file_names_nobody(coach, person, today):
    met(person, coach, today)
    hidden = ParticipantFactory(protected=True, given_name="Hemlig", family_name="Hemligsson")
    Enrolment.objects.filter(pk=person.pk).update(participant=hidden)
    head = member(Role.HEAD_OF_UNIT)
    person.refresh_from_db()
    item = decide_around(by=coach, enrolment=person, verdict=REFUSED, now=at(today))
    letters = write_letters(
        by=coach, item=item, to_person="Så.", to_referrer="Så.", call="Kim", now=at(today)
    )

    answer = client_for(head).get(reverse("intake:letter_pdf", args=[letters[0].pk]))

    assert answer.status_code == 200
    assert "Hemlig" not in answer["Content-Disposition"]


def test_where_the_head_of_unit_decides_the_head_is_the_one_led_there(association, today):
    coach, head = member(Role.COACH), member(Role.HEAD_OF_UNIT)
    person = followed(applied(referrer(), team_of_a_head(today), today), coach, today)
    book_meeting(by=coach, enrolment=person, on=today, today=today)
    assert waiting_for_me(head, today) == []

    seats = ("coach_present", "participant_present", "referrer_present")
    sent = post(client_for(coach), url("hold", person), person, **dict.fromkeys(seats, "true"))

    assert sent.headers["Location"] == url("arrival", person)
    decide = url("decide", person)
    assert decide not in client_for(coach).get(url("arrival", person)).content.decode()
    assert decide in client_for(head).get(url("arrival", person)).content.decode()
    assert "decide" not in [one.kind for one in waiting_for_me(coach, today)]
    assert [one.url for one in waiting_for_me(head, today)] == [decide]
    listed = reverse("intake:incoming")
    waits = "Väntar på: Enhetschefen"
    assert waits in client_for(coach).get(listed).content.decode()
    assert waits not in client_for(head).get(listed).content.decode()

    decided = post(client_for(head), decide, person, outcome="admitted", from_day=today.isoformat())

    assert decided.status_code == 302
    assert waiting_for_me(head, today) == []


@pytest.mark.parametrize(
    ("name", "questions"), [("book", 23), ("hold", 25), ("decide", 26), ("letters", 24)]
)
def test_the_pages_ask_the_same_however_much_there_is(
    coach, person, today, name, questions, django_assert_max_num_queries
):
    met(person, coach, today)
    if name == "letters":
        item = decide_around(by=coach, enrolment=person, verdict=REFUSED, now=at(today))
        for _ in range(4):
            write_letters(
                by=coach, item=item, to_person="Så.", to_referrer="Så.", call="Kim", now=at(today)
            )
    client = client_for(coach)

    with django_assert_max_num_queries(questions):
        assert client.get(url(name, person)).status_code == 200


def test_without_a_consent_no_letter_is_written_to_the_referrer(coach, person, refused, today):
    Consent.objects.update(withdrawn_on=today)

    page = client_for(coach).get(url("letters", person)).content.decode()
    letters = write_letters(
        by=coach, item=refused, to_person="Så.", to_referrer="Så.", call="Kim", now=at(today)
    )

    assert 'name="to_referrer"' not in page
    assert "Samtycket omfattar inte" in page
    assert [letter.to for letter in letters] == ["person"]
    assert "tell" not in [w.kind for w in waiting_for_me(coach, today)]
