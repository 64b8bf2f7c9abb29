"""F2: the association decides on money, never on a person: it sees figures, not people."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from stegvis.access import wall
from stegvis.access.middleware import memberships
from stegvis.access.models import Association, User
from stegvis.access.roles import ROLES, Permission, Role
from stegvis.demo.start import NAME, load
from stegvis.intake.models import Application, MeetingItem
from stegvis.participants.models import Consent, Enrolment, Participant
from tests.factories import client_for

#: Who finances and who steers. Neither has anything to do with a person.
ROLES_OF_FIGURES = {Role.ASSOCIATION: "Anders Hjelm", Role.STEERING_GROUP: "Birgitta Lövgren"}


@pytest.fixture
def people(db):
    """A programme with invented people at every stage of the road."""
    association = Association.objects.create(name=NAME)
    wall.enter(association.pk, how="demo")
    load(association, timezone.localdate())
    User.objects.update(is_demo=False)
    return association


def as_role(role: Role, association: Association) -> User:
    user = User.objects.get(name=ROLES_OF_FIGURES[role])
    user.memberships = memberships(user, association.pk)
    return user


def everything_reached(browser: Client) -> dict[str, str]:
    """Every page that links lead to from the first one, by its address. One's own account aside."""
    waiting, seen = ["/"], {}
    while waiting:
        url = waiting.pop()
        answer = browser.get(url, follow=True)
        assert answer.status_code == 200, url
        seen[url] = answer.content.decode()
        links = set(re.findall(r'href="(/[^"#]*)', seen[url]))
        others = {link for link in links if not link.startswith(("/static/", "/konto/"))}
        waiting = sorted(others.union(waiting) - seen.keys())
    return seen


@pytest.mark.parametrize("role", ROLES_OF_FIGURES)
def test_no_page_that_can_be_reached_names_a_person(people, role):
    pages = everything_reached(client_for(as_role(role, people)))
    wall.enter(people.pk)
    names = [
        word
        for person in Participant.objects.all()
        for word in (person.name, person.family_name + ",", person.personal_number)
    ]
    numbers = list(Enrolment.objects.values_list("case_number", flat=True))

    assert reverse("indicators:goals") in pages
    assert len(pages) > 3
    for url, page in pages.items():
        assert [word for word in (*names, *numbers) if word in page] == [], url


def test_no_page_of_a_person_opens(people):
    enrolment = Enrolment.objects.exclude(started_on=None).first()
    application = Application.objects.exclude(sent_at=None).first()
    item = MeetingItem.objects.first()
    browsers = [client_for(as_role(role, people)) for role in ROLES_OF_FIGURES]

    for url in (
        reverse("casework:case", args=[enrolment.pk]),
        reverse("casework:caseload"),
        reverse("casework:home"),
        reverse("intake:arrival", args=[enrolment.pk]),
        reverse("intake:application", args=[application.pk]),
        reverse("intake:meeting", args=[item.meeting_id]),
        reverse("intake:incoming"),
        reverse("casework:log"),
    ):
        for browser in browsers:
            assert browser.get(url).status_code in (403, 404), url


def test_no_permission_reaches_a_row_about_a_person(people):
    kinds = (Enrolment, Consent, Application, MeetingItem)
    for role in ROLES_OF_FIGURES:
        user = as_role(role, people)
        for permission in Permission:
            seen = [kind for kind in kinds if kind.objects.visible_to(user, permission).exists()]
            assert seen == [], (role, permission)


def test_the_roles_of_figures_have_no_permission_that_is_about_a_person():
    #: What was told of extensions has no person in it, and no way to one.
    told = {Permission.EXTENSION_READ, Permission.EXTENSION_NOTE}

    for role in ROLES_OF_FIGURES:
        figures = {Permission.FIGURE_READ, Permission.DEFINITION_READ}
        assert figures <= ROLES[role].permissions <= figures | told


def test_the_figure_that_opens_for_the_head_of_unit_does_not_open_for_the_association(people):
    behind = reverse("indicators:people", args=["se-hoglandet", "work_or_study_at_discharge"])
    head = User.objects.get(name="Magnus Öhrn")

    assert client_for(as_role(Role.ASSOCIATION, people)).get(behind).status_code == 403
    wall.enter(people.pk)
    assert client_for(head).get(behind).status_code == 200
