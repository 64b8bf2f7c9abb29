"""A6: the person applies alone, without a log-in, and nobody learns who is known (V23 §4)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck
from hypothesis import given as for_all
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from stegvis.access import wall
from stegvis.access.models import Association, User
from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.intake.forms import alone as form_module
from stegvis.intake.forms.alone import AloneForm, new_page
from stegvis.intake.models import Application, SelfApplication
from stegvis.intake.queries import waiting_for_me
from stegvis.intake.queries.alone import address_of, door_to
from stegvis.intake.services import begin_from_alone, send_application, set_aside
from stegvis.intake.services.alone import reference_of
from stegvis.intake.views import alone as view
from stegvis.participants.models import Enrolment, Participant
from tests.factories import ParticipantFactory, VersionFactory, client_for, here, member, step_into
from tests.intake.plans import TOWN, SelfApplicationFactory, applied, coach_in, head_of, town
from tests.intake.world import NUMBER, at, given, stated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("association")]


@pytest.fixture
def unit():
    return town()[1]


@pytest.fixture
def coach(unit):
    return coach_in(unit)


@pytest.fixture
def address(unit):
    return reverse("intake:alone", args=[address_of(here()), "stadens-vag"])


@pytest.fixture
def hurried(monkeypatch):
    """Nobody has to wait for the page to have been read."""
    monkeypatch.setattr(form_module, "AT_LEAST", -1)


def words(**fields):
    return {
        "page": new_page(),
        "given_name": "Alva",
        "family_name": "Testperson",
        "phone": "070-000 00 00",
        "about": "Jag vill arbeta igen.",
    } | fields


def visitor(**options):
    return Client(**options)


# --- What it is -----------------------------------------------------------------------------------


def test_it_opens_without_a_log_in_says_what_happens_next_and_who_reads(address):
    answer = visitor().get(address)

    page = answer.content.decode()
    for said in ("Västerås stad", "Så går det till", "021-00 00 00", "skyddade personuppgifter"):
        assert said in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sessionid" not in answer.cookies


def test_it_names_the_reader_as_the_plan_does_and_every_party_that_may_be_the_reader(association):
    source = TOWN.replace(
        "[target_group]",
        """[[units]]
key = "norra"
name = "Norra teamet"
municipality = "Norrby"
posts = 1.0
passage = "8"

[[roles]]
role = "coach"
name = "konsulenten"

