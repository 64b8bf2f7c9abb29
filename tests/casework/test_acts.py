"""The pages that act: shown, taken once, refused beside the field, and never over somebody else."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.html import escape

from stegvis.access.models import Membership
from stegvis.access.roles import Role
from stegvis.casework.models import Phase
from stegvis.participants.models import Consent, ContactPerson, Enrolment
from tests.casework.people import coach, observed, phases_of, taking_part
from tests.factories import ContactPersonFactory, EnrolmentFactory, client_for, member, text
from tests.intake.world import parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def url(name, *args):
    return reverse(f"casework:{name}", args=args)


def form(enrolment: Enrolment, **fields) -> dict:
    """What a browser sends: the page's own token and revision, and what was filled in."""
    enrolment.refresh_from_db()
    return {"once": str(uuid4()), "revision": enrolment.revision} | fields


@pytest.fixture
def elin(association):
    return coach()


@pytest.fixture
def enrolment(elin):
    return taking_part(elin)


@pytest.fixture
def client(elin):
    return client_for(elin)


ACTS = (
    "admit", "contact_person", "phase", "observe_change", "end", "end_correct", "end_undo",
    "discharge", "consent_new", "protected",
)  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_every_act_has_a_page_with_one_form_and_one_button(client, enrolment, act):
    response = client.get(url(act, enrolment.pk))

    page = text(response)
    main = page[page.index("<main") : page.index("</main>")]
    assert response.status_code == 200
    assert main.count("<form") == 1
    assert main.count('<button type="submit"') == 1
    assert main.count("button--primary") + main.count("button--danger") == 1


@pytest.mark.parametrize("act", ACTS)
def test_the_head_of_unit_is_refused_and_a_stranger_finds_nothing(enrolment, act):
    assert client_for(member(Role.HEAD_OF_UNIT)).get(url(act, enrolment.pk)).status_code == 403

    Enrolment.objects.filter(pk=enrolment.pk).update(unit=None)
    assert client_for(coach("Omar")).get(url(act, enrolment.pk)).status_code == 404


# --- Each act, from page to database -------------------------------------------------------------


def test_admit(client, elin):
    enrolment = EnrolmentFactory(admitted=True)
    sent = form(
        enrolment, started_on="2025-02-03", contact_person=elin.pk, phase="agreement",
        livelihood_0="activity_compensation", livelihood_0_percent="75",
        livelihood_1="social_assistance", occupation_0="none",
    )  # fmt: skip

    response = client.post(url("admit", enrolment.pk), sent, follow=True)

    assert "Inskriven från den 3 februari 2025." in text(response)
    assert observed(enrolment) == {
        ("start", date(2025, 2, 3), "activity_compensation", 75),
        ("start", date(2025, 2, 3), "social_assistance", None),
        ("start", date(2025, 2, 3), "none", None),
    }


def test_admit_suggests_the_day_of_the_decision_and_oneself(client, elin):
    page = text(client.get(url("admit", EnrolmentFactory(admitted=True).pk)))

    assert 'value="2025-01-20"' in page
    assert f'<option value="{elin.pk}" selected>' in page


def test_admitting_somebody_undecided_says_why_it_cannot_be(client, elin):
    enrolment = EnrolmentFactory(raised=True)
    sent = form(enrolment, started_on="2025-02-03", contact_person=elin.pk)

    response = client.post(url("admit", enrolment.pk), sent)

    assert response.status_code == 422
    assert "inget beslut är fattat" in text(response)


def test_a_share_without_its_kind_is_refused_and_what_was_typed_stands(client, elin):
    enrolment = EnrolmentFactory(admitted=True)
    sent = form(
        enrolment, started_on="2025-02-03", contact_person=elin.pk, livelihood_0_percent="55",
        occupation_2="work", occupation_2_percent="0",
    )  # fmt: skip

    response = client.post(url("admit", enrolment.pk), sent)

    page = text(response)
    assert response.status_code == 422
    assert "Välj vad procenttalet gäller." in page
    assert 'value="55"' in page
    assert "<details" in page
    assert observed(enrolment) == set()


def test_change_contact_person(client, enrolment):
    omar = coach("Omar")
    sent = form(enrolment, user=omar.pk, starts_on="2026-03-11")

    response = client.post(url("contact_person", enrolment.pk), sent, follow=True)

    assert "Omar är kontaktperson från den 11 mars 2026." in text(response)
    assert ContactPerson.objects.on(date(2026, 3, 11)).get(enrolment=enrolment).user == omar


def test_a_hole_is_asked_about_and_can_be_confirmed(client, elin):
    enrolment = EnrolmentFactory(ongoing=True)
    ContactPersonFactory(enrolment=enrolment, user=elin, ends_on=date(2026, 2, 28))
    omar = coach("Omar")
    sent = form(enrolment, user=omar.pk, starts_on="2026-03-11")

    refused = client.post(url("contact_person", enrolment.pk), sent)
    assert refused.status_code == 422
    assert "från den 1 mars 2026 till den 10 mars 2026" in text(refused)
    assert 'type="checkbox" name="gap"' in text(refused)

    taken = client.post(url("contact_person", enrolment.pk), sent | {"gap": "on"})
    assert taken.status_code == 302


