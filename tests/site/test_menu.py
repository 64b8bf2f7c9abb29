"""The menu and the first page of each role."""

import pytest
from django.test import Client
from django.urls import reverse

from stegvis.access.roles import Role
from stegvis.site.home import HOME
from stegvis.site.menu import MENU, items, who
from tests.factories import client_for, member


def test_every_word_leads_somewhere():
    assert all(reverse(name).startswith("/") for _word, name, _permissions in MENU)


@pytest.mark.parametrize("role", Role)
def test_a_role_has_one_to_six_words_and_its_first_page_is_among_them(association, role):
    menu = items(member(role), "/")

    assert 1 <= len(menu) <= 6
    assert reverse(HOME[role]) in [item.url for item in menu]


@pytest.mark.parametrize("role", Role)
def test_the_first_page_of_a_role_opens_for_it(association, role):
    browser = client_for(member(role))

    answer = browser.get("/", follow=True)

    assert answer.redirect_chain == [(reverse(HOME[role]), 302)]
    assert answer.status_code == 200


@pytest.mark.parametrize("role", Role)
def test_no_word_of_a_role_leads_to_a_page_it_may_not_open(association, role):
    user = member(role)
    browser = client_for(user)

    for item in items(user, "/"):
        assert browser.get(item.url, follow=True).status_code == 200, item.url


def test_the_word_of_the_page_one_is_on_is_marked(association):
    menu = items(member(Role.COACH), "/ansokningar/inkomna/")

    assert [item.label for item in menu if item.current] == ["Ansökningar"]


def test_the_header_says_who_and_as_what(association):
    user = member(Role.HEAD_OF_UNIT, name="Eva Lind")

    assert (who(user).name, who(user).role) == ("Eva Lind", "Enhetschef")


def test_who_is_nobody_is_led_to_sign_in(db):
    assert Client().get("/").url == reverse("account_login")


def test_who_has_no_role_today_is_told_whom_to_ask(association):
    user = member(Role.COACH)
    user.memberships[0].ends_on = user.memberships[0].starts_on
    user.memberships[0].save()

    answer = client_for(user).get("/")

    assert answer.status_code == 200
    assert "Be administratören" in answer.content.decode()


def test_the_menu_asks_the_database_nothing(association, django_assert_num_queries):
    user = member(Role.COACH)

    with django_assert_num_queries(0):
        items(user, "/")
        who(user)
