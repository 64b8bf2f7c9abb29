"""Signing in: password and second factor, limits, the log of it, and the way back (F4)."""

import re

import pyotp
import pytest
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from stegvis.access import wall
from stegvis.access.models import User
from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from tests.factories import member

PASSWORD = "fyra lugna gula hästar"
SIGN_IN, CODE = reverse("account_login"), reverse("mfa_authenticate")
SET_UP = reverse("mfa_activate_totp")


@pytest.fixture
def administrator(association):
    """Somebody with a password and no second factor; the test then stands outside, as a browser."""
    user = member(Role.ADMINISTRATOR, email="ann@example.org", name="Ann")
    user.set_password(PASSWORD)
    user.save()
    wall.enter(None)
    cache.clear()
    return user


@pytest.fixture
def secret(administrator):
    """The key in the administrator's telephone."""
    key = pyotp.random_base32()
    TOTP.activate(administrator, key)
    RecoveryCodes.activate(administrator)
    return key


def sign_in(client, email="ann@example.org", password=PASSWORD, then="/personal/"):
    return client.post(f"{SIGN_IN}?next={then}", {"login": email, "password": password})


def code(key):
    return pyotp.TOTP(key).now()


def entries(association, *events):
    """What the log says, both before and inside the association, oldest first."""
    wall.enter(association.pk)
    seen = list(Entry.objects.filter(event__in=events).order_by("pk"))
    return [(entry.event, entry.actor, entry.details) for entry in seen]


# --- The first time -----------------------------------------------------------------------------


def test_whoever_has_no_second_factor_sets_one_up_before_anything_else(administrator):
    browser = Client()

    sign_in(browser)

    for page in ("/personal/", "/roller/", "/konto/", "/konto/losenord/"):
        assert browser.get(page).url == SET_UP


def test_setting_up_the_factor_leads_to_reserve_codes_and_on_to_the_page_one_came_for(
    administrator,
):
    browser = Client()
    sign_in(browser, then="/roller/")
    browser.get("/roller/")

    page = browser.get(SET_UP).content.decode()
    key = re.search(r'class="secret">(\w+)<', page).group(1)
    answer = browser.post(SET_UP, {"code": code(key)})

    assert answer.url == reverse("mfa_view_recovery_codes")
    codes = browser.get(answer.url).content.decode()
    assert codes.count("<li><code>") == 10
    assert 'href="/roller/"' in codes
    assert browser.get("/roller/").status_code == 200


def test_the_picture_of_the_key_is_data_that_the_policy_of_the_pages_allows(administrator):
    browser = Client()
    sign_in(browser)

    page = browser.get(SET_UP)

    assert "img-src 'self' data:" in page["Content-Security-Policy"]
    assert 'src="data:image/svg+xml;' in page.content.decode()
    assert not re.search(r"<script(?![^>]*src=)|\sstyle=", page.content.decode())


# --- Every time after ---------------------------------------------------------------------------


def test_the_code_opens_the_page_one_came_for(administrator, secret):
    browser = Client()

    assert sign_in(browser, then="/roller/").url == CODE
    assert browser.get("/roller/").url == f"{SIGN_IN}?next=%2Froller%2F"
    assert browser.post(CODE, {"code": code(secret)}).url == "/roller/"
    assert browser.get("/roller/").status_code == 200


def test_a_reserve_code_opens_once(administrator, secret):
    [spare, *_] = (
        Authenticator.objects.get(user=administrator, type="recovery_codes")
        .wrap()
        .get_unused_codes()
    )
    first, second = Client(), Client()
    sign_in(first)
    sign_in(second)

    assert first.post(CODE, {"code": spare}).status_code == 302
    assert second.post(CODE, {"code": spare}).status_code == 422


def test_the_same_code_of_the_app_opens_once(administrator, secret):
    shown = code(secret)
    first, second = Client(), Client()
    sign_in(first)
    sign_in(second)

    assert first.post(CODE, {"code": shown}).status_code == 302
    assert second.post(CODE, {"code": shown}).status_code == 422


def test_a_wrong_code_opens_nothing_and_is_logged_without_the_code(administrator, secret, logged):
    browser = Client()
    sign_in(browser)

    answer = browser.post(CODE, {"code": "918273"})

    assert answer.status_code == 422
    assert "Koden stämmer inte." in answer.content.decode()
    assert browser.get("/personal/").status_code == 302
    [line] = logged("access.sign_in_failed")
    assert f'"user": {administrator.pk}' in line
    assert "918273" not in line


