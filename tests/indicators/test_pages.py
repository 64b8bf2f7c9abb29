"""The pages of figures: who sees what, and no way from a figure to a person for who may not."""

import re
from datetime import date
from html import unescape
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import pytest
from django.http import QueryDict

from stegvis.access.events import Event
from stegvis.access.models import Unit
from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.indicators.forms import Asked, DaysForm, YearForm
from stegvis.lib.dates import Period
from stegvis.participants.models import Enrolment, Participant
from tests.factories import (
    ContactPersonFactory,
    OrganisationFactory,
    UnitFactory,
    VersionFactory,
    client_for,
    member,
)
from tests.indicators.cohorts import discharged

GOALS = "/siffror/se-hoglandet/"
PEOPLE = f"{GOALS}work_or_study_at_discharge/personer/?first=2023-01-01&last=2023-12-31"
DAYS = "?first=2023-01-01&last=2023-12-31"

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(association):
    return VersionFactory().programme


@pytest.fixture
def elsewhere(association):
    """A unit that nobody of the tests works in."""
    party = OrganisationFactory(name="Aneby kommun")
    return UnitFactory(key="aneby", name="Aneby", organisation=party)


def links(page, base):
    """The addresses a page leads to, forms included, within the site."""
    found = re.findall(r'(?:href|action|hx-get)="([^"]*)"', page)
    return {
        urljoin(base, unescape(link))
        for link in found
        if not urlsplit(link).netloc and not link.startswith(("#", "mailto:", "/static/"))
    }


# --- Who follows figures and opens no person ------------------------------------------------------


@pytest.mark.parametrize("role", [Role.ASSOCIATION, Role.STEERING_GROUP])
def test_no_link_leads_to_a_person_however_far_one_follows_them(programme, role):
    discharged(12, "work")
    discharged(13, "ill", sex="man")
    client = client_for(member(role))
    people = Participant.objects.all()
    identifying = {p.family_name for p in people} | {p.ref for p in people}
    identifying |= set(Enrolment.objects.values_list("case_number", flat=True))

    seen, ahead = set(), {"/siffror/"}
    while ahead:
        path = ahead.pop()
        seen.add(path)
        response = client.get(path)
        assert response.status_code in (200, 302, 404, 405), path
        text = response.content.decode()
        assert not [name for name in identifying if name in text], path
        assert not re.search("/personer/|/deltagare/", text), path
        ahead |= {p for p in links(text, path) if not p.startswith("/konto/")} - seen

    assert GOALS in seen
    assert client.get(PEOPLE).status_code == 403


def test_who_may_not_open_people_chooses_whole_years_and_nothing_else(programme):
    client = client_for(member(Role.ASSOCIATION))

    page = client.get(GOALS).content.decode()
    assert re.findall(r'<option value="(\d+)"', page)[-1] == "2023"
    assert client.get(f"{GOALS}?year=2023").status_code == 200
    for refused in (DAYS, "?year=2022", "?year=2023&as_of=2023-06-30", "?year=x", "?min_cell=1"):
        answer = client.get(GOALS + refused)
        assert answer.status_code == 422, refused
        assert "Andel" not in answer.content.decode()


def test_a_plan_that_has_ended_is_shown_for_its_own_days_first():
    over = Period(date(2020, 4, 1), date(2022, 3, 31))
    years = YearForm({}, first_year=2020, today=date(2026, 3, 11), over=over)
    days = DaysForm({}, first_year=2020, today=date(2026, 3, 11), over=over)

    assert years.asked().period == Period.year(2021)
    assert days.asked() == Asked(over, date(2026, 3, 11))


def test_the_running_year_stands_as_of_the_last_month_end():
    form = YearForm({}, first_year=2023, today=date(2026, 3, 11))
    asked = form.asked()

    assert (asked.period.first, asked.period.last) == (date(2026, 1, 1), date(2026, 2, 28))
    assert asked.as_of == date(2026, 2, 28)
    assert [year for year, _label in form.fields["year"].choices] == [2026, 2025, 2024, 2023]
    january = YearForm({}, first_year=2023, today=date(2026, 1, 31)).asked()
    assert (january.period.last, january.as_of) == (date(2025, 12, 31), date(2025, 12, 31))


