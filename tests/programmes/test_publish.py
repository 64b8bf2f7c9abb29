"""Putting a version in force: once, whole, and never to be changed."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connections, transaction

from stegvis.access.models import Organisation, Party, Unit
from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.lib.faults import Refused
from stegvis.programmes.models import Programme, ProgrammeVersion
from stegvis.programmes.queries import published
from stegvis.programmes.services import municipality_name, publish
from tests.factories import PLAN, REPOSITORY, member

HÖGLANDET = PLAN.read_text(encoding="utf-8")
NSW = (REPOSITORY / "definitions/programmes/nsw-1975.toml").read_text(encoding="utf-8")
MALMÖ = (REPOSITORY / "definitions/programmes/make-it-work-2020.toml").read_text(encoding="utf-8")


def next_version(source=HÖGLANDET, *, version="2023b", begins="2023-07-01", ends=None):
    """The plan raised to another version, as someone writes it in the file."""
    lines = source.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("version ="):
            lines[number] = f'version = "{version}"'
        if line.startswith("valid_from ="):
            lines[number] = f"valid_from = {begins}"
            if ends:
                lines[number] += f"\nvalid_to = {ends}"
    return "\n".join(lines) + "\n"


def test_a_published_version_stands_with_its_text_to_the_letter(association):
    version = publish(by=None, association=association, source=HÖGLANDET)

    assert (version.programme.key, version.version) == ("se-hoglandet", "2023")
    assert version.valid_from == date(2023, 1, 1)
    assert ProgrammeVersion.objects.get().source == HÖGLANDET
    assert Entry.objects.get().event == "programmes.version_published"


def test_the_same_text_again_changes_nothing(association):
    first = publish(by=None, association=association, source=HÖGLANDET)

    again = publish(by=None, association=association, source=HÖGLANDET.replace("\n", "\r\n"))

    assert again == first
    assert Entry.objects.count() == 1


def test_another_text_under_a_published_version_is_refused(association):
    publish(by=None, association=association, source=HÖGLANDET)

    with pytest.raises(Refused, match="2023 is published here with another text") as refusal:
        publish(by=None, association=association, source=HÖGLANDET.replace("0.35", "0.30"))

    assert "Copy it to a new version" in str(refusal.value)
    assert ProgrammeVersion.objects.get().source == HÖGLANDET


def test_every_fault_of_the_text_is_told_and_nothing_is_left(association):
    source = HÖGLANDET.replace("valid_from", "valid_form").replace('kind = "region"', "kind = 7")

    with pytest.raises(Refused) as refusal:
        publish(by=None, association=association, source=source)

    assert len(refusal.value.faults) == 3
    assert not Programme.objects.exists()


def test_the_next_version_ends_the_one_before_without_touching_it(association):
    publish(by=None, association=association, source=HÖGLANDET)

    publish(by=None, association=association, source=next_version())

    assert [version.version for version in published("se-hoglandet")] == ["2023", "2023b"]
    in_force = ProgrammeVersion.objects.in_force(date(2023, 6, 30)).get()
    assert in_force.version == "2023"


def test_nobody_comes_in_after_the_last_day_of_a_project(association):
    publish(by=None, association=association, source=MALMÖ)

    def taking_in(*day: int) -> list[str]:
        return [version.version for version in ProgrammeVersion.objects.in_force(date(*day))]

    assert taking_in(2020, 3, 31) == []
    assert taking_in(2020, 4, 1) == taking_in(2022, 3, 31) == ["2020"]
    assert taking_in(2022, 4, 1) == []


def test_a_version_that_begins_the_same_day_as_another_is_refused(association):
    publish(by=None, association=association, source=HÖGLANDET)

    with pytest.raises(Refused, match="2023-01-01 is the day se-hoglandet 2023 begins too"):
        publish(by=None, association=association, source=next_version(begins="2023-01-01"))

    assert ProgrammeVersion.objects.count() == 1


@pytest.mark.parametrize("first", [0, 1])
def test_versions_that_hold_on_the_same_day_are_refused_whichever_comes_first(association, first):
    texts = [next_version(HÖGLANDET, version="2018", begins="2018-01-01", ends="2023-06-30")]
    texts.insert(first, HÖGLANDET)
    publish(by=None, association=association, source=texts[0])

    with pytest.raises(Refused, match="2023-01-01 is within se-hoglandet 2018"):
        publish(by=None, association=association, source=texts[1])

    assert ProgrammeVersion.objects.count() == 1


def test_the_parties_and_units_that_the_plan_names_are_made(association):
    publish(by=None, association=association, source=HÖGLANDET)

    parties = dict(Organisation.objects.values_list("name", "kind"))
    assert parties["Region Jönköpings län"] == Party.REGION
    assert parties["Tranås kommun"] == Party.MUNICIPALITY
    assert "Kommunen" not in parties
    employers = dict(Unit.objects.values_list("key", "organisation__name"))
    assert employers["eksjo"] == "Eksjö kommun"
    assert len(employers) == 6


def test_units_without_a_municipality_belong_to_the_association_itself(association):
    publish(by=None, association=association, source=NSW)

    assert set(Unit.objects.values_list("key", "organisation__kind")) == {
        ("supported-work", Party.ASSOCIATION),
        ("control", Party.ASSOCIATION),
    }


def test_parties_and_units_that_are_there_are_left_as_they_are(association):
    publish(by=None, association=association, source=HÖGLANDET)
    Unit.objects.filter(key="eksjo").update(name="Eksjö och Mariannelund")

    publish(by=None, association=association, source=next_version())

    assert Unit.objects.get(key="eksjo").name == "Eksjö och Mariannelund"
    assert Unit.objects.count() == 6


def test_the_programme_bears_the_name_of_its_latest_version(association):
    renamed = HÖGLANDET.replace('title = "SE-Höglandet"', 'title = "SE Höglandet"', 1)
    publish(by=None, association=association, source=HÖGLANDET)

    publish(by=None, association=association, source=next_version(renamed))

    assert Programme.objects.get().title == "SE Höglandet"


def test_an_administrator_may_publish_and_a_coach_may_not(association):
    publish(by=member(Role.ADMINISTRATOR), association=association, source=NSW)

    with pytest.raises(PermissionDenied):
        publish(by=member(Role.COACH), association=association, source=HÖGLANDET)

    assert ProgrammeVersion.objects.count() == 1


def test_a_published_version_is_not_saved_again(association):
    version = publish(by=None, association=association, source=NSW)

    with pytest.raises(ValidationError, match="ändras inte"):
        version.save()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programmes_programmeversion SET source = 'x'",
        "DELETE FROM programmes_programmeversion",
        "TRUNCATE programmes_programmeversion CASCADE",
    ],
)
def test_the_database_refuses_to_change_what_is_published(association, statement):
    publish(by=None, association=association, source=NSW)

    with (
        pytest.raises(DatabaseError, match=r"permission denied|append-only"),
        transaction.atomic(),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute(statement)

    assert ProgrammeVersion.objects.get().source == NSW


@pytest.mark.django_db(databases=["owner"])
def test_not_even_the_owner_of_the_tables_changes_what_is_published():
    triggers = """
        SELECT tgname FROM pg_trigger
        WHERE tgrelid = 'programmes_programmeversion'::regclass AND NOT tgisinternal
    """
    with connections["owner"].cursor() as cursor:
        cursor.execute(triggers)
        names = {name for (name,) in cursor.fetchall()}

    assert {"append_only", "append_only_all"} <= names


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("Eksjö", "Eksjö kommun"),
        ("Tranås", "Tranås kommun"),
        ("Jönköping", "Jönköpings kommun"),
    ],
)
def test_a_municipality_is_called_by_its_place(place, name):
    assert municipality_name(place) == name
