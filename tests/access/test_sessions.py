"""A session ends when it is left, and nothing that was on its way is lost."""

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from stegvis.access import held, wall
from stegvis.access.models import Draft
from stegvis.access.roles import Role
from stegvis.access.sessions import ACTIVE_AT, SIGNED_IN_AT
from tests.factories import client_for, member

SIGN_IN, HELD = reverse("account_login"), reverse("access:held")
NEW = reverse("access:new_account")
TYPED = {
    "once": "5c0f6b0e-7d3c-4d5a-9a53-2f1e8f6a7c11",
    "name": "Bo Ek",
    "email": "bo.ek@example.org",
    "role": ["coach"],
    "ends_on": "",
}


@pytest.fixture
def administrator(association):
    return member(Role.ADMINISTRATOR)


@pytest.fixture
def browser(administrator):
    return client_for(administrator)


def leave(browser, seconds, key=ACTIVE_AT):
    """Let the time go by that the session says something was done."""
    session = browser.session
    session[key] = int(time.time()) - seconds
    session.save()


def come_back(administrator, browser):
    """Sign in again in the same browser."""
    fresh = client_for(administrator)
    browser.cookies = fresh.cookies


def test_whoever_has_been_away_half_an_hour_signs_in_again_and_comes_back(browser):
    leave(browser, settings.SESSION_IDLE_SECONDS + 5)

    answer = browser.get("/roller/?page=2")

    assert answer.url == f"{SIGN_IN}?next=%2Froller%2F%3Fpage%3D2"
    assert browser.get("/roller/").status_code == 302


def test_whoever_does_something_now_and_then_stays(browser):
    leave(browser, settings.SESSION_IDLE_SECONDS - 60)

    assert browser.get("/roller/").status_code == 200
    assert time.time() - browser.session[ACTIVE_AT] < 10


def test_nobody_stays_signed_in_longer_than_a_working_day(browser):
    leave(browser, settings.SESSION_COOKIE_AGE + 5, SIGNED_IN_AT)

    assert browser.get("/roller/").url.startswith(SIGN_IN)


def test_a_session_that_does_not_say_when_it_began_has_ended(browser):
    session = browser.session
    del session[SIGNED_IN_AT]
    session.save()

    assert browser.get("/roller/").url.startswith(SIGN_IN)


def test_a_sign_of_life_is_written_once_a_minute_and_not_with_every_page(browser):
    leave(browser, 5)
    before = browser.session[ACTIVE_AT]

    browser.get("/roller/")

    assert browser.session[ACTIVE_AT] == before


# --- What was on its way ------------------------------------------------------------------------


def test_a_form_sent_too_late_is_held_inside_the_wall_for_its_writer(
    association, administrator, browser
):
    leave(browser, settings.SESSION_IDLE_SECONDS + 5)

    answer = browser.post(NEW, TYPED)

    assert answer.url == f"{SIGN_IN}?next=%2Ffortsatt%2F"
    wall.enter(association.pk)
    [draft] = Draft.objects.all()
    assert (draft.user, draft.path) == (administrator, NEW)
    assert draft.fields == {
        key: value if isinstance(value, list) else [value] for key, value in TYPED.items()
    }


@pytest.mark.parametrize("path", ["//evil.example/x", "/finns-inte/", f"/{'x' * 400}/", "/%00/"])
def test_nothing_is_held_for_what_is_no_page_of_ours(association, administrator, browser, path):
    """Sent on by 307, the browser would take everything typed along to another site."""
    leave(browser, settings.SESSION_IDLE_SECONDS + 5)

    answer = browser.generic(
        "POST", path, "once=x&about=x", content_type="application/x-www-form-urlencoded"
    )

    assert answer.url == f"{SIGN_IN}?next=%2F"
    wall.enter(association.pk)
    assert not Draft.objects.exists()


def test_a_search_is_not_held(association, browser):
    """Nobody keeps what was searched for."""
    leave(browser, settings.SESSION_IDLE_SECONDS + 5)

    browser.post("/deltagare/", {"sok": "Samira Holm"})

    wall.enter(association.pk)
    assert not Draft.objects.exists()


def test_back_again_one_press_sends_it_on_as_it_was(association, administrator, browser):
    leave(browser, settings.SESSION_IDLE_SECONDS + 5)
    browser.post(NEW, TYPED)
    wall.enter(association.pk)
    come_back(administrator, browser)

    page = browser.get(HELD)
    sent = browser.post(HELD, TYPED, follow=True)

    assert 'name="email" value="bo.ek@example.org"' in page.content.decode()
    assert sent.redirect_chain == [(NEW, 307)]
    assert sent.status_code == 422  # the form itself: the party is still to be chosen
    assert 'value="Bo Ek"' in sent.content.decode()
    wall.enter(association.pk)
    assert not Draft.objects.exists()


def test_what_waits_can_be_thrown_away(association, administrator, browser):
    leave(browser, settings.SESSION_IDLE_SECONDS + 5)
    browser.post(NEW, TYPED)
    wall.enter(association.pk)
    come_back(administrator, browser)

    assert browser.post(HELD, TYPED | {"discard": "1"}).url == "/"
    wall.enter(association.pk)
    assert not Draft.objects.exists()


def test_what_waits_is_shown_to_nobody_else(association, administrator, browser):
    leave(browser, settings.SESSION_IDLE_SECONDS + 5)
    browser.post(NEW, TYPED)
    wall.enter(association.pk)
    other = client_for(member(Role.ADMINISTRATOR))

    assert other.get(HELD).url == "/"


def test_what_nobody_came_back_for_is_forgotten(association, administrator, browser):
    leave(browser, settings.SESSION_IDLE_SECONDS + 5)
    browser.post(NEW, TYPED)
    wall.enter(association.pk)
    [draft] = Draft.objects.all()

    held.forget_old(administrator, draft.saved_at + held.WAITS)
    assert Draft.objects.exists()
    held.forget_old(administrator, draft.saved_at + held.WAITS + timedelta(seconds=1))
    assert not Draft.objects.exists()


def test_a_password_is_never_held(association, browser):
    leave(browser, settings.SESSION_IDLE_SECONDS + 5)

    browser.post(reverse("account_change_password"), {"oldpassword": "hemligt"})

    wall.enter(association.pk)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("header", [{"HX-Request": "true"}, {"X-Autosave": "1"}])
def test_a_script_is_told_that_nobody_is_signed_in_and_gets_no_other_page(browser, header):
    leave(browser, settings.SESSION_IDLE_SECONDS + 5)

    answer = browser.post(NEW, TYPED, headers=header)

    assert (answer.status_code, answer.content) == (401, b"")


def test_a_form_from_a_browser_that_was_closed_leads_back_to_its_page(association):
    wall.enter(None)

    answer = Client().post(
        "/personal/1/lank/", headers={"Referer": "http://testserver/personal/1/"}
    )

    assert answer.url == f"{SIGN_IN}?next=%2Fpersonal%2F1%2F"