def test_periods_that_can_be_chosen_have_no_day_in_common():
    today = date(2026, 3, 11)
    years = YearForm({}, first_year=2023, today=today).fields["year"].choices
    forms = [YearForm(QueryDict(f"year={y}"), first_year=2023, today=today) for y, _ in years]
    periods = [form.asked().period for form in forms if not form.refused()]

    assert len(periods) == 4
    periods.sort(key=lambda period: period.first)
    assert all(one.last < following.first for one, following in pairwise(periods))


def test_a_small_group_is_hidden_on_the_page_and_said_to_be(programme):
    discharged(9, "work", sex="woman")
    discharged(8, "ill", sex="woman")
    discharged(4, "ill", sex="man")

    page = client_for(member(Role.ASSOCIATION)).get(f"{GOALS}?year=2023").content.decode()

    rows = re.findall(r'<th scope="row">(Alla|Kvinnor|Män)</th>(.*?)</tr>', page, re.S)
    numbers = {name: re.findall(r"\d+", re.sub(r"<[^>]+>", " ", cells)) for name, cells in rows}
    assert numbers["Kvinnor"] == numbers["Män"] == []
    assert "21" in numbers["Alla"]
    assert "gruppen är mindre än 5 personer" in page
    assert not re.search(r">\s*(?:17|4)\s*<", page)


def test_a_programme_that_is_too_small_is_hidden_altogether(programme):
    discharged(3, "work")

    page = client_for(member(Role.ASSOCIATION)).get(f"{GOALS}?year=2023").content.decode()

    assert "Visas inte: för få personer" in page
    assert "Målet nås" not in page


@pytest.mark.parametrize(
    "role", [Role.REFERRER, Role.PARTICIPANT, Role.EVALUATOR, Role.ADMINISTRATOR, Role.LOG_REVIEWER]
)
def test_other_roles_see_no_figures(programme, role):
    client = client_for(member(role))

    assert [client.get(path).status_code for path in ("/siffror/", GOALS, PEOPLE)] == [403] * 3


# --- Who may open the people behind a figure ------------------------------------------------------


def test_a_head_of_unit_opens_the_same_figure_into_the_people_of_the_unit(programme, elsewhere):
    mine = discharged(6, "work") + discharged(3, "ill") + discharged(2, None)
    theirs = discharged(7, "study", unit=elsewhere)
    client = client_for(member(Role.HEAD_OF_UNIT))

    goals = client.get(GOALS + DAYS).content.decode()
    parts = {
        part: client.get(f"{PEOPLE}&part={part}").content.decode()
        for part in ("about", "known", "counts", "no", "not_known")
    }

    assert unescape(re.search(r'href="([^"]*personer[^"]*part=counts)"', goals).group(1))
    listed = {part: len(re.findall('data-label="Ärende"', text)) for part, text in parts.items()}
    assert listed == {"about": 11, "known": 9, "counts": 6, "no": 3, "not_known": 2}
    assert "Här är de 11 personer" in parts["about"]
    assert all(each.case_number in parts["about"] for each in mine)
    assert not any(each.case_number in parts["about"] for each in theirs)


def test_every_number_leads_to_as_many_people_when_all_are_in_ones_units(programme):
    discharged(6, "work")
    discharged(5, "ill")
    discharged(2, None)
    client = client_for(member(Role.COACH))

    goals = client.get(GOALS + DAYS).content.decode()

    opened = re.findall(r'<a href="([^"]*part=\w+)">(\d+)<', goals)
    assert len(opened) == 6  # four of the share, and how many ended and were discharged
    for address, number in opened:
        page = client.get(unescape(address)).content.decode()
        assert len(re.findall('data-label="Ärende"', page)) == int(number)


def test_that_people_were_shown_is_logged_with_who_they_were(programme):
    shown = discharged(6, "work")
    head = member(Role.HEAD_OF_UNIT)

    client_for(head).get(f"{PEOPLE}&part=counts")

    [entry] = Entry.objects.filter(event=Event.LIST_SHOWN)
    assert (entry.actor, entry.role) == (head.pk, "head_of_unit")
    assert entry.details["indicator"] == "work_or_study_at_discharge"
    assert sorted(entry.details["enrolments"]) == sorted(each.pk for each in shown)
    assert "Testperson" not in str(entry.details)


