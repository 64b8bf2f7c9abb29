"""A6: together with the person, through the party that pays, from the team (V20 §5.1, M20 §3)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from stegvis.access.once import Stale
from stegvis.access.roles import Permission, Role
from stegvis.intake.groups import groups
from stegvis.intake.models import Application, HandOver
from stegvis.intake.queries import waiting_for_me
from stegvis.intake.services import (
    begin_application,
    delete_draft,
    propose_hand_over,
    refuse_hand_over,
    save_draft,
    send_application,
    take_back,
    take_over,
)
from stegvis.intake.ways import openings
from tests.factories import OrganisationFactory, client_for, member
from tests.intake.plans import CITY, REGION, TOWN, coach_in, referrer_in, town
from tests.intake.world import at, given, stated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("association", "clock")]


@pytest.fixture
def unit():
    return town()[1]


def group_for(user, today):
    [group] = groups(user, Permission.APPLICATION_WRITE, today)
    return group


def begun(user, today):
    group = group_for(user, today)
    organisation = user.memberships[0].organisation
    return begin_application(by=user, group=group, organisation=organisation)


def send(user, application, today, **fields):
    organisation = application.unit.organisation
    return send_application(
        **{
            "by": user, "application": application, "stated": stated(municipality="Västerås"),
            "need": "Behovet", "goal": "Målet", "earlier": "", "criteria": {}, "now": at(today),
            "given": given(today, parties=[organisation], information=["all"]),
            "took_part_on": today, "took_part_how": "meeting",
        } | fields
    )  # fmt: skip


def typed(user, application, today, **words):
    said = {"given_name": ["Alva"], "family_name": ["Testperson"], "need": ["Behovet"]} | words
    return save_draft(by=user, application=application, typed=said, now=at(today))


# --- Who goes by which way ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "way"),
    [
        ({"fk": True}, "together"),
        ({"af": True}, "together"),
        (CITY, "together"),
        (REGION, "through_payer"),
        ({"forbund": True}, None),
    ],
    ids=["fk", "af", "city", "region", "association"],
)
def test_each_party_goes_by_the_way_that_the_plan_opens_to_it(unit, today, who, way):
    user = referrer_in(unit, **who)

    found = [one.way.key for one in openings(user, [group_for(user, today)])]

    assert found == ([way] if way else [])


def test_the_team_proposes_by_its_own_way_and_the_way_is_kept(unit, today):
    coach = coach_in(unit)

    application = send(coach, begun(coach, today), today)

    assert application.case.way_in == application.way_in == "consultant"


def test_where_the_plan_has_no_way_for_the_team_it_proposes_nobody(today):
    way = TOWN.index('[[ways_in]]\nkey = "consultant"')
    _version, unit = town(TOWN[:way] + TOWN[TOWN.index("[consent]") :])
    coach = coach_in(unit)

    with pytest.raises(ValidationError, match="kan inte ansöka"):
        begun(coach, today)
    page = client_for(coach).get(reverse("intake:begin")).content.decode()
    assert "Du kan inte ansöka härifrån än" in page


# --- Together with the person ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lacks", "field"),
    [
        ({"took_part_on": None}, "took_part_on"),
        ({"took_part_how": ""}, "took_part_how"),
    ],
)
def test_an_application_made_with_the_person_is_not_sent_without(unit, today, lacks, field):
    user = referrer_in(unit, fk=True)

    with pytest.raises(ValidationError) as refusal:
        send(user, begun(user, today), today, **lacks)

    assert list(refusal.value.message_dict) == [field]
    assert not Application.objects.sent().exists()


def test_the_person_has_taken_part_before_it_is_sent(unit, today):
    user = referrer_in(unit, fk=True)

    with pytest.raises(ValidationError, match="inte varit än"):
        send(user, begun(user, today), today, took_part_on=today + timedelta(days=1))

    sent = send(user, begun(user, today), today, took_part_how="phone")
    assert (sent.took_part_on, sent.took_part_how) == (today, "phone")


def test_the_page_asks_for_it_and_for_what_the_priority_rests_on(unit, today):
    user = referrer_in(unit, fk=True)
    draft = begun(user, today)

    form = client_for(user).get(reverse("intake:draft", args=[draft.pk])).context["form"]

    assert {"took_part_on", "took_part_how", "livelihood"} <= set(form.fields)
    assert {"coordination_answer", "joint_assessment_answer"} <= set(form.fields)
    assert "age_answer" not in form.fields


def test_the_team_is_not_asked_how_the_person_took_part(unit, today):
    coach = coach_in(unit)

    form = client_for(coach).get(reverse("intake:draft", args=[begun(coach, today).pk]))

    assert "took_part_on" not in form.context["form"].fields


# --- Through the party that pays ------------------------------------------------------------------


@pytest.fixture
def region(unit):
    return referrer_in(unit, **REGION)


@pytest.fixture
def fk(unit):
    return referrer_in(unit, fk=True)


@pytest.fixture
def proposed(region, today):
    application = typed(region, begun(region, today), today)
    return propose(region, application, today)


def propose(user, application, today, **fields):
    return propose_hand_over(
        **{
            "by": user, "application": application, "to": OrganisationFactory(fk=True),
            "consent_on": today, "consent_form": "spoken", "now": at(today),
        } | fields
    )  # fmt: skip


def test_what_the_region_begins_it_does_not_send(region, today):
    with pytest.raises(ValidationError, match="Lämna över den dit"):
        send(region, begun(region, today), today)


def test_the_party_that_pays_takes_it_over_completes_and_sends_it(proposed, fk, region, today):
    [waits] = [one for one in waiting_for_me(fk, today) if one.kind == "hand_over"]
    assert (waits.who, waits.due_on) == ("Alva Testperson", proposed.lapses_on)

    application = take_over(by=fk, hand_over=proposed, now=at(today))
    sent = send(fk, application, today)

    assert sent.case.referred_by == OrganisationFactory(fk=True)
    assert sent.case.way_in == "through_payer"
    assert not Application.objects.visible_to(region).exists()
    home = client_for(region).get(reverse("intake:home")).content.decode()
    assert "togs över" in home
    assert "Alva" not in home


def test_it_is_refused_with_a_reason_and_is_then_the_regions_again(proposed, fk, region, today):
    with pytest.raises(ValidationError):
        refuse_hand_over(by=fk, hand_over=proposed, refusal=" ", now=at(today))

    refuse_hand_over(by=fk, hand_over=proposed, refusal="Försörjs av staden", now=at(today))

    page = client_for(region).get(reverse("intake:home")).content.decode()
    assert "Försörjs av staden" in page
    again = propose(region, proposed.application, today, to=OrganisationFactory(**CITY))
    assert again.to.name == "Västerås stad"
    with pytest.raises(ValidationError, match="redan besvarad"):
        take_over(by=fk, hand_over=proposed, now=at(today))


def test_nobody_answers_and_it_lapses(proposed, fk, region, today):
    after = proposed.lapses_on + timedelta(days=1)

    with pytest.raises(ValidationError, match="gått ut"):
        take_over(by=fk, hand_over=proposed, now=at(after))

    assert proposed.has_lapsed(after)
    assert not [one for one in waiting_for_me(fk, after) if one.kind == "hand_over"]
    assert propose(region, proposed.application, after, now=at(after)).pk


def test_while_it_waits_it_stands_still(proposed, region, today):
    with pytest.raises(ValidationError, match="väntar på svar"):
        typed(region, proposed.application, today)
    with pytest.raises(ValidationError, match="väntar på svar"):
        delete_draft(by=region, application=proposed.application)
    with pytest.raises(ValidationError, match="redan överlämnad"):
        propose(region, proposed.application, today)
    page = client_for(region).get(reverse("intake:draft", args=[proposed.application_id]))
    assert page.headers["Location"] == reverse("intake:hand_over", args=[proposed.application_id])


def test_it_goes_to_a_party_that_may_apply_with_a_consent_that_has_been_given(region, today):
    application = typed(region, begun(region, today), today)

    with pytest.raises(ValidationError) as refusal:
        propose(
            region, application, today,
            to=OrganisationFactory(**REGION), consent_on=today + timedelta(days=1),
        )  # fmt: skip

    assert set(refusal.value.message_dict) == {"to", "consent_on"}
    assert not HandOver.objects.exists()


def test_nobody_else_reads_or_takes_it(proposed, unit, today):
    for other in (referrer_in(unit, af=True), coach_in(unit), member(Role.REFERRER)):
        assert not HandOver.objects.visible_to(other).exists()
        with pytest.raises(PermissionDenied):
            take_over(by=other, hand_over=proposed, now=at(today))


def test_what_goes_straight_is_not_handed_over_and_what_is_sent_never(fk, region, today):
    own = begun(fk, today)
    with pytest.raises(ValidationError, match="skickar ni själva"):
        propose(fk, own, today)
    send(fk, own, today)
    with pytest.raises(Stale):
        propose(fk, own, today)


def test_the_whole_of_it_on_pages(region, fk, today):
    client, other = client_for(region), client_for(fk)
    draft = begun(region, today)
    page = client.get(reverse("intake:draft", args=[draft.pk])).context["form"]
    data = {"once": str(page["once"].value()), "revision": "1", "hand_over": "1"}
    data |= {"given_name": "Alva", "family_name": "Testperson"}
    onward = client.post(reverse("intake:draft", args=[draft.pk]), data).headers["Location"]
    to = OrganisationFactory(fk=True).pk
    data = {
        "once": str(uuid4()), "to": to, "consent_on": today.isoformat(), "consent_form": "spoken",
    }  # fmt: skip
    assert client.post(onward, data).status_code == 302

    row = HandOver.objects.get()
    address = reverse("intake:hand_over_answer", args=[row.pk])
    assert "Alva Testperson" in other.get(address).content.decode()
    refused = other.post(address, {"once": str(uuid4()), "refuse": "1", "refusal": ""})
    assert refused.status_code == 422
    taken = other.post(address, {"once": str(uuid4()), "take": "1"})
    assert taken.headers["Location"] == reverse("intake:draft", args=[draft.pk])


@pytest.mark.parametrize("how", ["refused", "lapsed", "taken over"])
def test_once_it_is_answered_or_too_old_the_other_party_reads_no_more_of_the_person(
    proposed, fk, region, today, clock, monkeypatch, how
):
    if how == "refused":
        refuse_hand_over(by=fk, hand_over=proposed, refusal="Försörjs av staden", now=at(today))
        typed(region, proposed.application, today)
    elif how == "taken over":
        take_over(by=fk, hand_over=proposed, now=at(today))
    else:
        later = clock + timedelta(days=40)
        monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    answer = client_for(fk).get(reverse("intake:hand_over_answer", args=[proposed.pk]))

    assert answer.status_code == 200
    for personal in ("Alva", "Testperson", *proposed.application.typed.get("need", [])):
        assert not personal or personal not in answer.content.decode()


def test_the_person_takes_the_consent_back_and_the_other_party_reads_no_more(
    proposed, fk, region, today
):
    client, other = client_for(region), client_for(fk)
    page = reverse("intake:hand_over", args=[proposed.application_id])
    theirs = reverse("intake:hand_over_answer", args=[proposed.pk])
    assert "Ta tillbaka" in client.get(page).content.decode()
    data = {"once": str(uuid4()), "take_back": "1"}

    twice = [client.post(page, data) for _ in range(2)]

    draft = reverse("intake:draft", args=[proposed.application_id])
    assert [one.headers["Location"] for one in twice] == [draft, draft]
    assert other.get(theirs).status_code == 404
    assert not [one for one in waiting_for_me(fk, today) if one.kind == "hand_over"]
    assert typed(region, proposed.application, today).typed["given_name"] == ["Alva"]
    assert client.post(page, data | {"once": str(uuid4())}).status_code == 422


def test_what_is_answered_is_not_taken_back_and_by_nobody_but_its_writer(
    proposed, fk, unit, region, today
):
    for somebody in (fk, coach_in(unit), referrer_in(unit, af=True)):
        with pytest.raises(PermissionDenied):
            take_back(by=somebody, application=proposed.application, now=at(today))

    take_over(by=fk, hand_over=proposed, now=at(today))

    with pytest.raises(PermissionDenied):
        take_back(by=region, application=proposed.application, now=at(today))
