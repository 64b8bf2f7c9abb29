"""Accounts belong to people, who may work in several associations.

What one sees of others' is tried by plain SQL as the role that serves.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from psycopg import errors

from stegvis.access.models import User
from stegvis.access.roles import Role
from tests.by_hand import Two, column, make, model_of, refuses, step, two_associations
from tests.factories import client_for, member


@dataclass(frozen=True)
class Accounts:
    """Somebody of theirs, oneself and a colleague: each with a role, an address and a factor."""

    two: Two
    theirs: int
    own: int
    colleague: int


@pytest.fixture
def accounts(app) -> Accounts:
    two = two_associations(app)
    places = {"theirs": two.theirs, "own": two.ours, "colleague": two.ours}
    return Accounts(two, **{name: _account(app, place) for name, place in places.items()})


def _account(app: psycopg.Connection, association: int) -> int:
    step(app, association)
    user = make(app, User, association)
    make(app, model_of("access.Membership"), association, user_id=user)
    step(app, association, user)
    for model in ("account.EmailAddress", "mfa.Authenticator"):
        make(app, model_of(model), association, user_id=user)
    return user


def test_inside_one_sees_the_names_and_addresses_of_colleagues_alone(app, accounts):
    step(app, accounts.two.ours, accounts.own)

    seen = column(app, "SELECT id FROM access_user")
    known = column(app, "SELECT name FROM access_user WHERE id = %s", [accounts.theirs])

    assert {accounts.own, accounts.colleague} <= set(seen)
    assert accounts.theirs not in seen
    assert known == []


def test_inside_nobody_of_theirs_can_be_altered_or_removed(app, accounts):
    step(app, accounts.two.ours, accounts.own)

    for act in ("UPDATE access_user SET name = 'x'", "DELETE FROM access_user"):
        assert app.execute(f"{act} WHERE id = %s", [accounts.theirs]).rowcount == 0


def test_who_works_in_both_is_seen_in_both(app, accounts):
    step(app, accounts.two.ours)
    make(app, model_of("access.Membership"), accounts.two.ours, user_id=accounts.theirs)

    step(app, accounts.two.ours, accounts.own)

    assert accounts.theirs in column(app, "SELECT id FROM access_user")


@pytest.mark.parametrize("name", ["account_emailaddress", "mfa_authenticator"])
def test_what_one_signs_in_with_is_one_s_own(app, accounts, name):
    """Nobody else's, of their association or one's own; inside one or in none."""
    for place in (accounts.two.ours, None):
        step(app, place, accounts.own)
        assert column(app, f"SELECT user_id FROM {name}") == [accounts.own]
        others = app.execute(f"DELETE FROM {name} WHERE user_id <> %s", [accounts.own])
        assert others.rowcount == 0
        with refuses(app, errors.InsufficientPrivilege):
            app.execute(f"UPDATE {name} SET user_id = %s", [accounts.colleague])


@pytest.mark.parametrize("name", ["access_user", "account_emailaddress", "mfa_authenticator"])
def test_before_anyone_is_signed_in_an_account_can_be_found(app, accounts, name):
    step(app, None)

    key = "id" if name == "access_user" else "user_id"
    found = column(app, f"SELECT {key} FROM {name}")

    assert {accounts.theirs, accounts.own, accounts.colleague} <= set(found)


def test_inside_without_anybody_acting_no_factor_is_seen(app, accounts):
    """As a command is: it has an association and no user."""
    step(app, accounts.two.ours)

    assert column(app, "SELECT user_id FROM mfa_authenticator") == []


def test_who_acts_outside_every_association_is_alone_there(app, accounts):
    """Somebody whose last role has ended is signed in and nowhere."""
    step(app, None, accounts.own)

    assert column(app, "SELECT id FROM access_user") == [accounts.own]
    assert column(app, "SELECT user_id FROM access_membership") == [accounts.own]


def test_an_association_s_name_is_public(app):
    """The one of our tables without a wall holds nothing but names of authorities."""
    two = two_associations(app)
    step(app, two.ours)

    assert {two.theirs, two.ours} <= set(column(app, "SELECT id FROM access_association"))


# --- Sessions ----------------------------------------------------------------------------------


def kept_sessions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key FROM django_session")
        return [key for (key,) in cursor.fetchall()]


def test_a_session_in_the_table_is_of_no_use_to_who_reads_it(association):
    browser = client_for(member(Role.ADMINISTRATOR))
    assert browser.get("/roller/").status_code == 200

    [kept] = kept_sessions()
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = kept

    assert thief.get("/roller/").status_code == 302
    assert browser.get("/roller/").status_code == 200


def test_a_session_that_was_left_is_gone_from_the_table(association):
    browser = client_for(member(Role.ADMINISTRATOR))
    [before] = kept_sessions()

    browser.post("/konto/logga-ut/")

    assert before not in kept_sessions()
