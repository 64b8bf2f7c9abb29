"""The form asks what the definition asks, shows what was typed, and says all that is wrong."""

from datetime import date
from uuid import uuid4

import pytest
from django.http import QueryDict
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from stegvis.access.models import Organisation, Unit
from stegvis.access.roles import Role
from stegvis.intake.forms import ApplicationForm
from stegvis.intake.groups import Group
from stegvis.programmes.models import Programme, ProgrammeVersion
from tests.factories import PLAN, OrganisationFactory, member
from tests.intake.world import NUMBER, begun, eksjo

pytestmark = pytest.mark.django_db


def whole(group, today, **fields) -> QueryDict:
    """An application with nothing wrong in it, as a browser sends it."""
    data = QueryDict(mutable=True)
    data.update({
        "once": str(uuid4()), "personal_number": NUMBER, "given_name": "Alva",
        "family_name": "Testperson", "sex": "woman", "municipality": "eksjö",
        "need": "Behovet", "earlier": "", "goal": "Målet", "motivation_answer": "true",
        "consent_form": "paper", "consent_starts_on": today.isoformat(),
        "consent_ends_on": date(today.year + 1, today.month, today.day).isoformat(),
    })  # fmt: skip
    data.setlist("consent_parties", [str(party.pk) for party in group.consent_parties])
    data.setlist("consent_information", [kind.key for kind in group.definition.consent.information])
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


@pytest.fixture
def group(association, today):
    return eksjo(today)


def test_a_whole_application_is_read(group, today):
    form = ApplicationForm(whole(group, today), group=group, today=today)

    assert form.is_valid(), form.errors
    assert form.stated.personal_number.digits == NUMBER
    assert form.stated.municipality == "Eksjö"
    assert len(form.given.parties) == 4


def test_a_question_that_nobody_answered_is_not_a_no(group, today):
    form = ApplicationForm(whole(group, today), group=group, today=today)

    assert form.is_valid()
    assert form.answers["motivation"]["answer"] is True
    assert form.answers["two_parties"]["answer"] is None
    assert form.answers["joint_assessment"]["answer"] is None


def test_it_asks_what_people_answer_and_nothing_that_follows_from_what_is_recorded(group, today):
    form = ApplicationForm(group=group, today=today)

    asked = {name.removesuffix("_answer") for name in form.fields if name.endswith("_answer")}
    definition = group.definition
    attested = {row.key for row in definition.criteria if row.kind == "attested"}
    assert asked == attested | {"joint_assessment"}  # until its days are recorded
    assert "consent_answer" not in form.fields
    assert form.computed == ["Har lämnat samtycke, så att parterna kan samverka"]


def test_nothing_of_the_consent_is_ticked_from_the_start(group, today):
    form = ApplicationForm(group=group, today=today)

    assert form["consent_parties"].value() is None
    assert form["consent_information"].value() is None
    assert form["consent_ends_on"].value() == date(2027, 3, 11)


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"personal_number": ""}, "personal_number", "skriv födelsedagen"),
        ({"personal_number": "199002301234"}, "personal_number", "den 30 februari finns inte"),
        ({"personal_number": "199001012386"}, "personal_number", "den sista siffran går inte ihop"),
        ({"personal_number": "TF9001011234"}, "personal_number", "innehåller bokstäver"),
        ({"birth_date": "2031-01-01"}, "birth_date", "har inte varit än"),
        ({"birth_date": "1990-02-30"}, "birth_date", "Datumet går inte att läsa"),
        ({"given_name": ""}, "given_name", ""),
        ({"sex": ""}, "sex", "Välj ett av alternativen"),
        ({"need": "  "}, "need", ""),
        ({"motivation_answer": "kanske"}, "motivation_answer", "Välj Ja, Nej eller Inte besvarad"),
        ({"consent_parties": []}, "consent_parties", "som personen har nämnt"),
        ({"consent_information": ["hemligt"]}, "consent_information", ""),
        ({"consent_ends_on": "2026-03-10"}, "consent_ends_on", "gäller inte längre"),
        ({"consent_ends_on": "2027-03-12"}, "consent_ends_on", "högst till 2027-03-11"),
    ],
)
def test_each_fault_is_told_at_its_field(group, today, fields, field, sentence):
    form = ApplicationForm(whole(group, today, **fields), group=group, today=today)

    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert sentence in form.errors[field][0]


