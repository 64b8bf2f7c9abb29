"""The administrator's pages: accounts, roles for a time, and the link that begins it (F4)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from stegvis.access import services, wall
from stegvis.access.models import Association, Membership, User
from stegvis.access.queries import colleagues, staff
from stegvis.access.roles import ROLES, SAYS, Permission, Role
from stegvis.audit.models import Entry
from tests.factories import OrganisationFactory, UnitFactory, client_for, member, step_into

TODAY = timezone.localdate()


@pytest.fixture
def administrator(association):
    return member(Role.ADMINISTRATOR, name="Ann Ek")


@pytest.fixture
def browser(administrator):
    return client_for(administrator)


def filled(browser, url, **fields):
    """What a browser sends from the page's form: its token and the fields."""
    once = browser.get(url).context["form"]["once"].value()
    return {"once": str(once), "starts_on": TODAY.isoformat(), **fields}


def test_a_new_colleague_gets_an_account_a_role_and_a_link(association, administrator, browser):
    unit = UnitFactory()
    url = reverse("access:new_account")

    answer = browser.post(
        url,
        filled(
            browser, url, name="Bo Ek", email="Bo.Ek@example.org", role="coach",
            organisation=unit.organisation.pk, unit=unit.pk,
        ),
    )  # fmt: skip

    assert answer.status_code == 200
    user = User.objects.get(email="bo.ek@example.org")
    assert not user.has_usable_password()
    [role] = Membership.objects.filter(user=user)
    assert (role.role, role.unit, role.starts_on, role.ends_on) == ("coach", unit, TODAY, None)
    link = answer.context["link"]
    assert link in answer.content.decode()
    events = ["access.account_made", "access.role_given", "access.link_made"]
    logged = Entry.objects.filter(event__in=events).order_by("pk")
    assert [(e.event, e.actor, e.details["user"]) for e in logged] == [
        (event, administrator.pk, user.pk) for event in events
    ]


def test_the_link_chooses_a_password_once(association, administrator):
    user = services.make_account(
        by=administrator, association=association, email="bo@example.org", name="Bo"
    )
    link = services.link_to_choose_password(by=administrator, association=association, user=user)
    wall.enter(None)
    newcomer, typed = Client(), {"password1": "sju blanka stenar", "password2": "sju blanka stenar"}

    form = newcomer.get(link, follow=True)
    done = newcomer.post(form.request["PATH_INFO"], typed)

    assert done.url == reverse("account_reset_password_from_key_done")
    assert User.objects.get(pk=user.pk).check_password("sju blanka stenar")
    again = Client().get(link)
    assert "Länken gäller inte längre" in again.content.decode()


def test_a_role_that_is_held_in_a_unit_needs_one(administrator, browser):
    party = OrganisationFactory()
    url = reverse("access:new_account")

    answer = browser.post(
        url,
        filled(
            browser, url, name="Bo", email="bo@example.org", role="coach", organisation=party.pk
        ),
    )

    assert answer.status_code == 422
    assert "gäller i en enhet. Välj vilken." in answer.content.decode()
    assert not User.objects.filter(email="bo@example.org").exists()


def test_a_second_click_makes_no_second_colleague(administrator, browser):
    party, url = OrganisationFactory(forbund=True), reverse("access:new_account")
    sent = filled(
        browser, url, name="Bo", email="bo@example.org", role="evaluator", organisation=party.pk
    )

    browser.post(url, sent)
    browser.post(url, sent)

    assert Membership.objects.filter(user__email="bo@example.org").count() == 1


def test_whoever_works_elsewhere_keeps_one_account_and_its_name(association, administrator):
    elsewhere = Association.objects.create(name="Ett annat förbund")
    step_into(elsewhere)
    known = member(Role.COACH, email="bo@example.org", name="Bo Ek")
    step_into(association)

    user = services.make_account(
        by=administrator, association=association, email="BO@example.org", name="Någon"
    )
    services.give_role(
        by=administrator, user=user, role=Role.EVALUATOR,
        organisation=OrganisationFactory(forbund=True), starts_on=TODAY,
    )  # fmt: skip

    assert (user.pk, user.name) == (known.pk, "Bo Ek")
    assert User.objects.filter(email="bo@example.org").count() == 1