def test_signing_in_returns_to_pages_of_ours_alone(administrator, secret):
    browser = Client()

    sign_in(browser, then="https://example.org/")

    assert browser.post(CODE, {"code": code(secret)}).url == "/"


def test_the_key_is_not_in_the_database_as_it_is(administrator, secret):
    stored = Authenticator.objects.get(user=administrator, type="totp").data["secret"]

    assert secret not in stored
    assert len(stored) > 80


def test_nobody_signs_up(db):
    browser = Client()

    page = browser.get(SIGN_IN).content.decode()

    assert "signup" not in page
    assert browser.get("/konto/signup/").status_code == 404


# --- What fails -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("email", "password"), [("ann@example.org", "fel lösenord"), ("ingen@example.org", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    administrator, email, password
):
    answer = sign_in(Client(), email, password)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "E-postadressen och lösenordet hör inte ihop." in page


def test_a_failed_sign_in_is_logged_without_what_was_typed(administrator, logged):
    sign_in(Client(), password="hemligt fel")
    sign_in(Client(), email="nagon.annan@example.org")

    known, unknown = logged("access.sign_in_failed")
    assert f'{{"user": {administrator.pk}}}' in known
    assert "'{}'" in unknown
    assert not any(word in known + unknown for word in ("hemligt", "nagon", "ann@", "example"))


def test_after_five_failures_even_the_right_password_waits(administrator):
    for _attempt in range(5):
        sign_in(Client(), password="fel")

    answer = sign_in(Client())

    assert answer.status_code == 422
    assert "Vänta fem minuter" in answer.content.decode()


def test_failures_on_one_account_do_not_stop_another(association, administrator):
    wall.enter(association.pk)
    other = member(Role.ADMINISTRATOR, email="bo@example.org")
    other.set_password(PASSWORD)
    other.save()
    wall.enter(None)
    for _attempt in range(5):
        sign_in(Client(), password="fel")

    assert sign_in(Client(), "bo@example.org").status_code == 302


def test_attempts_are_counted_by_who_tries_and_not_by_the_proxy_before_the_site(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "10.9.9.9, 192.0.2.7"})

    assert get_client_ip(request) == "192.0.2.7"


def test_an_account_that_is_closed_stays_closed(administrator):
    User.objects.filter(pk=administrator.pk).update(is_active=False)

    answer = sign_in(Client())

    assert answer.url == reverse("account_inactive")
    assert "avstängt" in Client().get(answer.url).content.decode()


# --- The log, and out again -----------------------------------------------------------------------


def test_signing_in_and_out_stands_in_the_log_of_the_association(
    association, administrator, secret
):
    browser = Client()
    sign_in(browser)
    browser.post(CODE, {"code": code(secret)})

    browser.post(reverse("account_logout"))

    assert entries(association, "access.signed_in", "access.signed_out") == [
        ("access.signed_in", administrator.pk, {}),
        ("access.signed_out", administrator.pk, {}),
    ]


def test_after_signing_out_nothing_opens(administrator, secret):
    browser = Client()
    sign_in(browser)
    browser.post(CODE, {"code": code(secret)})

    out = browser.post(reverse("account_logout"))

    assert out.url == "/"
    assert browser.get("/personal/").url == f"{SIGN_IN}?next=%2Fpersonal%2F"


def test_changing_telephone_leads_straight_to_the_new_one(administrator, secret):
    browser = Client()
    sign_in(browser)
    browser.post(CODE, {"code": code(secret)})

    answer = browser.post(reverse("mfa_deactivate_totp"))

    assert answer.url == SET_UP
    assert not Authenticator.objects.filter(user=administrator).exists()


def test_a_new_password_is_long_and_not_ones_own_name(administrator, secret):
    browser = Client()
    sign_in(browser)
    browser.post(CODE, {"code": code(secret)})
    change = reverse("account_change_password")

    for weak in ("kort", "ann@example.org", "password1234"):
        typed = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
        assert browser.post(change, typed).status_code == 422
    strong = "sju blanka stenar i ån"
    typed = {"oldpassword": PASSWORD, "password1": strong, "password2": strong}
    assert browser.post(change, typed).status_code == 302
    assert browser.get("/personal/").status_code == 200