def test_nothing_is_logged_where_nobody_was_shown(programme, elsewhere):
    discharged(6, "work", unit=elsewhere)

    client_for(member(Role.HEAD_OF_UNIT)).get(PEOPLE)

    assert not Entry.objects.filter(event=Event.LIST_SHOWN).exists()


def test_a_person_with_protected_identity_is_listed_for_their_contact_person_alone(programme):
    discharged(6, "work")
    [hidden] = discharged(1, "work")
    Participant.objects.filter(pk=hidden.participant_id).update(protected=True)
    follower = member(Role.COACH)
    ContactPersonFactory(enrolment=hidden, user=follower)

    def listed(user):
        return hidden.case_number in client_for(user).get(PEOPLE).content.decode()

    assert listed(follower)
    assert listed(member(Role.HEAD_OF_UNIT))
    assert not listed(member(Role.COACH))


def numbers(page, row="Alla"):
    """What the table of the goal says of a group."""
    table = page[page.index('id="work_or_study_at_discharge"') :]
    found = re.search(rf'<th scope="row">{row}</th>(.*?)</tr>', table, re.S)
    return re.findall(r"\d+|\.\.", re.sub("<[^>]*>", " ", found.group(1))) if found else None


@pytest.mark.parametrize("role", [Role.COACH, Role.HEAD_OF_UNIT])
def test_a_day_more_or_less_tells_nothing_of_anybody_in_another_unit(programme, elsewhere, role):
    """Two periods that differ by a day are one person apart, with sex and outcome."""
    discharged(9, "work", on=date(2023, 5, 2))
    discharged(12, "ill", unit=elsewhere, on=date(2023, 5, 2))
    discharged(1, "work", sex="man", unit=elsewhere, on=date(2023, 6, 30))
    client = client_for(member(role))

    with_it, without = (
        client.get(f"{GOALS}?first=2023-01-01&last={last}").content.decode()
        for last in ("2023-06-30", "2023-06-29")
    )

    assert numbers(with_it) == numbers(without)
    assert numbers(with_it, "Män") == numbers(without, "Män")
    people = PEOPLE.replace("2023-12-31", "2023-06-30")
    assert "Här är de 9 personer" in client.get(people).content.decode()
    assert "till är med i talet" not in client.get(people).content.decode()


@pytest.mark.parametrize(("others", "shown"), [(4, False), (5, True)])
def test_the_whole_is_hidden_from_who_could_take_their_own_people_from_it(
    programme, elsewhere, others, shown
):
    discharged(9, "work")
    discharged(others, "ill", unit=elsewhere)

    head = client_for(member(Role.HEAD_OF_UNIT)).get(f"{GOALS}?year=2023").content.decode()
    association = client_for(member(Role.ASSOCIATION)).get(f"{GOALS}?year=2023").content.decode()

    assert (str(9 + others) in numbers(head)) == shown
    assert (".." in numbers(head)) == (not shown)
    assert "personer/" not in head
    assert str(9 + others) in numbers(association)


def test_one_of_the_others_is_not_told_by_sex_either(programme, elsewhere):
    discharged(9, "work")
    discharged(9, "work", sex="man")
    discharged(8, "ill", unit=elsewhere)
    discharged(1, "work", sex="man", unit=elsewhere)

    page = client_for(member(Role.HEAD_OF_UNIT)).get(f"{GOALS}?year=2023").content.decode()

    assert "27" in numbers(page)
    assert ".." in numbers(page, "Kvinnor")
    assert ".." in numbers(page, "Män")


def test_what_became_of_one_with_protected_identity_is_told_to_no_colleague(programme):
    discharged(9, "ill")
    [hidden] = discharged(1, "work")
    Participant.objects.filter(pk=hidden.participant_id).update(protected=True)
    coach, head = client_for(member(Role.COACH)), client_for(member(Role.HEAD_OF_UNIT))

    assert "10" in numbers(head.get(GOALS + DAYS).content.decode())
    assert "10" not in numbers(coach.get(GOALS + DAYS).content.decode())
    assert ".." in numbers(coach.get(f"{GOALS}?year=2023").content.decode())