def test_change_step(client, enrolment):
    sent = form(enrolment, key="profile", starts_on="2026-03-02")

    response = client.post(url("phase", enrolment.pk), sent)

    assert response.headers["Location"] == url("phases", enrolment.pk)
    assert phases_of(enrolment)[-1] == ("profile", date(2026, 3, 2), None)


def test_correct_step(client, enrolment):
    phase = Phase.objects.get(enrolment=enrolment)
    sent = form(enrolment, key="agreement", starts_on="2025-02-10")

    response = client.post(url("correct_phase", enrolment.pk, phase.pk), sent)

    assert response.status_code == 302
    assert phases_of(enrolment) == [("agreement", date(2025, 2, 10), None)]


def test_a_step_of_somebody_else_is_not_found(client, enrolment):
    other = Phase.objects.get(enrolment=taking_part())

    assert client.get(url("correct_phase", enrolment.pk, other.pk)).status_code == 404


def test_record_what_changed_on_the_way(client, enrolment):
    sent = form(enrolment, on="2026-03-01", livelihood_0="wage", livelihood_0_percent="50")

    client.post(url("observe_change", enrolment.pk), sent)

    assert ("during", date(2026, 3, 1), "wage", 50) in observed(enrolment)


def test_what_is_recorded_stands_in_the_form_that_puts_it_right(client, enrolment):
    page = text(client.get(url("observe", enrolment.pk, "start")))

    assert '<option value="activity_compensation" selected>' in page
    assert 'value="100"' in page


@pytest.mark.parametrize("occasion", ["after_18", "nonsense"])
def test_an_occasion_that_the_plan_does_not_have_is_no_page(client, enrolment, occasion):
    assert client.get(url("observe", enrolment.pk, occasion)).status_code == 404


def test_a_day_in_the_address_that_cannot_be_read_is_as_none(client, enrolment):
    response = client.get(url("observe", enrolment.pk, "during"), {"dag": "2026-02-31"})

    assert response.status_code == 200


def test_end_says_beforehand_when_discharge_falls_due_and_afterwards_the_day(client, enrolment):
    page = text(client.get(url("end", enrolment.pk)))
    assert "Till arbete eller till studier: utskrivning 3 månader efter sista dagen" in page
    assert "Av annan orsak: utskrivning samma dag" in page
    assert "Remittentgruppen har inte beslutat om avslut" in page

    sent = form(enrolment, end_reason="work", ended_on="2025-11-30", occupation_0="work")
    response = client.post(url("end", enrolment.pk), sent, follow=True)
    assert "Utskrivningen ska göras den 28 februari 2026." in text(response)


def test_end_for_another_reason_says_that_the_person_is_out(client, enrolment):
    sent = form(enrolment, end_reason="moved", ended_on="2026-03-01")

    response = client.post(url("end", enrolment.pk), sent, follow=True)

    assert "Personen skrevs ut samma dag." in text(response)


def test_discharge_is_refused_before_its_day_and_taken_on_it(client, enrolment):
    client.post(url("end", enrolment.pk), form(enrolment, end_reason="work", ended_on="2025-11-30"))
    sent = {"end_reason": "work", "discharged_on": "2026-02-27"}

    refused = client.post(url("discharge", enrolment.pk), form(enrolment, **sent))
    assert refused.status_code == 422
    assert "tidigast den 28 februari 2026" in text(refused)
    assert "(avsnitt 8)" in text(refused)

    sent["discharged_on"] = "2026-02-28"
    taken = client.post(url("discharge", enrolment.pk), form(enrolment, **sent), follow=True)
    assert "Utskriven den 28 februari 2026." in text(taken)


def test_the_discharge_page_suggests_the_day_it_falls_due(client):
    enrolment = EnrolmentFactory(ended=True)

    assert 'value="2026-02-28"' in text(client.get(url("discharge", enrolment.pk)))


def test_undo_and_correct_end(client, enrolment):
    client.post(url("end", enrolment.pk), form(enrolment, end_reason="work", ended_on="2025-11-30"))

    corrected = form(enrolment, end_reason="study", ended_on="2025-11-28", because="Fel orsak.")
    client.post(url("end_correct", enrolment.pk), corrected)
    enrolment.refresh_from_db()
    assert (enrolment.end_reason, enrolment.ended_on) == ("study", date(2025, 11, 28))

    client.post(
        url("end_undo", enrolment.pk),
        form(enrolment, because="Hon har inte slutat.", keep_observed="yes"),
    )
    enrolment.refresh_from_db()
    assert enrolment.status == "ongoing"


