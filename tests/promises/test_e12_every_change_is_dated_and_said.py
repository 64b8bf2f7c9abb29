"""E12: the plan is revised; every change is dated, and people, figures and pages say the version.

V20 §4, V23: the plan and its indicators are revised yearly. A version that is published stands.
"""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import pytest

from stegvis.access.models import Unit
from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.casework.models import VersionStretch
from stegvis.casework.services import move_to_version
from stegvis.indicators.calculator import figures
from stegvis.indicators.printing import as_json, as_text
from stegvis.lib.dates import Period
from tests.casework.people import taking_part
from tests.factories import EnrolmentFactory, client_for, member
from tests.indicators.cohorts import discharged
from tests.programmes.plans import LIMITED, TEXT, put_in_force, raised
from tests.repository import ROOT

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 11)
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))


def page(role: Role, address: str) -> str:
    return " ".join(unescape(client_for(member(role)).get(address).content.decode()).split())


@pytest.fixture
def plan(association):
    """SE-Höglandet of 2023, revised from 1 September 2025."""
    return put_in_force(TEXT), put_in_force(raised(LIMITED))


def test_a_persons_page_says_the_version_and_its_day(plan):
    person = taking_part()

    told = page(Role.COACH, f"/deltagare/{person.pk}/")

    assert re.search(r"SE-Höglandet 2023, gäller från .*1 januari 2023", told)


def test_a_person_stands_under_the_version_they_came_in_on_until_moved_on_a_day(plan, clock):
    old, new = plan
    person = taking_part()
    assert person.version == old

    head = member(Role.HEAD_OF_UNIT)
    move_to_version(by=head, enrolment=person, revision=None, version=new, today=TODAY)

    days = VersionStretch.objects.order_by("starts_on").values_list("version__version", "starts_on")
    assert list(days) == [("2023", date(2025, 1, 8)), ("2025", TODAY)]
    told = page(Role.COACH, f"/deltagare/{person.pk}/")
    assert "SE-Höglandet 2025, gäller från" in told
    assert "dessförinnan 2023" in told
    history = page(Role.COACH, f"/deltagare/{person.pk}/historik/")
    assert "Flyttade personen till en ny version av planen: 2025" in history


def test_figures_over_a_change_of_version_tell_both_and_the_day(plan):
    old, new = plan
    EnrolmentFactory(ongoing=True, version=old)
    EnrolmentFactory(ongoing=True, version=new, started_on=date(2025, 10, 1))

    found = figures(old.programme, YEAR, as_of=TODAY)

    assert (found.version, found.under) == ("2025", ("2023", "2025"))
    text = as_text(found)
    assert "se-hoglandet 2025, 2025-01-01 till 2025-12-31" in text
    assert "Version 2025 tog vid den 2025-09-01." in text
    assert "Personerna står under: 2023, 2025." in text
    told = json.loads(as_json(found))
    assert told["version"] == "2025"
    assert told["versions"] == ["2023", "2025"]
    assert told["version_began"] == {"2025": "2025-09-01"}


def test_figures_read_by_a_version_that_nobody_counted_stands_under_say_so(plan):
    old, _new = plan
    EnrolmentFactory(ongoing=True, version=old)

    assert "Personerna står under: 2023." in as_text(figures(old.programme, YEAR, as_of=TODAY))


def test_figures_before_the_change_name_the_one_version_and_no_other(plan):
    old, _new = plan
    EnrolmentFactory(ongoing=True, version=old)

    text = as_text(figures(old.programme, Period(date(2025, 1, 1), date(2025, 6, 30)), as_of=TODAY))

    assert "se-hoglandet 2023" in text
    assert "tog vid" not in text
    assert "Personerna står under" not in text


def test_the_page_of_goals_names_the_version_and_the_day_it_took_over(plan, clock):
    discharged(12, "work", on=date(2025, 5, 1), version=plan[0])

    told = page(Role.STEERING_GROUP, "/siffror/se-hoglandet/?year=2025")

    assert "Planen, version 2025" in told
    assert "Version 2025 tog vid den 1 september 2025." in told
    assert "Personerna står under: 2023." in told


def test_everybody_who_reads_plans_can_see_when_each_version_holds_and_what_it_changes(plan):
    for role in (Role.COACH, Role.STEERING_GROUP, Role.REFERRER):
        told = page(role, "/insatser/se-hoglandet/")
        assert "1 januari 2023 till 31 augusti 2025" in told
        assert "1 september 2025 och tills vidare" in told

    told = page(Role.STEERING_GROUP, "/insatser/se-hoglandet/2023/2025/")
    assert "Gäller från 1 september 2025 i stället för 1 januari 2023." in told
    assert "Längsta tid 12 månader i stället för ingen gräns." in told


def test_every_publication_is_in_the_log_with_its_version(plan):
    entries = Entry.objects.filter(event="programmes.version_published").order_by("pk")

    assert [entry.details["version"] for entry in entries] == ["2023", "2025"]


def test_no_line_of_the_program_knows_a_programme_by_name():
    """A sixth programme runs without a line of Python; only the demonstration chooses one."""
    keys = {path.stem.rpartition("-")[0] for path in ROOT.glob("definitions/programmes/*.toml")}
    named = [
        f"{path.relative_to(ROOT)}: {key}"
        for path in sorted(ROOT.glob("stegvis/**/*.py"))
        if "demo" not in path.parts
        for key in keys
        if re.search(rf"[\"']{key}[\"']", path.read_text(encoding="utf-8"))
    ]

    assert named == []


def test_a_programme_of_ones_own_runs_from_its_text_alone(association, clock):
    """The plan of the how-to, as somebody who has only read it writes it."""
    how_to = (ROOT / "docs/how-to/programme.md").read_text(encoding="utf-8")
    text = "\n".join(re.findall(r"```toml\n(.*?)```", how_to, re.DOTALL))
    version = put_in_force(text.replace("2027-01-01", "2025-01-01"))
    definition = version.definition
    unit = Unit.objects.get(key=definition.units[0].key)
    person = EnrolmentFactory(ongoing=True, version=version, unit=unit)
    coach = client_for(member(Role.COACH, unit=unit, organisation=unit.organisation))

    case = coach.get(f"/deltagare/{person.pk}/")

    assert case.status_code == 200
    assert definition.title in case.content.decode()
    assert [item.key for item in case.context["case"].due]
    assert coach.get(f"/siffror/{definition.key}/").status_code == 200
    assert coach.get(f"/insatser/{definition.key}/").status_code == 200