def test_a_consent_that_leaves_out_the_receiver_is_told_at_the_parties(group, today):
    others = [str(OrganisationFactory(fk=True).pk)]
    form = ApplicationForm(whole(group, today, consent_parties=others), group=group, today=today)

    assert not form.is_valid()
    assert "Eksjö kommun, som tar emot ansökan" in form.errors["consent_parties"][0]


def test_every_fault_is_told_at_once(group, today):
    data = whole(group, today, personal_number="1", goal="", consent_starts_on="2026-04-01")
    form = ApplicationForm(data, group=group, today=today)

    assert set(form.errors) == {"personal_number", "goal", "consent_starts_on"}


def test_a_samordningsnummer_is_a_number_too(group, today):
    form = ApplicationForm(
        whole(group, today, personal_number="19730288-9931"), group=group, today=today
    )

    assert form.is_valid(), form.errors
    assert form.stated.personal_number.is_coordination


def test_a_birth_date_stands_in_for_a_number(group, today):
    data = whole(group, today, personal_number="", birth_date="2001-02-03")
    form = ApplicationForm(data, group=group, today=today)

    assert form.is_valid(), form.errors
    assert (form.stated.personal_number, form.stated.birth_date) == (None, date(2001, 2, 3))


def test_a_page_shows_again_exactly_what_was_typed(group, today):
    typed = {
        "personal_number": ["1990-13"],
        "consent_ends_on": ["snart"],
        "sex": ["woman"],
        "consent_parties": [str(group.consent_parties[0].pk)],
        "motivation_answer": ["false"],
    }
    form = ApplicationForm(group=group, today=today, typed=typed)

    html = str(form["personal_number"]) + str(form["consent_ends_on"])
    assert 'value="1990-13"' in html
    assert 'value="snart"' in html
    assert form["consent_parties"].value() == typed["consent_parties"]
    assert 'value="false"' in str(form["motivation_answer"])
    assert "checked" in str(form["motivation_answer"])


def a_group() -> Group:
    """The group of the plan without a database: what a form is built from."""
    kommun = Organisation(pk=1, name="Eksjö kommun", kind="municipality")
    version = ProgrammeVersion(
        programme=Programme(title="SE-Höglandet"), source=PLAN.read_text(), digest="shape"
    )
    return Group(Unit(key="eksjo", name="Eksjö", organisation=kommun), version, (kommun,))


GROUP, DAY = a_group(), date(2026, 3, 11)
NAMES = ["personal_number", "birth_date", "given_name", "need", "consent_ends_on", "motivation_why"]


@settings(max_examples=60, deadline=None)
@for_all(
    typed=st.dictionaries(
        st.sampled_from(NAMES),
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30),
            max_size=3,
        ),
    )
)
def test_whatever_is_typed_is_never_a_failure_and_comes_back_as_it_was(typed):
    form = ApplicationForm(group=GROUP, today=DAY, typed=typed)
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)

    assert form.typed(data) == typed
    for name, values in typed.items():
        assert form[name].value() == (values[-1] if values else form[name].initial or "")
        str(form[name])
    ApplicationForm(data, group=GROUP, today=DAY).is_valid()


def test_a_draft_begins_with_the_municipality_of_the_unit(group, today):
    draft = begun(member(Role.REFERRER), today)

    form = ApplicationForm(group=group, today=today, typed=draft.typed)

    assert form["municipality"].value() == "Eksjö"
