"""The door into every role, which is there in the demonstration and nowhere else."""

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from stegvis.access import wall
from stegvis.access.models import Association, User
from stegvis.access.roles import Role
from stegvis.access.sessions import ACTIVE_AT
from stegvis.demo.start import NAME, load
from stegvis.site.home import HOME
from tests.factories import client_for, member


@pytest.fixture
def demonstration(settings, db):
    """The site as ``run --demo`` has it, with its people."""
    settings.DEMO = True
    settings.INSTALLED_APPS = ["stegvis.demo", *configured.INSTALLED_APPS]
    settings.ROOT_URLCONF = "tests.demo.urls"
    settings.MIDDLEWARE = ["stegvis.demo.middleware.banner", *configured.MIDDLEWARE]
    association = Association.objects.create(name=NAME)
    wall.enter(association.pk, how="demo")
    load(association, timezone.localdate())
    wall.enter(None)


def step_in(role, where="hoglandet"):
    browser = Client()
    browser.post("/demonstration/in/", {"where": where, "role": role})
    return browser


# --- Where it is not --------------------------------------------------------------------------


def test_without_the_demonstration_there_is_no_door(db):
    for path in ("/demonstration/", "/demonstration/in/"):
        assert Client().get(path).status_code == 404
        assert Client().post(path, {"where": "hoglandet", "role": "coach"}).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("demo:door")


def test_an_old_session_of_the_demonstration_opens_nothing_without_it(association):
    browser = client_for(member(Role.COACH, is_demo=True))

    assert browser.get("/deltagare/").url == f"{reverse('account_login')}?next=%2Fdeltagare%2F"


def test_an_account_of_the_demonstration_cannot_sign_in_by_password(association, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    user = member(Role.COACH, is_demo=True)
    user.set_password("fyra lugna gula hästar")
    user.save()
    wall.enter(None)
    browser = Client()

    for demo in (False, True):
        settings.DEMO = demo
        browser.post(
            reverse("account_login"),
            {"login": user.email, "password": "fyra lugna gula hästar"},
        )
        assert "_auth_user_id" not in browser.session


# --- Where it is ------------------------------------------------------------------------------


def test_the_first_page_is_the_door_with_a_press_for_each_role(demonstration):
    answer = Client().get("/", follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [("/demonstration/", 302)]
    assert [role for role in Role if f'name="role" value="{role.value}"' in page] == list(Role)


def test_one_press_and_one_is_that_role_on_its_own_first_page(demonstration):
    for role in Role:
        answer = step_in(role.value).get("/", follow=True)

        assert answer.redirect_chain[0] == (reverse(HOME[role]), 302)
        assert answer.status_code == 200
        assert "Demonstration – påhittade personer" in answer.content.decode()


def test_stepping_in_is_a_post_with_a_token(demonstration):
    assert Client().get("/demonstration/in/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert (
        strict.post("/demonstration/in/", {"where": "hoglandet", "role": "coach"}).status_code
        == 403
    )


def test_a_role_without_a_door_is_not_found(demonstration):
    assert (
        Client().post("/demonstration/in/", {"where": "hoglandet", "role": "chef"}).status_code
        == 404
    )


def test_one_steps_from_one_role_to_another_and_out(demonstration):
    browser = step_in("coach")

    browser.post("/demonstration/in/", {"where": "hoglandet", "role": "association"})
    assert browser.get("/deltagare/").status_code == 403
    browser.post(reverse("account_logout"))
    assert browser.get("/", follow=True).redirect_chain == [("/demonstration/", 302)]


def test_whoever_works_elsewhere_steps_in_as_well(demonstration):
    elsewhere = Association.objects.create(name="Ett annat förbund")
    wall.enter(elsewhere.pk)
    browser = client_for(member(Role.COACH))

    browser.post("/demonstration/in/", {"where": "hoglandet", "role": "administrator"})
    wall.enter(None)  # the next request is a transaction of its own

    assert browser.get("/personal/").status_code == 200


def test_what_is_said_of_passwords_is_not_for_those_who_have_none(demonstration):
    browser = step_in("coach")

    assert browser.get(reverse("account_change_password")).status_code == 404
    assert "Byt lösenord" not in browser.get(reverse("mfa_index")).content.decode()


def test_the_banner_stands_on_pages_that_are_not_found_too(demonstration):
    page = Client().get("/finns-inte/").content.decode()

    assert "Demonstration – påhittade personer" in page


def test_whoever_was_away_too_long_comes_back_to_the_door(demonstration):
    browser = step_in("coach")
    session = browser.session
    session[ACTIVE_AT] = 0
    session.save()

    answer = browser.get("/deltagare/", follow=True)

    assert [url for url, _status in answer.redirect_chain] == ["/", "/demonstration/"]


def test_nobody_real_is_behind_the_door(demonstration):
    assert not User.objects.filter(is_demo=False).exists()
