"""The unit's and the group's pages: what each role opens, what it shows, and how it is refused."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.intake.models import MeetingItem, Outcome, ReferralMeeting
from stegvis.intake.services import Seen, disagree, record_attendance
from stegvis.participants.models import Consent, Enrolment
from tests.factories import (
    ConsentFactory,
    ContactPersonFactory,
    EnrolmentFactory,
    ParticipantFactory,
    UnitFactory,
    client_for,
    member,
    text,
)
from tests.intake.world import (
    ApplicationFactory,
    ItemFactory,
    MeetingFactory,
    at,
    consenting,
    eksjo,
    parties,
    prepared,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def group(association, today):
    return eksjo(today)


@pytest.fixture
def coach(group):
    return client_for(member(Role.COACH))


@pytest.fixture
def meeting(group, today):
    return MeetingFactory(on=today)


@pytest.fixture
def item(meeting, today):
    """Someone new, prepared, with consent and an application, on today's agenda."""
    person = prepared(consenting(raised_on=today))
    ApplicationFactory(enrolment=person)
    return ItemFactory(meeting=meeting, enrolment=person)


def url(name, *numbers):
    return reverse(f"intake:{name}", args=numbers)


def post(client, address, **fields):
    return client.post(address, {"once": str(uuid4())} | fields)


# --- Who opens what -------------------------------------------------------------------------------

ROLES = (Role.COACH, Role.HEAD_OF_UNIT, Role.REFERRER, Role.ASSOCIATION, Role.PARTICIPANT)
OPENS = {
    "incoming": (200, 200, 403, 403, 403),
    "arrival": (200, 200, 403, 403, 403),
    "preparation": (200, 403, 403, 403, 403),
    "consent": (200, 403, 404, 403, 403),
    "withdraw_consent": (200, 403, 404, 403, 403),
    "meetings": (200, 200, 200, 403, 403),
    "plan_meeting": (200, 403, 403, 403, 403),
    "meeting": (200, 200, 200, 403, 403),
    "move": (200, 403, 403, 403, 403),
    "attendance": (200, 403, 403, 403, 403),
    "take_up": (200, 403, 403, 403, 403),
    "finish": (200, 403, 403, 403, 403),
    "minutes": (200, 200, 200, 403, 403),
    "item": (200, 200, 200, 403, 403),
    "disagree": (200, 403, 403, 403, 403),
    "correct": (404, 404, 403, 403, 403),
    "take_off": (200, 403, 403, 403, 403),
    "disputes": (403, 200, 403, 403, 403),
    "settle": (403, 404, 403, 403, 403),
}


def arguments(name, item) -> list[int]:
    """The numbers in a page's address, all about the same person."""
    if name in ("incoming", "meetings", "plan_meeting", "disputes"):
        return []
    if name in ("arrival", "preparation", "consent"):
        return [item.enrolment_id]
    if name == "withdraw_consent":
        return [item.enrolment.consents.get().pk]
    if name in ("item", "disagree", "correct", "take_off"):
        return [item.meeting_id, item.pk]
    return [item.pk if name == "settle" else item.meeting_id]


def test_each_page_opens_for_its_roles_alone(item):
    users = {role: client_for(member(role)) for role in ROLES}

    found = {
        name: tuple(
            users[role].get(url(name, *arguments(name, item))).status_code for role in ROLES
        )
        for name in OPENS
    }

    assert found == OPENS


def test_the_same_pages_are_not_there_for_another_unit(item):
    elsewhere = UnitFactory(key="tranas", name="Tranås")
    pages = [name for name in OPENS if arguments(name, item)]

    for role in (Role.COACH, Role.HEAD_OF_UNIT, Role.REFERRER):
        client = client_for(member(role, unit=elsewhere))
        statuses = {
            name: client.get(url(name, *arguments(name, item))).status_code for name in pages
        }
        assert set(statuses.values()) <= {403, 404}, (role, statuses)


@pytest.mark.parametrize("name", ["meeting", "item"])
def test_who_only_takes_part_cannot_post_where_they_read(item, name):
    for role in (Role.REFERRER, Role.HEAD_OF_UNIT):
        answer = post(
            client_for(member(role)), url(name, *arguments(name, item)), outcome="refused"
        )
        assert answer.status_code == 403

    assert Enrolment.objects.get().decision is None