@pytest.fixture
def works_elsewhere(association):
    """Somebody with a role in another association, where no second factor is set up yet."""
    elsewhere = Association.objects.create(name="Ett annat förbund")
    step_into(elsewhere)
    user = member(Role.COACH, email="bo@example.org", name="Bo Ek")
    step_into(association)
    return user


def test_whoever_works_elsewhere_gets_a_role_and_nobody_a_link_to_their_account(
    works_elsewhere, browser
):
    party, url = OrganisationFactory(forbund=True), reverse("access:new_account")

    answer = browser.post(
        url,
        filled(
            browser, url, name="Bo", email="Bo@example.org", role="evaluator", organisation=party.pk
        ),
        follow=True,
    )

    assert Membership.objects.filter(user=works_elsewhere, role=Role.EVALUATOR).exists()
    assert answer.redirect_chain == [(reverse("access:colleague", args=[works_elsewhere.pk]), 302)]
    said = answer.content.decode()
    assert "Bo Ek har redan ett konto, som också öppnar något som inte syns här" in said
    assert "/losenord/valj/" not in said
    assert not Entry.objects.filter(event="access.link_made").exists()


def test_no_administrator_chooses_the_password_of_an_account_that_opens_another_association(
    association, administrator, works_elsewhere, browser
):
    Membership.objects.create(
        association=association, user=works_elsewhere, role=Role.EVALUATOR,
        organisation=OrganisationFactory(forbund=True), starts_on=TODAY,
    )  # fmt: skip
    page = reverse("access:colleague", args=[works_elsewhere.pk])

    answer = browser.post(reverse("access:new_link", args=[works_elsewhere.pk]), follow=True)

    assert answer.redirect_chain == [(page, 302)]
    assert "öppnar också något som inte syns här" in answer.content.decode()
    assert "Gör en länk" not in browser.get(page).content.decode()
    with pytest.raises(ValidationError, match="öppnar också något som inte syns här"):
        services.link_to_choose_password(
            by=administrator, association=association, user=works_elsewhere
        )


def test_no_administrator_chooses_the_password_that_opens_somebody_s_own_case(
    association, administrator
):
    """In the same words as of another association: that somebody takes part is not told."""
    participant = member(Role.PARTICIPANT)

    with pytest.raises(ValidationError, match="öppnar också något som inte syns här"):
        services.link_to_choose_password(
            by=administrator, association=association, user=participant
        )


def test_whoever_has_left_the_other_association_gets_a_link_here(
    association, administrator, works_elsewhere
):
    yesterday = TODAY - timedelta(days=1)
    [role] = works_elsewhere.memberships
    with wall.inside(role.association_id):
        Membership.objects.filter(pk=role.pk).update(ends_on=yesterday)
    step_into(association)

    link = services.link_to_choose_password(
        by=administrator, association=association, user=works_elsewhere
    )

    assert link.startswith("/konto/losenord/valj/")


def test_nobody_gets_the_same_role_twice_at_once(administrator):
    coach = member(Role.COACH)
    [held] = coach.memberships

    with pytest.raises(ValidationError, match="har redan rollen"):
        services.give_role(
            by=administrator, user=coach, role=Role.COACH, organisation=held.organisation,
            unit=held.unit, starts_on=TODAY,
        )  # fmt: skip


def test_a_role_that_is_ended_gives_nothing_the_day_after(administrator, browser):
    coach = member(Role.COACH)
    [held] = coach.memberships
    url = reverse("access:end_role", args=[coach.pk, held.pk])
    yesterday = TODAY - timedelta(days=1)

    browser.post(url, filled(browser, url, ends_on=yesterday.isoformat()))

    held.refresh_from_db()
    assert held.ends_on == yesterday
    assert client_for(coach).get("/deltagare/").status_code == 403


