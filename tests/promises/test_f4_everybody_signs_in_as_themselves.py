"""F4: all staff have their own log-in and know what to register."""

import pyotp
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from stegvis.access import wall
from stegvis.access.models import User
from stegvis.access.roles import Role
from stegvis.access.services import give_role, make_account
from stegvis.audit.models import Entry
from tests.factories import EnrolmentFactory, UnitFactory, client_for, member

PASSWORD = "fyra lugna gula hästar"
#: What is open to whoever comes: signing in, how the pages look, and whether the site is well.
OPEN = {
    # The public form and its receipt (A6): nothing of a person can be read there.
    "intake:alone", "intake:alone_received",
    "home", "health", "set_language", "ui:theme", "ui:gallery",
    "account_login", "account_logout", "account_inactive", "mfa_authenticate",
    "account_reset_password_from_key", "account_reset_password_from_key_done",
}  # fmt: skip


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def patterns(resolver: URLResolver, space: str = ""):
    """Every address of the site with its name."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from patterns(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield space + (pattern.name or ""), pattern


def test_every_page_but_a_handful_needs_somebody_signed_in():
    opened = {
        name
        for name, pattern in patterns(get_resolver())
        if not getattr(pattern.callback, "login_required", True)
    }

    assert opened == OPEN


def test_a_page_needs_both_factors_and_not_the_password_alone(association):
    coach = member(Role.COACH)
    coach.set_password(PASSWORD)
    coach.save()
    wall.enter(None)
    TOTP.activate(coach, pyotp.random_base32())
    browser = Client()

    browser.post(reverse("account_login"), {"login": coach.email, "password": PASSWORD})

    assert browser.get(reverse("casework:home")).url.startswith(reverse("account_login"))


def test_an_address_has_one_account(association):
    ann = make_account(by=None, association=association, email="ann@example.org", name="Ann")

    again = make_account(by=None, association=association, email="ANN@example.org", name="Bo")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="ann@example.org", name="Bo")

    assert again == ann


def test_the_log_says_which_of_two_coaches_in_a_unit_opened_the_record(association):
    elin, omar = member(Role.COACH, name="Elin"), member(Role.COACH, name="Omar")
    enrolment = EnrolmentFactory(ongoing=True)

    client_for(elin).get(reverse("casework:case", args=[enrolment.pk]))

    wall.enter(association.pk)
    opened = Entry.objects.filter(event="access.record_opened", enrolment=enrolment.pk)
    assert {entry.actor for entry in opened} == {elin.pk}
    assert omar.pk not in set(Entry.objects.values_list("actor", flat=True))


def test_a_coach_begins_the_day_with_what_is_to_be_registered(association):
    unit = UnitFactory()
    coach = make_account(by=None, association=association, email="eva@example.org", name="Eva")
    give_role(
        by=None, user=coach, role=Role.COACH, organisation=unit.organisation, unit=unit,
        starts_on=timezone.localdate(),
    )  # fmt: skip
    coach = User.objects.get(pk=coach.pk)
    EnrolmentFactory(ongoing=True)  # nothing has been recorded of how the person lives

    page = client_for(coach).get("/", follow=True)

    assert page.redirect_chain == [(reverse("casework:home"), 302)]
    assert "Registrera försörjning och sysselsättning" in page.content.decode()