def test_new_consent(client, enrolment):
    everybody = parties()
    kinds = [kind.key for kind in enrolment.version.definition.consent.information]
    sent = form(
        enrolment, consent_parties=[party.pk for party in everybody[:2]],
        consent_information=kinds[:1], consent_form="paper",
        consent_starts_on="2026-03-11", consent_ends_on="2026-09-10",
    )  # fmt: skip

    response = client.post(url("consent_new", enrolment.pk), sent)

    assert response.headers["Location"] == url("consents", enrolment.pk)
    newest = Consent.objects.order_by("-pk")[0]
    assert newest.parties.count() == 2


def test_withdraw_consent_says_who_loses_what_and_works_at_once(client, enrolment):
    consent = enrolment.consents.get()
    page = text(client.get(url("consent_withdraw", enrolment.pk, consent.pk)))
    for party in consent.parties.all():
        assert party.organisation.name in page
    assert "Målet med personens deltagande" in page

    client.post(url("consent_withdraw", enrolment.pk, consent.pk), {"once": str(uuid4())})

    assert not Consent.objects.in_force(date(2026, 3, 11)).filter(enrolment=enrolment).exists()


def test_nobody_loses_what_another_consent_still_gives(client, enrolment):
    from tests.factories import ConsentFactory

    ConsentFactory(enrolment=enrolment)
    consent = enrolment.consents.order_by("pk").first()

    page = text(client.get(url("consent_withdraw", enrolment.pk, consent.pk)))

    assert "Ingen: ett annat samtycke" in page


def test_mark_protected_says_who_will_still_see_and_leads_out_who_will_not(enrolment):
    omar = client_for(coach("Omar"))
    page = text(omar.get(url("protected", enrolment.pk)))
    assert "Bara Elin Sandahl, som är kontaktperson, och enhetschefen" in page

    response = omar.post(url("protected", enrolment.pk), form(enrolment))

    assert response.headers["Location"] == url("caseload")
    assert omar.get(url("case", enrolment.pk)).status_code == 404
    enrolment.participant.refresh_from_db()
    assert enrolment.participant.protected


def test_the_mark_is_taken_off_by_who_follows(client, enrolment):
    client.post(url("protected", enrolment.pk), form(enrolment))

    client.post(url("protected", enrolment.pk), form(enrolment))

    enrolment.participant.refresh_from_db()
    assert not enrolment.participant.protected


# --- Once, and never over somebody else ----------------------------------------------------------


def test_a_double_click_acts_once_and_answers_alike(client, enrolment):
    sent = form(enrolment, key="profile", starts_on="2026-03-02")

    first = client.post(url("phase", enrolment.pk), sent)
    second = client.post(url("phase", enrolment.pk), sent)

    assert first.headers["Location"] == second.headers["Location"]
    assert len(phases_of(enrolment)) == 2


def test_an_old_page_is_refused_with_what_was_typed_and_what_happened_since(client, enrolment):
    old = form(enrolment, key="employer", starts_on="2026-03-02")
    client.post(url("phase", enrolment.pk), form(enrolment, key="profile", starts_on="2026-02-02"))

    response = client.post(url("phase", enrolment.pk), old)

    page = text(response)
    assert response.status_code == 409
    assert "Någon annan har ändrat i ärendet" in page
    assert "Flyttade personen till ett annat steg" in page
    assert 'value="employer"' in page
    enrolment.refresh_from_db()
    assert f'name="revision" value="{enrolment.revision}"' in page
    assert len(phases_of(enrolment)) == 2


def test_what_the_old_page_had_can_be_sent_again_once_it_has_been_read(client, enrolment):
    old = form(enrolment, key="employer", starts_on="2026-03-02")
    client.post(url("phase", enrolment.pk), form(enrolment, key="profile", starts_on="2026-02-02"))
    client.post(url("phase", enrolment.pk), old)

    response = client.post(url("phase", enrolment.pk), form(enrolment) | {
        "once": old["once"], "key": "employer", "starts_on": "2026-03-02",
    })  # fmt: skip

    assert response.status_code == 302
    assert [key for key, _, _ in phases_of(enrolment)] == ["agreement", "profile", "employer"]


def test_a_day_that_does_not_exist_is_refused_on_its_field(client, enrolment):
    response = client.post(
        url("phase", enrolment.pk), form(enrolment, key="profile", starts_on="2026-02-30")
    )

    assert response.status_code == 422
    assert "Datumet går inte att läsa" in text(response)


def test_a_name_with_marks_in_it_is_shown_as_a_name(client, elin):
    enrolment = taking_part(elin, participant__given_name="<b>Bo</b>")

    page = text(client.get(url("case", enrolment.pk)))

    assert escape("<b>Bo</b>") in page
    assert "<b>Bo</b>" not in page


def test_a_colleague_who_has_left_the_unit_is_not_offered_as_contact_person(client, enrolment):
    gone = coach("Omar")
    Membership.objects.filter(user=gone).update(ends_on=date(2026, 3, 10))

    assert "Omar" not in text(client.get(url("contact_person", enrolment.pk)))
