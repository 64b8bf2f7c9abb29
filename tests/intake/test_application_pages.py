"""The referrer's pages: nothing typed is lost, nothing is sent twice, nothing shows too much."""

import json
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.html import escape

from stegvis.access.models import Membership
from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.intake.models import Application
from stegvis.intake.queries import waiting_for_me
from stegvis.participants.models import Enrolment
from tests.factories import (
    ConsentFactory,
    OrganisationFactory,
    UnitFactory,
    client_for,
    member,
    text,
)
from tests.intake.test_application_form import whole
from tests.intake.world import (
    ApplicationFactory,
    ItemFactory,
    begun,
    consenting,
    eksjo,
    parties,
    sent,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def referrer(association):
    return member(Role.REFERRER)


@pytest.fixture
def draft(referrer, today):
    eksjo(today)
    return begun(referrer, today)


def url(name, *numbers):
    return reverse(f"intake:{name}", args=numbers)


# --- Home -----------------------------------------------------------------------------------------


def test_an_empty_home_says_what_will_come_and_how(referrer):
    page = text(client_for(referrer).get(url("home")))

    assert "Inga ansökningar än" in page
    assert url("begin") in page


def test_home_shows_drafts_what_waits_and_new_decisions_first(referrer, draft, today):
    waiting, decided = sent(referrer, today), ApplicationFactory(written_by=referrer)
    ConsentFactory(enrolment=decided.case, starts_on=today, to=parties())
    Enrolment.objects.filter(pk=decided.enrolment_id).update(decision="admitted", decided_on=today)

    page = text(client_for(referrer).get(url("home")))

    order = [page.index(word) for word in ('id="nya-beslut"', 'id="utkast"', 'id="skickade"')]
    assert order == sorted(order)
    assert "Alva Enligt ansökan" in page
    assert waiting.stated_name in page


def test_home_names_nobody_whose_consent_does_not_hold(referrer, today):
    application = ApplicationFactory(written_by=referrer)

    page = text(client_for(referrer).get(url("home")))

    assert application.stated_name not in page
    assert f"Ärende {application.case.case_number}" in page


def test_who_is_protected_since_is_shown_to_no_party_not_even_to_the_one_who_applied(
    referrer, today
):
    """As on the agenda and in letters: a consent that was given before opens nothing now."""
    mine = ApplicationFactory(
        written_by=referrer, enrolment=consenting(decision="waiting", decided_on=today)
    )
    browser = client_for(referrer)
    assert "Alva" in text(browser.get(url("home")))
    mine.enrolment.participant.protected = True
    mine.enrolment.participant.save()

    assert [one.who for one in waiting_for_me(referrer, today)] == [mine.enrolment.case_number]
    for page in (url("home"), url("application", mine.pk)):
        shown = text(browser.get(page))
        assert "Alva" not in shown
        assert mine.need not in shown


def test_what_was_written_for_a_party_stays_with_it_when_the_writer_goes_to_another(
    referrer, today
):
    mine = ApplicationFactory(written_by=referrer, enrolment=consenting())
    begun = ApplicationFactory(written_by=referrer, draft=True, typed={"given_name": ["Utkast"]})
    [membership] = Membership.objects.filter(user=referrer)
    membership.organisation = OrganisationFactory(af=True)
    membership.save()
    browser = client_for(referrer)

    shown = text(browser.get(url("home")))

    assert "Alva" not in shown
    assert "Utkast" not in shown
    assert browser.get(url("application", mine.pk)).status_code == 404
    assert browser.get(url("draft", begun.pk)).status_code == 404


def test_who_works_in_a_unit_goes_on_to_what_came_in(association):
    response = client_for(member(Role.COACH)).get(url("home"))

    assert response.headers["Location"] == url("incoming")


# --- Writing --------------------------------------------------------------------------------------


def test_an_application_begins_with_one_press(referrer, today):
    eksjo(today)
    client = client_for(referrer)
    page = client.get(url("begin"))

    response = client.post(
        url("begin"), {"once": str(uuid4()), "place": page.context["form"]["place"].value()}
    )

    [draft] = Application.objects.drafts()
    assert response.headers["Location"] == url("draft", draft.pk)
    assert (draft.organisation.name, draft.unit.key) == ("Försäkringskassan", "eksjo")


def test_who_sits_in_no_group_is_told_whom_to_ask(association, today):
    eksjo(today)
    nowhere = member(Role.REFERRER, unit=UnitFactory(key="utanfor", name="Utanför planen"))

    page = text(client_for(nowhere).get(url("begin")))

    assert "Be administratören i förbundet" in page


def as_sent(group, today, **fields) -> dict[str, list[str]]:
    """A whole application on the first page of a draft, with the button that sends pressed."""
    return dict(whole(group, today, send="1", revision="1", **fields).lists())


def autosave(client, draft, data):
    return client.post(url("draft", draft.pk), data, headers={"X-Autosave": "1"})


def test_what_is_typed_saves_itself_and_the_server_says_when(referrer, draft):
    client = client_for(referrer)

    answer = autosave(
        client, draft, {"once": str(uuid4()), "revision": "1", "personal_number": "1990\0-13"}
    )

    assert json.loads(answer.content) == {"saved_at": "10:42", "fields": {"revision": 2}}
    assert 'value="1990-13"' in text(client.get(url("draft", draft.pk)))


def test_saving_by_itself_is_no_opening_of_a_record(referrer, draft):
    client = client_for(referrer)
    before = Entry.objects.count()

    autosave(client, draft, {"once": str(uuid4()), "revision": "1", "need": "a"})

    assert Entry.objects.count() == before


def test_an_older_page_is_told_so_and_loses_nothing(referrer, draft):
    client = client_for(referrer)
    autosave(client, draft, {"once": str(uuid4()), "revision": "1", "need": "Först"})

    by_itself = autosave(client, draft, {"once": str(uuid4()), "revision": "1", "need": "Sedan"})
    by_hand = client.post(
        url("draft", draft.pk),
        {"once": str(uuid4()), "revision": "1", "need": "Sedan", "draft": "1"},
    )

    assert (by_itself.status_code, by_hand.status_code) == (409, 409)
    assert "Någon annan har ändrat" in text(by_hand)
    assert "Sedan</textarea>" in text(by_hand)
    assert 'name="revision" value="2"' in text(by_hand)
    draft.refresh_from_db()
    assert draft.typed["need"] == ["Först"]


def test_a_draft_saves_by_a_button_where_there_is_no_script(referrer, draft):
    client = client_for(referrer)

    answer = client.post(
        url("draft", draft.pk),
        {"once": str(uuid4()), "revision": "1", "goal": "Ett arbete", "draft": "1"},
        follow=True,
    )

    assert "Utkastet är sparat" in text(answer)
    assert "Ett arbete</textarea>" in text(answer)
    assert "Sparat 10:42" in text(answer)


def test_signed_out_while_typing_nothing_is_taken_for_saved(draft, client):
    answer = autosave(client, draft, {"once": str(uuid4()), "need": "x"})

    assert answer.status_code in (302, 401)
    draft.refresh_from_db()
    assert draft.typed == {}


def test_signing_in_leads_back_to_the_draft(draft, client):
    answer = client.get(url("draft", draft.pk))

    assert answer.status_code == 302
    assert f"next={url('draft', draft.pk)}" in unquote(answer.headers["Location"])


def test_sending_what_is_wrong_says_all_of_it_and_keeps_the_draft(referrer, draft, today):
    client = client_for(referrer)
    data = as_sent(eksjo(today), today, personal_number="199001012386", goal="")

    answer = client.post(url("draft", draft.pk), data)

    assert answer.status_code == 422
    page = text(answer)
    assert "2 fel behöver rättas" in page
    assert "Utkastet är sparat. Ansökan är inte skickad." in page
    assert 'value="199001012386"' in page
    draft.refresh_from_db()
    assert draft.typed["personal_number"] == ["199001012386"]
    assert f'name="revision" value="{draft.revision}"' in page
    assert not Enrolment.objects.exists()


def test_a_whole_application_is_sent(referrer, draft, today):
    client = client_for(referrer)
    data = as_sent(eksjo(today), today)

    answer = client.post(url("draft", draft.pk), data)

    assert answer.headers["Location"] == url("application", draft.pk)
    draft.refresh_from_db()
    assert draft.case.participant.name == "Alva Testperson"


def test_two_presses_send_once_and_are_answered_alike(referrer, draft, today):
    client = client_for(referrer)
    data = as_sent(eksjo(today), today)

    first, second = (client.post(url("draft", draft.pk), data) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert Enrolment.objects.count() == 1
    assert Entry.objects.filter(event="intake.application_sent").count() == 1


def test_a_refusal_of_the_case_is_said_on_the_page_and_tells_nothing_more(referrer, draft, today):
    sent(member(Role.REFERRER), today)
    client = client_for(referrer)

    answer = client.post(url("draft", draft.pk), as_sent(eksjo(today), today))

    assert answer.status_code == 422
    assert "Ring coachen i enheten" in text(answer)
    draft.refresh_from_db()
    assert draft.typed["need"] == ["Behovet"]


def test_a_draft_is_removed_after_asking(referrer, draft):
    client = client_for(referrer)
    asked = client.get(url("delete", draft.pk))

    answer = client.post(url("delete", draft.pk), {"once": str(uuid4())})

    assert "Det går inte att ångra" in text(asked)
    assert answer.headers["Location"] == url("home")
    assert not Application.objects.exists()


# --- Who opens what -------------------------------------------------------------------------------


def test_a_draft_opens_for_its_writer_alone(draft, association):
    for role in (Role.REFERRER, Role.COACH):
        assert client_for(member(role)).get(url("draft", draft.pk)).status_code == 404
    for role in (Role.HEAD_OF_UNIT, Role.ASSOCIATION, Role.STEERING_GROUP, Role.PARTICIPANT):
        assert client_for(member(role)).get(url("draft", draft.pk)).status_code == 403


def test_a_sent_application_opens_for_its_writer_and_for_its_unit(referrer, today):
    application = sent(referrer, today)
    page = url("application", application.pk)

    assert client_for(referrer).get(page).status_code == 200
    in_unit = client_for(member(Role.COACH)).get(page)
    assert in_unit.headers["Location"] == url("arrival", application.enrolment_id)
    elsewhere = member(Role.COACH, unit=UnitFactory(key="tranas", name="Tranås"))
    assert client_for(elsewhere).get(page).status_code == 404
    assert client_for(member(Role.REFERRER)).get(page).status_code == 404
    assert client_for(member(Role.ASSOCIATION)).get(page).status_code == 403


def test_opening_an_application_is_logged_on_the_person(referrer, today):
    application = sent(referrer, today)

    client_for(referrer).get(url("application", application.pk))

    entry = Entry.objects.get(event="access.record_opened")
    assert (entry.enrolment, entry.actor) == (application.enrolment_id, referrer.pk)


def test_a_decision_is_new_until_it_is_read(referrer, today):
    application = sent(referrer, today)
    Enrolment.objects.update(decision="refused", decided_on=today, refusal_reason="För långt bort")
    client = client_for(referrer)
    assert 'id="nya-beslut"' in text(client.get(url("home")))

    page = text(client.get(url("application", application.pk)))

    assert "Avslag" in page
    assert "För långt bort" in page
    assert 'id="nya-beslut"' not in text(client.get(url("home")))


def test_the_head_of_units_reason_for_taking_someone_in_is_read_by_the_referrer(referrer, today):
    application = sent(referrer, today)
    ItemFactory(
        enrolment=application.enrolment, outcome="disagree", settled="admitted",
        settled_reason="Viljan väger tyngst", from_day=today,
    )  # fmt: skip
    Enrolment.objects.update(decision="admitted", decided_on=today)

    page = text(client_for(referrer).get(url("application", application.pk)))

    assert "Viljan väger tyngst" in page


def test_what_a_referrer_writes_is_shown_as_text(referrer, today):
    nasty = "<script>alert(1)</script>"
    application = sent(referrer, today, need=nasty)

    page = text(client_for(referrer).get(url("application", application.pk)))

    assert nasty not in page
    assert escape(nasty) in page


def test_an_act_says_whom_it_concerns_by_name_to_the_unit_and_by_number_to_the_writer(
    referrer, today
):
    case = sent(referrer, today).case

    by_writer = text(client_for(referrer).get(url("consent", case.pk)))
    by_unit = text(client_for(member(Role.COACH, unit=case.unit)).get(url("consent", case.pk)))

    assert case.case_number in by_writer
    assert case.participant.name not in by_writer
    assert case.participant.name in by_unit