def test_a_person_with_protected_identity_is_on_no_partys_agenda(meeting, coach):
    person = consenting(raised=True, participant=ParticipantFactory(protected=True))
    ItemFactory(meeting=meeting, enrolment=person)

    for client in (coach, client_for(member(Role.REFERRER))):
        page = text(client.get(url("meeting", meeting.pk)))
        assert person.participant.name not in page
        assert person.case_number not in page
    head = client_for(member(Role.HEAD_OF_UNIT))
    assert person.case_number in text(head.get(url("meeting", meeting.pk)))


@pytest.mark.parametrize("page", ["meeting", "minutes", "finish", "take_up"])
def test_what_a_group_is_shown_or_handed_names_nobody_with_protected_identity(meeting, today, page):
    """The agenda stands on a wall, and minutes are printed for all who sit there."""
    dold = {"protected": True, "given_name": "Dold", "family_name": "Namn"}
    on_it = prepared(consenting(raised_on=today, participant=ParticipantFactory(**dold)))
    ItemFactory(meeting=meeting, enrolment=on_it)
    waits = prepared(consenting(participant=ParticipantFactory(**dold)))
    takes_part = consenting(
        raised_on=today, decision="admitted", decided_on=today, started_on=today,
        participant=ParticipantFactory(**dold),
    )  # fmt: skip
    lead = member(Role.COACH)
    for person in (on_it, waits, takes_part):
        ContactPersonFactory(enrolment=person, user=lead)

    answer = client_for(lead).get(url(page, meeting.pk))

    assert answer.status_code == 200
    assert "Dold" not in answer.content.decode()
    expected = {"meeting": [on_it, waits], "take_up": [takes_part]}.get(page, [on_it])
    for person in expected:
        masked = rf"Skyddade personuppgifter(\s|<[^>]+>)*{person.case_number}"
        assert re.search(masked, text(answer))


def test_the_tab_of_a_record_names_nobody_with_protected_identity(meeting, today):
    """What the browser keeps of the pages one has been to is not closed with them."""
    hidden = ParticipantFactory(protected=True, given_name="Dold", family_name="Namn")
    item = ItemFactory(meeting=meeting, enrolment=consenting(raised_on=today, participant=hidden))
    ApplicationFactory(enrolment=item.enrolment)
    head = client_for(member(Role.HEAD_OF_UNIT))

    for address in (url("item", meeting.pk, item.pk), url("arrival", item.enrolment.pk)):
        page = head.get(address).content.decode()
        assert "<title>Skyddade personuppgifter" in page
        assert "Dold Namn" in page


# --- The unit -------------------------------------------------------------------------------------


def test_the_list_says_what_each_waits_for(coach, item, today):
    lacking = ConsentFactory(enrolment=EnrolmentFactory(), to=parties()[:2]).enrolment

    page = text(coach.get(url("incoming")))

    assert page.index("Väntar på dig") < page.index("Väntar på andra")
    assert lacking.participant.name in page
    assert "Tas upp" in page
    shown = Entry.objects.get(event="access.list_shown")
    assert sorted(shown.details["enrolments"]) == sorted([lacking.pk, item.enrolment_id])


def test_an_empty_list_says_what_will_come(coach):
    assert "Ingen är på väg in" in text(coach.get(url("incoming")))


def test_the_unit_sees_the_whole_application_and_where_it_differs_from_the_file(coach, item):
    page = text(coach.get(url("arrival", item.enrolment_id)))

    for words in ("Vården och kassan har gjort var sitt.", "Arbetsträning 2023.", "Söker själv."):
        assert words in page
    assert "Ansökan säger något annat än registret" in page
    assert "Namn: Alva Enligt ansökan" in page


def test_the_preparation_is_recorded_on_its_page(coach, today):
    person = consenting()
    page = url("preparation", person.pk)

    answer = post(
        coach, page, revision="1", income_answer="true", income_on="2026-03-10",
        income_note="Ersättning", motivation_answer="unknown", motivation_on="", motivation_note="",
    )  # fmt: skip

    assert answer.headers["Location"] == url("arrival", person.pk)
    rows = {row.key: (row.answer, row.note) for row in person.preparations.all()}
    assert rows == {"income": ("done", "Ersättning")}


def test_an_older_preparation_page_is_told_so_with_what_was_typed(coach):
    person = consenting()
    page, typed = url("preparation", person.pk), {"income_answer": "true", "income_note": "Först"}
    post(coach, page, revision="1", **typed)

    answer = post(coach, page, revision="1", **(typed | {"income_note": "Sedan"}))

    assert answer.status_code == 409
    assert "Sedan</textarea>" in text(answer)
    assert 'name="revision" value="2"' in text(answer)
    assert person.preparations.get().note == "Först"


