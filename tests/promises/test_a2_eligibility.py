"""A2: working age, motivated, limited, two parties, assessed, consent, the five steps (H23 §4.1).

The referrer attests what a person can attest, the consent answers for itself, and what nobody has
answered is neither a yes nor a no.
"""

import pytest

from stegvis.access.roles import Role
from stegvis.intake.forms import ApplicationForm
from stegvis.intake.models import Application
from stegvis.intake.queries import arrival, sheet_for
from stegvis.programmes.definition.words import SECTIONS
from tests.factories import EnrolmentFactory, member
from tests.intake.world import ApplicationFactory, consenting, eksjo, sent

pytestmark = pytest.mark.django_db

#: The plan's criteria, in its order. What stands in the way (H23 §5) is recorded, not asked.
ASKED = ["motivation", "two_parties", "assessed", "target_group", "five_steps"]


def criteria(enrolment, today):
    """What the unit reads about the criteria: text, answer, whether it speaks against."""
    written = Application.objects.filter(enrolment=enrolment).first()
    return sheet_for(frozenset(SECTIONS), arrival(enrolment, today), written).criteria


def test_every_criterion_of_the_plan_is_asked_and_the_consent_answers_for_itself(
    association, today
):
    group = eksjo(today)
    form = ApplicationForm(group=group, today=today)

    asked = [name.removesuffix("_answer") for name in form.fields if name.endswith("_answer")]
    assert asked == [*ASKED, "joint_assessment"]
    assert [row.key for row in group.definition.criteria if row.kind == "computed"] == ["consent"]


def test_what_was_answered_reaches_the_unit_with_its_reason(association, today):
    answers = {
        "motivation": {"answer": True, "why": "Söker själv"},
        "two_parties": {"answer": False, "why": "Bara en"},
    }
    case = sent(member(Role.REFERRER), today, criteria=answers).case

    found = {row.text: (row.answer, row.why, row.met is False) for row in criteria(case, today)}

    definition = case.version.definition
    texts = {row.key: row.text for row in (*definition.criteria, *definition.exclusions)}
    assert found[texts["motivation"]] == (True, "Söker själv", False)
    assert found[texts["two_parties"]] == (False, "Bara en", True)


def test_what_nobody_answered_is_neither_a_yes_nor_a_no(association, today):
    eksjo(today)
    application = ApplicationFactory(criteria={})

    attested = [
        row for row in criteria(application.case, today) if not row.text.startswith("Har lämnat")
    ]

    assert len(attested) == len(ASKED) + len(eksjo(today).definition.exclusions)
    assert {(row.answer, row.met is False) for row in attested} == {(None, False)}


def test_the_consent_criterion_is_met_while_a_consent_to_all_is_in_force(association, today):
    eksjo(today)

    def consent_criterion(enrolment):
        [row] = [r for r in criteria(enrolment, today) if r.text.startswith("Har lämnat samtycke")]
        return row.answer

    assert consent_criterion(consenting()) is True
    assert consent_criterion(EnrolmentFactory()) is False