def test_an_administrator_does_not_lock_themselves_out(administrator):
    with pytest.raises(ValidationError, match="Be en annan administratör"):
        services.end_role(by=administrator, membership=administrator.memberships[0], ends_on=TODAY)


def test_an_ended_role_is_not_brought_to_life_by_a_later_day(administrator):
    held = member(Role.COACH).memberships[0]
    services.end_role(by=administrator, membership=held, ends_on=TODAY - timedelta(days=30))

    with pytest.raises(ValidationError, match="redan avslutad"):
        services.end_role(by=administrator, membership=held, ends_on=TODAY)


def test_only_an_administrator_gives_roles(association):
    coach = member(Role.COACH)

    with pytest.raises(PermissionDenied):
        services.make_account(by=coach, association=association, email="x@example.org", name="X")
    with pytest.raises(PermissionDenied):
        services.link_to_choose_password(by=coach, association=association, user=coach)
    with pytest.raises(PermissionDenied):
        services.end_role(by=coach, membership=coach.memberships[0], ends_on=TODAY)


def test_the_list_shows_no_participant_and_nobody_of_another_association(
    association, administrator
):
    member(Role.PARTICIPANT, name="Deltagaren")
    elsewhere = Association.objects.create(name="Ett annat förbund")
    step_into(elsewhere)
    member(Role.COACH, name="Den andra")
    step_into(association)

    names = {user.name for user in staff(association.pk)}

    assert names == {"Ann Ek"}


def test_the_list_asks_the_same_number_of_times_however_many_work_there(
    association, administrator, django_assert_num_queries
):
    with django_assert_num_queries(2):
        colleagues(staff(association.pk), association.pk, TODAY)
    for _number in range(5):
        member(Role.COACH)

    with django_assert_num_queries(2):
        assert len(colleagues(staff(association.pk), association.pk, TODAY)) == 6


def test_a_colleague_of_another_association_cannot_be_opened(association, browser):
    elsewhere = Association.objects.create(name="Ett annat förbund")
    step_into(elsewhere)
    other = member(Role.COACH)
    step_into(association)

    assert browser.get(reverse("access:colleague", args=[other.pk])).status_code == 404
    assert browser.post(reverse("access:new_link", args=[other.pk])).status_code == 404


# --- Several associations -------------------------------------------------------------------------


def test_whoever_works_in_two_associations_steps_from_one_to_the_other(association):
    user = member(Role.STEERING_GROUP)
    elsewhere = Association.objects.create(name="Ett annat förbund")
    step_into(elsewhere)
    party = OrganisationFactory(forbund=True)
    Membership.objects.create(
        association=elsewhere, user=user, role=Role.ADMINISTRATOR, organisation=party,
        starts_on=TODAY,
    )  # fmt: skip
    step_into(association)
    browser = client_for(user)

    page = browser.get("/konto/").content.decode()
    answer = browser.post(reverse("access:step_over"), {"association": elsewhere.pk})

    assert "Gå till Ett annat förbund" in page
    assert answer.url == "/"
    assert browser.get("/", follow=True).redirect_chain == [("/personal/", 302)]


def test_nobody_steps_into_an_association_where_they_have_no_role(association, browser):
    elsewhere = Association.objects.create(name="Ett annat förbund")

    answer = browser.post(reverse("access:step_over"), {"association": elsewhere.pk})

    assert answer.status_code == 404
    assert browser.session["association"] == association.pk


# --- Roles ----------------------------------------------------------------------------------------


def test_every_permission_is_said_in_words(db):
    assert set(SAYS) == set(Permission)
    assert all(" " in str(sentence) for sentence in SAYS.values())


def test_the_page_of_roles_says_what_the_table_says(browser):
    shown = browser.get("/roller/").context["roles"]

    assert [(one["role"], len(one["may"])) for one in shown] == [
        (role, len(row.permissions)) for role, row in ROLES.items()
    ]