def test_a_new_consent_opens_the_way(coach, today):
    person = EnrolmentFactory()

    answer = coach.post(
        url("consent", person.pk),
        {
            "once": str(uuid4()), "consent_form": "paper",
            "consent_parties": [party.pk for party in parties()],
            "consent_information": ["goal"], "consent_starts_on": today.isoformat(),
            "consent_ends_on": (today + timedelta(90)).isoformat(),
        },
    )  # fmt: skip

    assert answer.headers["Location"] == url("arrival", person.pk)
    assert Consent.objects.get().parties.count() == 4


@pytest.mark.parametrize(
    ("days", "sentence"),
    [((0, -1), "kan inte sluta innan det börjar"), ((0, 366), "högst till 2027-03-11")],
)
def test_a_consent_with_impossible_days_is_refused(coach, today, days, sentence):
    person = EnrolmentFactory()
    first, last = ((today + timedelta(n)).isoformat() for n in days)

    answer = coach.post(
        url("consent", person.pk),
        {
            "once": str(uuid4()), "consent_form": "paper", "consent_information": ["goal"],
            "consent_parties": [parties()[0].pk], "consent_starts_on": first,
            "consent_ends_on": last,
        },
    )  # fmt: skip

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Consent.objects.exists()


def test_the_one_who_referred_keeps_the_consent_too(item, today):
    referrer = item.enrolment.application.written_by
    client = client_for(referrer)
    consent = item.enrolment.consents.get()

    answer = post(client, url("withdraw_consent", consent.pk), on=today.isoformat())

    assert answer.headers["Location"] == url("application", item.enrolment.application.pk)
    consent.refresh_from_db()
    assert consent.withdrawn_on == today


# --- The meeting ----------------------------------------------------------------------------------


def test_a_meeting_is_planned_on_the_suggested_day(coach, group):
    page = coach.get(url("plan_meeting"))
    day = page.context["form"]["on"].value()

    answer = post(coach, url("plan_meeting"), group=group.key, on=day.isoformat())

    meeting = ReferralMeeting.objects.get()
    assert answer.headers["Location"] == url("meeting", meeting.pk)
    assert meeting.on == day


def test_a_day_that_has_been_is_refused_on_the_page(coach, group, today):
    answer = post(
        coach, url("plan_meeting"), group=group.key, on=(today - timedelta(1)).isoformat()
    )

    assert answer.status_code == 422
    assert "Dagen har varit" in text(answer)


def test_the_proposed_are_raised_from_the_meetings_own_page(coach, meeting):
    person = prepared(consenting())
    page = coach.get(url("meeting", meeting.pk))
    assert f'value="{person.pk}" id="person-{person.pk}" checked' in text(page)

    answer = post(coach, url("meeting", meeting.pk), revision="1", people=str(person.pk))

    assert answer.headers["Location"] == url("meeting", meeting.pk)
    assert meeting.items.get().enrolment == person


def test_whose_consent_is_missing_is_listed_to_the_one_who_calls_and_nobody_else(coach, meeting):
    blocked = ConsentFactory(enrolment=EnrolmentFactory(), to=parties()[:2]).enrolment

    assert blocked.participant.name in text(coach.get(url("meeting", meeting.pk)))
    for role in (Role.REFERRER, Role.HEAD_OF_UNIT):
        page = text(client_for(member(role)).get(url("meeting", meeting.pk)))
        assert blocked.participant.name not in page


def test_a_person_who_cannot_be_raised_is_refused_on_the_page(coach, meeting):
    blocked = ConsentFactory(enrolment=EnrolmentFactory(), to=parties()[:2]).enrolment

    answer = post(coach, url("meeting", meeting.pk), revision="1", people=str(blocked.pk))

    assert answer.status_code == 422
    assert not MeetingItem.objects.exists()


def test_who_was_there_is_recorded_seat_by_seat(coach, meeting):
    answer = post(
        coach, url("attendance", meeting.pk), revision="1", coach_present="true",
        coach_name="Elin", region_present="false", forsakringskassan_present="unknown",
        municipality_present="true", municipality_name="Sara", municipality_substitute="on",
    )  # fmt: skip

    assert answer.status_code == 302
    page = text(coach.get(url("meeting", meeting.pk)))
    assert "Sara" in page
    assert "ersättare" in page
    assert "Frånvarande" in page


