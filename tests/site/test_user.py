"""``stegvis user``: the first accounts of an installation, and help for one who is locked out."""

from __future__ import annotations

import argparse

import pytest

from stegvis.access import wall
from stegvis.access.models import Association, Membership, User
from stegvis.access.roles import Role
from stegvis.lib.faults import Refused
from stegvis.site.commands.user import add, reset
from tests.factories import member

pytestmark = pytest.mark.django_db

FIRST = {
    "email": "asta@example.org", "name": "Asta Ek", "role": "administrator",
    "association": "Höglandet", "organisation": None, "unit": None, "url": None,
}  # fmt: skip


def given(**more):
    return argparse.Namespace(**FIRST | more)


def test_the_first_account_makes_its_association_and_gets_a_link_to_choose_a_password():
    said = add(given(url="https://stegvis.example.org/"))

    assert said[:2] == [
        "Made the association Höglandet.",
        "Asta Ek is Administratör for Höglandet.",
    ]
    assert said[-1].startswith("https://stegvis.example.org/konto/losenord/")
    with wall.inside(Association.objects.get(name="Höglandet")):
        assert Membership.objects.get().role == Role.ADMINISTRATOR


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"association": "  "}, "--association: is empty."),
        ({"association": "x" * 121}, "--association: is longer than 120 characters."),
        ({"role": "admin"}, "--role: 'admin' is not a role that is given."),
        ({"role": "participant"}, "--role: 'participant' is not a role that is given."),
        ({"role": "coach"}, "--unit: Rollen Handledare gäller i en enhet."),
        ({"role": "coach", "unit": "eksjo"}, "--unit: 'eksjo' is no unit here."),
        ({"organisation": "Region"}, "--organisation: 'Region' is no party here."),
        ({"email": "asta", "name": ""}, "--email: Fyll i en giltig e-postadress."),
        ({"name": "x" * 500}, "--name: "),
    ],
)
def test_what_cannot_be_is_refused_at_its_argument_and_nothing_is_written(wrong, said):
    with pytest.raises(Refused) as refused:
        add(given(**wrong))

    assert str(refused.value).startswith(said)
    assert not Association.objects.exists()
    assert not User.objects.exists()


def test_the_same_role_is_not_given_twice():
    add(given())

    with pytest.raises(Refused, match="Personen har redan rollen"):
        add(given())


def test_who_gets_an_account_among_invented_people_is_told_that_they_are(association):
    member(Role.COACH, is_demo=True)

    said = add(given(association=association.name))

    assert said[0] == f"{association.name} is the demonstration's here: its people are invented."
    assert User.objects.filter(is_demo=False).count() == 1


@pytest.mark.parametrize("demo", [True, False])
def test_only_an_account_of_somebody_real_is_opened_anew(association, demo):
    user = member(Role.COACH, is_demo=demo)
    wall.enter(None)

    if demo:
        with pytest.raises(Refused, match="is no account here"):
            reset(argparse.Namespace(email=user.email, url=None))
    else:
        said = reset(argparse.Namespace(email=user.email, url=None))
        assert "had no second factor" in said[0]
        assert "/konto/losenord/" in said[-1]
    with pytest.raises(Refused, match="is no account here"):
        reset(argparse.Namespace(email="nobody@example.org", url=None))