[target_group]""",
    ).replace('folkbokförd i Västerås"', 'folkbokförd i Västerås."')
    town(source)

    page = visitor().get(reverse("intake:alone", args=[address_of(here()), "stadens-vag"]))

    text = page.content.decode()
    assert "Konsulenten hos Västerås stad" in text
    assert "frågar konsulenten om du samtycker" in text
    assert "folkbokförd i Västerås.</p>" in text


@pytest.mark.usefixtures("hurried")
def test_what_is_sent_is_kept_as_its_own_row_and_answered_with_a_reference(address, unit):
    answer = visitor().post(address, words(personal_number=NUMBER))

    row = SelfApplication.objects.get()
    assert (row.name, row.unit, row.personal_number) == ("Alva Testperson", unit, NUMBER)
    assert not Participant.objects.exists()
    assert not Enrolment.objects.exists()
    thanks = visitor().get(answer.headers["Location"]).content.decode()
    assert row.reference in thanks
    assert "Vad som händer nu" in thanks
    for personal in ("Alva", NUMBER, "070-000"):
        assert personal not in thanks
        assert personal not in answer.headers["Location"]


@pytest.mark.parametrize("programme", ["se-hoglandet", "finns-inte"])
def test_where_the_plan_has_no_such_way_there_is_no_such_page(association, programme):
    VersionFactory()

    for place in (str(association.pk), address_of(association), "0", "9" * 400):
        path = reverse("intake:alone", args=[place, programme])
        assert visitor().get(path).status_code == 404
        assert visitor().post(path, words()).status_code == 404


def test_a_receipt_is_not_made_up(address):
    assert visitor().get(f"{address}mottagen/ABCD-2345/").status_code == 404
    assert visitor().get(f"{address}mottagen/ABCD-2345:fel/").status_code == 404


# --- Nobody is looked up --------------------------------------------------------------------------


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("who", ["nobody", "known", "protected", "on the way in"])
def test_the_answer_and_what_is_asked_are_the_same_whoever_it_is(address, unit, who):
    if who in ("known", "protected"):
        ParticipantFactory(personal_number=NUMBER, protected=who == "protected")
    if who == "on the way in":
        applied(town()[0], unit, participant__personal_number=NUMBER)
    with CaptureQueriesContext(connection) as asked:
        answer = visitor().post(address, words(personal_number=NUMBER))

    statements = [one["sql"] for one in asked]
    assert answer.status_code == 302
    assert not [one for one in statements if "participants_" in one or "access_user" in one]
    assert len(statements) <= 20
    assert SelfApplication.objects.get().personal_number == NUMBER


def test_at_the_door_the_database_shows_nobody_and_takes_one_kind_of_row(association, unit, today):
    applied(town()[0], unit)
    SelfApplicationFactory()
    coach_in(unit)

    with wall.at_the_door(association):
        assert not Participant.objects.exists()
        assert not Enrolment.objects.exists()
        assert not SelfApplication.objects.exists()
        assert not Entry.objects.exists()
        assert not User.objects.exists()
        assert SelfApplication.objects.all().delete()[0] == 0
        assert Participant.objects.update(given_name="Annat") == 0
        assert door_to("stadens-vag", today)
        with pytest.raises(DatabaseError), transaction.atomic():
            Participant.objects.create(association=association, ref="x", sex="woman")

    assert Participant.objects.exists()
    assert SelfApplication.objects.exists()


def test_every_table_of_persons_is_shut_at_the_door(db):
    """Whatever table is made next: what may be read there is a list of four."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT relname FROM pg_class c
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
            AND EXISTS (SELECT FROM pg_attribute
                        WHERE attrelid = c.oid AND attname = 'association_id')
            AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND polname = 'door')
        """)
        open_tables = {name for (name,) in cursor.fetchall()}

    assert open_tables == {
        "access_organisation", "access_unit", "programmes_programme",
        "programmes_programmeversion",
    }  # fmt: skip


@pytest.mark.usefixtures("hurried")
def test_whoever_is_signed_in_somewhere_sends_as_nobody_in_particular(address, coach):
    client_for(coach).post(address, words())

    row = SelfApplication.objects.get()
    assert (row.made_by, row.made_how) == (None, wall.FROM_OUTSIDE)


@pytest.mark.usefixtures("hurried")
def test_it_stays_in_its_own_association(address, unit, coach):
    visitor().post(address, words())
    other = Association.objects.create(name="Ett annat förbund")
    step_into(other)

    assert not SelfApplication.objects.exists()


@pytest.mark.usefixtures("hurried")
def test_the_log_says_that_it_came_and_nothing_of_what_was_said(address):
    visitor().post(address, words(personal_number=NUMBER))

    entry = Entry.objects.get(event="intake.sent_alone")
    assert (entry.actor, set(entry.details)) == (None, {"unit"})


# --- What comes that should not -------------------------------------------------------------------


def test_a_machines_speed_is_asked_to_wait_and_nothing_is_lost(address, monkeypatch):
    page = new_page()
    answer = visitor().post(address, words(page=page))

    said = answer.content.decode()
    assert answer.status_code == 422
    assert "Vänta några sekunder" in said
    assert "Jag vill arbeta igen." in said
    assert not SelfApplication.objects.exists()

    later = form_module.signing.time.time() + 10
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert visitor().post(address, words(page=page)).status_code == 302


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("page", ["", "x", "a:b:c", "é"])
def test_a_page_that_is_not_ours_or_too_old_gets_a_new_one_and_keeps_the_words(address, page):
    answer = visitor().post(address, words(page=page))

    assert answer.status_code == 422
    assert "Jag vill arbeta igen." in answer.content.decode()
    fresh = answer.context["form"]["page"].value()
    assert visitor().post(address, words(page=fresh)).status_code == 302


@pytest.mark.usefixtures("hurried")
def test_a_field_that_people_do_not_see_is_emptied_and_asked_about(address):
    answer = visitor().post(address, words(homepage="http://example.org"))

    assert answer.status_code == 422
    assert "skulle vara" not in answer.content.decode()
    assert answer.context["form"]["homepage"].value() == ""
    assert not SelfApplication.objects.exists()


@pytest.mark.usefixtures("hurried")
def test_sent_twice_from_one_page_it_is_kept_once_with_one_reference(address):
    data = words()

    first, second = (visitor().post(address, data) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert SelfApplication.objects.count() == 1


@pytest.mark.usefixtures("hurried")
def test_far_too_much_is_refused_with_how_much_it_is_and_still_stands_there(address):
    answer = visitor().post(address, words(about="ord " * 50_000))

    said = answer.content.decode()
    assert answer.status_code == 422
    assert "högst 2" in said
    assert "199" in said
    assert said.count("ord ord ord") > 1000
    assert not SelfApplication.objects.exists()


@pytest.mark.usefixtures("hurried")
def test_a_megabyte_is_refused_politely(address):
    answer = visitor().post(address, words(about="x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)))

    assert answer.status_code == 400
    assert "större än" in answer.content.decode()
    assert not SelfApplication.objects.exists()


@pytest.mark.usefixtures("hurried")
def test_too_often_from_one_place_is_told_when_and_keeps_the_words(address, monkeypatch, clock):
    monkeypatch.setattr(view, "FROM_ONE", 2)
    monkeypatch.setattr("stegvis.intake.forms.alone.AT_MOST", 10**10)
    here_, there = visitor(REMOTE_ADDR="192.0.2.1"), visitor(REMOTE_ADDR="192.0.2.2")
    for _ in range(2):
        assert here_.post(address, words()).status_code == 302

    answer = here_.post(address, words())

    said = answer.content.decode()
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "3601"
    assert "efter klockan 11.42" in said
    assert "Jag vill arbeta igen." in said
    assert there.post(address, words()).status_code == 302
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock + timedelta(hours=1, minutes=1))
    assert here_.post(address, words()).status_code == 302


@pytest.mark.usefixtures("hurried")
def test_too_often_from_everywhere_is_stopped_too(address, monkeypatch):
    monkeypatch.setattr(view, "BY_ALL", 2)

    answers = [
        visitor(REMOTE_ADDR=f"192.0.2.{n}").post(address, words()).status_code for n in range(4)
    ]

    assert answers == [302, 302, 429, 429]


@pytest.mark.usefixtures("hurried")
def test_it_cannot_be_sent_from_another_site(address):
    client = Client(enforce_csrf_checks=True)
    assert client.post(address, words()).status_code == 403

    client.get(address)
    token = client.cookies["csrftoken"].value
    assert client.post(address, words(csrfmiddlewaretoken=token)).status_code == 302


@pytest.mark.usefixtures("hurried")
def test_a_way_to_be_reached_is_needed_and_a_number_that_cannot_be_read_is_said(address):
    answer = visitor().post(address, words(phone="", personal_number="19900230-1234"))

    said = answer.content.decode()
    assert "telefonnummer eller en e-postadress" in said
    assert "den 30 februari finns inte" in said


GARBAGE = st.text(max_size=300) | st.text(alphabet="\x00\u202e\ud7ff\ufffe<>&\"'%", max_size=30)


@for_all(
    fields=st.fixed_dictionaries(
        {},
        optional={
            name: GARBAGE
            for name in (
                "page", "given_name", "family_name", "phone", "email", "municipality",
                "personal_number", "about", "homepage", "unit", "once",
            )
        },
    )
)  # fmt: skip
@hypothesis(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_is_kept_or_refused_in_words(unit, today, fields):
    door = door_to("stadens-vag", today)
    form = AloneForm(fields, door=door, today=today)

    if form.is_valid():
        assert form.token
        assert len(form.sent.about) <= 2000
        assert form.sent.phone or form.sent.email
        assert "\x00" not in str(form.sent)
    else:
        assert all(str(sentence) for faults in form.errors.values() for sentence in faults)


def test_a_reference_follows_from_the_page_and_can_be_read_out():
    token = uuid4()

    assert reference_of(token) == reference_of(token) != reference_of(uuid4())
    assert not set(reference_of(token)) & set("01OILBGQSUZ")


# --- The coach takes it further -------------------------------------------------------------------


@pytest.mark.usefixtures("clock")
def test_it_waits_for_the_coach_of_the_unit_among_what_is_to_be_done(coach, unit, today):
    row = SelfApplicationFactory()

    found = [one for one in waiting_for_me(coach, today) if one.kind == "alone"]

    assert [(one.who, one.url) for one in found] == [
        (row.name, reverse("intake:alone_read", args=[row.pk]))
    ]
    page = client_for(coach).get(reverse("intake:incoming")).content.decode()
    assert "Alva Testperson" in page
    assert "/ansok/hoglandets-samordningsforbund/stadens-vag/" in page
    assert waiting_for_me(head_of(unit), today) == []


@pytest.mark.usefixtures("clock")
def test_the_coach_registers_it_with_the_person_and_the_way_is_kept(coach, unit, today):
    row = SelfApplicationFactory()
    client = client_for(coach)
    once = client.get(reverse("intake:alone_read", args=[row.pk])).context["form"]["once"].value()
    answer = client.post(reverse("intake:alone_register", args=[row.pk]), {"once": str(once)})
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Jag vill arbeta igen." in page

    draft = Application.objects.get()
    sent = send_application(
        by=coach, application=draft, stated=stated(municipality="Västerås"), need="Behovet",
        goal="Målet", earlier="", criteria={}, now=at(today),
        given=given(today, parties=[unit.organisation], information=["all"]),
    )  # fmt: skip

    assert (sent.case.way_in, sent.case.referred_by) == ("alone", None)
    assert not [one for one in waiting_for_me(coach, today) if one.kind == "alone"]


@pytest.mark.usefixtures("clock")
def test_it_is_set_aside_with_a_reason_and_can_be_taken_up_again(coach, today):
    row = SelfApplicationFactory()
    with pytest.raises(ValidationError):
        set_aside(by=coach, alone=row, reason=" ", now=at(today))

    set_aside(by=coach, alone=row, reason="Ångrade sig", now=at(today))
    assert not [one for one in waiting_for_me(coach, today) if one.kind == "alone"]
    with pytest.raises(ValidationError, match="redan lagd"):
        set_aside(by=coach, alone=row, reason="Igen", now=at(today))

    assert begin_from_alone(by=coach, alone=row, now=at(today)).sent_alone == row
    with pytest.raises(ValidationError, match="håller på att registreras"):
        set_aside(by=coach, alone=row, reason="Ändå", now=at(today))


@pytest.mark.usefixtures("clock")
def test_two_coaches_do_not_register_the_same_one(coach, unit, today):
    row = SelfApplicationFactory()
    first = begin_from_alone(by=coach, alone=row, now=at(today))

    assert begin_from_alone(by=coach, alone=row, now=at(today)) == first
    with pytest.raises(ValidationError, match="håller redan på"):
        begin_from_alone(by=coach_in(unit), alone=row, now=at(today))


def test_a_role_elsewhere_sees_nothing_of_it(coach):
    row = SelfApplicationFactory()

    assert not SelfApplication.objects.visible_to(member(Role.COACH)).filter(pk=row.pk).exists()


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize(
    "places",
    [
        [{"REMOTE_ADDR": f"2001:db8:1:2::{n:x}"} for n in range(1, 4)],
        [{"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": f"198.51.100.{n}"} for n in range(3)],
    ],
    ids=["one network's many addresses", "addresses that the sender makes up"],
)
def test_one_place_is_one_place_whatever_address_it_says(address, monkeypatch, places):
    monkeypatch.setattr(view, "FROM_ONE", 2)

    answers = [visitor(**place).post(address, words()).status_code for place in places]

    assert answers == [302, 302, 429]