def test_a_meeting_is_moved_or_called_off(coach, meeting, today):
    later = today + timedelta(7)
    assert (
        post(coach, url("move", meeting.pk), revision="1", on=later.isoformat()).status_code == 302
    )
    meeting.refresh_from_db()
    assert meeting.on == later

    answer = post(coach, url("move", meeting.pk), revision="2", cancel="1")

    assert answer.headers["Location"] == url("meetings")
    assert not ReferralMeeting.objects.open().exists()


def test_a_meeting_that_cannot_be_called_off_says_why(coach, meeting):
    ItemFactory(meeting=meeting, outcome="waiting", reason="Plats")

    answer = post(coach, url("move", meeting.pk), revision="1", cancel="1")

    assert answer.status_code == 422
    assert "börjat besluta" in text(answer)


def test_finishing_tells_what_is_undecided_and_not_said(coach, item):
    page = text(coach.get(url("finish", item.meeting_id)))
    assert item.enrolment.participant.name in page
    assert "Psykiatriska kliniken Höglandet" in page

    answer = post(coach, url("finish", item.meeting_id), revision="1")

    assert answer.headers["Location"] == url("minutes", item.meeting_id)


def test_someone_is_taken_up_and_taken_off_again(coach, meeting):
    person = consenting(ongoing=True)

    post(
        coach, url("take_up", meeting.pk), revision="1", person=str(person.pk),
        kind="follow_up", about="Byter arbetsplats",
    )  # fmt: skip
    item = meeting.items.get()
    assert "Byter arbetsplats" in text(coach.get(url("item", meeting.pk, item.pk)))

    post(coach, url("take_off", meeting.pk, item.pk))
    assert not meeting.items.exists()


# --- The matter -----------------------------------------------------------------------------------


def test_a_decision_leads_on_to_the_next_person(coach, item):
    other = ItemFactory(meeting=item.meeting, enrolment=prepared(consenting(raised=True)))
    page = url("item", item.meeting_id, item.pk)
    fields = {"revision": "1", "outcome": "admitted", "from_day": "2026-03-16", "reason": ""}

    first = post(coach, page, **fields)
    last = post(coach, url("item", item.meeting_id, other.pk), **fields)

    assert first.headers["Location"] == url("item", item.meeting_id, other.pk)
    assert last.headers["Location"] == url("meeting", item.meeting_id)
    assert Enrolment.objects.filter(decision="admitted").count() == 2