def test_the_whole_programme_is_one_press_away_from_ones_own(programme):
    discharged(9, "work")
    client = client_for(member(Role.COACH))

    own = client.get(GOALS).content.decode()
    [address] = re.findall(r'href="([^"]*[?]year=\d+)"', own)
    whole = client.get(unescape(address))

    assert whole.status_code == 200
    assert 'aria-current="page">Hela insatsen' in whole.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        f"{PEOPLE}&part=all",
        "/siffror/se-hoglandet/work_after/personer/" + DAYS,
        "/siffror/nsw/work_after/personer/" + DAYS,
        f"{GOALS}work_or_study_at_discharge/personer/?first=2023-01-01&last=2022-01-01",
    ],
)
def test_what_is_not_there_is_404(programme, path):
    assert client_for(member(Role.HEAD_OF_UNIT)).get(path).status_code == 404


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?first=2023-01-01&last=2022-12-31", "Sista dagen kan inte vara före den första."),
        ("?first=2023-02-30&last=2023-12-31", "Datumet går inte att läsa"),
        ("?first=2023-01-01&last=2023-12-31&as_of=2022-12-31", "före periodens första"),
        ("?first=2023-01-01&last=2023-12-31&as_of=2099-01-01", "har inte varit än"),
        ("?first=2098-01-01&last=2098-12-31", "har inte börjat än"),
        ("?first=2023-01-01", "måste"),
        ("?colour=red", "inte att välja ”colour”"),
    ],
)
def test_days_that_cannot_be_shown_are_refused_in_words(programme, query, said):
    answer = client_for(member(Role.COACH)).get(GOALS + query)

    assert answer.status_code == 422
    assert said in unescape(answer.content.decode())


# --- The pages themselves -------------------------------------------------------------------------


def test_without_a_programme_the_page_says_what_will_come(association):
    page = client_for(member(Role.ASSOCIATION)).get("/siffror/").content.decode()

    assert "Ingen insats än" in page


def test_without_anybody_counted_the_page_says_what_will_come(programme):
    page = client_for(member(Role.ASSOCIATION)).get("/siffror/").content.decode()

    assert "Ingen har kommit så långt under perioden" in page


def test_the_figure_says_its_source_its_passage_and_how_it_is_counted(programme):
    discharged(6, "work")

    page = client_for(member(Role.ASSOCIATION)).get(f"{GOALS}?year=2023").content.decode()

    assert "Avslutsorsaken, registrerad av coachen vid avslut." in page
    assert "(planen, 2)" in page
    assert "Planen, version 2023" in page
    assert 'href="/matt/work_or_study_at_discharge/"' in page


def test_a_definition_has_a_page_made_from_its_file(programme):
    client = client_for(member(Role.ASSOCIATION))

    page = unescape(client.get("/matt/work_or_study_at_discharge/").content.decode())

    assert "end_counts_as in ('work', 'study')" in page
    assert "Avslutsorsaken som den räknas" in page
    assert (
        "Som det stod 31 december 2023 gäller frågan 5, svaret är känt för 4 och ja för 2." in page
    )
    assert client.get("/matt/nothing/").status_code == 404


def test_a_plan_has_a_page_with_every_rule_and_its_passage(programme):
    client = client_for(member(Role.REFERRER))

    page = client.get("/insatser/se-hoglandet/").content.decode()

    assert "Innan en person tas upp i remittentgruppen ska förarbetet vara gjort" in page
    assert "<ol><li>Överenskommelse." in page
    assert "[4.2, 6.4, 6.5]" in page.replace("\xa0", " ")
    assert client.get("/insatser/se-hoglandet/?version=2023").status_code == 200
    assert client.get("/insatser/se-hoglandet/?version=1999").status_code == 404
    assert client.get("/insatser/nsw/").status_code == 404
    assert "SE-Höglandet" in client.get("/insatser/").content.decode()


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        (f"{GOALS}{DAYS}", 16),
        (f"{GOALS}?year=2023", 22),
        (PEOPLE, 17),
        ("/insatser/se-hoglandet/", 8),
        ("/matt/started/", 6),
    ],
)
def test_the_number_of_queries_does_not_depend_on_how_many_there_are(
    # Two of each are the savepoint that the test's own transaction makes of the request's.
    programme,
    path,
    queries,
    django_assert_num_queries,
):
    client = client_for(member(Role.HEAD_OF_UNIT))
    discharged(6, "work")
    client.get(path)

    with django_assert_num_queries(queries):
        client.get(path)

    discharged(60, "ill", unit=Unit.objects.get())
    with django_assert_num_queries(queries):
        client.get(path)