def test_two_presses_decide_once(coach, item):
    page, once = url("item", item.meeting_id, item.pk), str(uuid4())
    fields = {"once": once, "revision": "1", "outcome": "waiting", "reason": "Plats"}

    first, second = (coach.post(page, fields) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert Entry.objects.filter(event="intake.group_decided").count() == 1


def test_a_page_left_open_while_another_decided_says_so(coach, item):
    page = url("item", item.meeting_id, item.pk)
    fields = {"revision": "1", "outcome": "waiting", "reason": "Plats"}
    post(coach, page, **fields)

    answer = post(coach, page, **(fields | {"outcome": "refused"}))

    assert answer.status_code == 409
    assert "Någon annan har ändrat" in text(answer)
    assert Enrolment.objects.get().decision == "waiting"


def test_what_a_decision_lacks_is_told_with_what_was_typed(coach, item):
    answer = post(
        coach, url("item", item.meeting_id, item.pk), revision="1", outcome="admitted",
        from_day="", reason="Alla vill",
    )  # fmt: skip

    assert answer.status_code == 422
    assert "Skriv från vilken dag" in text(answer)
    assert "Alla vill</textarea>" in text(answer)


def test_the_page_offers_the_decisions_of_the_plan_in_its_words(coach, item, group):
    page = text(coach.get(url("item", item.meeting_id, item.pk)))

    for outcome in group.definition.deciding.outcomes:
        assert outcome.text in page
    assert group.definition.deciding.authority in page


def test_a_party_reads_what_consent_opens_and_decides_nothing(item):
    consent = item.enrolment.consents.get()
    consent.information = ["goal"]
    consent.save()

    page = text(client_for(member(Role.REFERRER)).get(url("item", item.meeting_id, item.pk)))

    assert "Ett arbete på halvtid." in page
    for hidden in ("Vården och kassan", "Arbetsträning 2023.", "Söker själv.", "Förarbete"):
        assert hidden not in page
    assert "Anteckna beslutet" not in page


def test_a_disagreement_goes_all_the_way_through_the_pages(coach, item, today):
    answer = post(
        coach, url("disagree", item.meeting_id, item.pk), revision="1",
        forsakringskassan_wants="admitted", forsakringskassan_reason="Vill arbeta",
        region_wants="waiting", region_reason="Mitt i behandling", coach_wants="",
        coach_reason="", municipality_wants="", municipality_reason="",
        arbetsformedlingen_wants="", arbetsformedlingen_reason="",
    )  # fmt: skip
    assert answer.status_code == 302, text(answer)
    head = client_for(member(Role.HEAD_OF_UNIT))
    assert item.enrolment.participant.name in text(head.get(url("disputes")))
    page = text(head.get(url("settle", item.pk)))
    assert "Mitt i behandling" in page

    revision = str(Enrolment.objects.get().revision)
    post(
        head, url("settle", item.pk), revision=revision, outcome="admitted",
        from_day=today.isoformat(), reason="Behandlingen hindrar inte",
    )  # fmt: skip

    assert Enrolment.objects.get().decision == "admitted"
    assert "Inget att avgöra" in text(head.get(url("disputes")))
    seen = text(client_for(member(Role.REFERRER)).get(url("item", item.meeting_id, item.pk)))
    assert "Behandlingen hindrar inte" in seen


def test_a_reason_without_a_wish_is_asked_about(coach, item):
    answer = post(
        coach, url("disagree", item.meeting_id, item.pk), revision="1", region_wants="",
        region_reason="Mitt i behandling",
    )  # fmt: skip

    assert answer.status_code == 422
    assert "Välj vad Psykiatriska kliniken Höglandet vill." in text(answer)


def test_a_correction_asks_why_and_shows_for_all_to_see(coach, item):
    post(
        coach, url("item", item.meeting_id, item.pk), revision="1", outcome="refused",
        reason="Fel person", criteria="motivation",
    )  # fmt: skip
    page = url("correct", item.meeting_id, item.pk)
    assert "Fel person</textarea>" in text(coach.get(page))
    assert re.search(r'<input[^>]*value="motivation"[^>]* checked', text(coach.get(page)))
    fields = {"revision": "2", "outcome": "waiting", "reason": "Plats"}

    without = post(coach, page, **fields)
    assert without.status_code == 422
    post(coach, page, why="Förväxlade två personer", **fields)

    seen = text(client_for(member(Role.REFERRER)).get(url("item", item.meeting_id, item.pk)))
    assert "Förväxlade två personer" in seen


def test_what_the_group_agreed_on_is_not_the_heads_to_correct(coach, item):
    post(
        coach, url("item", item.meeting_id, item.pk), revision="1", outcome="refused", reason="x",
        criteria="other",
    )  # fmt: skip

    head = client_for(member(Role.HEAD_OF_UNIT))
    assert head.get(url("correct", item.meeting_id, item.pk)).status_code == 403


def test_the_minutes_say_who_was_there_and_what_was_decided(item, today):
    coach = member(Role.COACH)
    record_attendance(
        by=coach, meeting=item.meeting, seats={"region": Seen(True, "Gunnar")}, today=today
    )
    disagree(
        by=coach, item=item, now=at(today),
        positions={"region": (Outcome.WAITING, "a"), "coach": (Outcome.ADMITTED, "b")},
    )  # fmt: skip

    page = text(client_for(member(Role.REFERRER)).get(url("minutes", item.meeting_id)))

    assert "Gunnar" in page
    assert "Gruppen enas inte" in page
    assert item.enrolment.case_number in page


# --- How much a page asks -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "name", "asks"),
    [
        (Role.COACH, "incoming", 18),
        (Role.COACH, "meeting", 22),
        (Role.REFERRER, "meeting", 21),
        (Role.COACH, "minutes", 22),
        (Role.REFERRER, "home", 14),
        (Role.COACH, "meetings", 13),
    ],
)
def test_a_page_asks_as_much_for_ten_people_as_for_two(
    meeting, today, django_assert_num_queries, role, name, asks
):
    user = member(role)
    client = client_for(user)
    page = url(name, *([meeting.pk] if name in ("meeting", "minutes") else []))

    def more(count):
        for _ in range(count):
            person = prepared(consenting(raised=True))
            ItemFactory(meeting=meeting, enrolment=person)
            ApplicationFactory(written_by=user, enrolment=person)
            prepared(consenting())

    more(2)
    with django_assert_num_queries(asks):
        client.get(page)
    more(8)

    with django_assert_num_queries(asks):
        client.get(page)
