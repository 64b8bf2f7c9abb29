"""A draft is kept as it was typed, by the one who types it, and over nobody else's words."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from stegvis.access.models import Organisation
from stegvis.access.once import Stale
from stegvis.access.roles import Role
from stegvis.audit.models import Change, Entry
from stegvis.intake.models import Application
from stegvis.intake.services import begin_application, delete_draft, save_draft
from tests.factories import OrganisationFactory, UnitFactory, member
from tests.intake.world import at, begun, eksjo, sent

pytestmark = pytest.mark.django_db

HALF_TYPED = {"personal_number": ["1990-13"], "consent_ends_on": ["snart"], "sex": []}


def saved(draft, today, **fields):
    return save_draft(
        **{"by": draft.written_by, "application": draft, "typed": HALF_TYPED, "now": at(today)}
        | fields
    )


def written_by(role, today, **fields):
    """A user and a draft of theirs."""
    eksjo(today)
    user = member(role, **fields)
    draft = begun(user, today)
    draft.written_by = user
    return user, draft


def test_what_is_half_typed_is_kept_to_the_letter(association, today):
    _user, draft = written_by(Role.REFERRER, today)

    kept = saved(draft, today)

    draft.refresh_from_db()
    assert draft.typed == HALF_TYPED
    assert (kept.saved_at, kept.revision) == (at(today), 2)


def test_what_is_typed_leaves_no_history_until_it_is_sent(association, today):
    _user, draft = written_by(Role.REFERRER, today)

    saved(draft, today)
    saved(draft, today, typed={"given_name": ["Alva"]}, revision=2)

    assert not Change.objects.filter(table="intake_application").exists()


def test_a_draft_that_is_removed_leaves_nothing_that_was_typed(association, today):
    user, draft = written_by(Role.REFERRER, today)
    saved(draft, today)

    delete_draft(by=user, application=draft)

    [change] = Change.objects.filter(table="intake_application")
    assert "typed" not in change.before
    assert not Application.objects.exists()
    assert Entry.objects.filter(event="intake.draft_deleted").count() == 1


def test_another_page_does_not_write_over_what_this_one_saved(association, today):
    _user, draft = written_by(Role.REFERRER, today)
    saved(draft, today, page=uuid.uuid4(), revision=1)

    with pytest.raises(Stale):
        saved(draft, today, typed={"need": ["Från en gammal flik"]}, page=uuid.uuid4(), revision=1)

    draft.refresh_from_db()
    assert draft.typed == HALF_TYPED


def test_the_same_page_saves_again_when_the_answer_was_lost(association, today):
    _user, draft = written_by(Role.REFERRER, today)
    page = uuid.uuid4()
    saved(draft, today, page=page, revision=1)

    kept = saved(draft, today, typed={"need": ["Igen"]}, page=page, revision=1)

    assert kept.typed == {"need": ["Igen"]}


def test_what_has_been_sent_is_no_draft_any_more(association, today):
    user = member(Role.REFERRER)
    application = sent(user, today)

    with pytest.raises(Stale):
        save_draft(by=user, application=application, typed={}, now=at(today))
    with pytest.raises(Stale):
        delete_draft(by=user, application=application)


def test_nobody_else_saves_or_removes_a_draft(association, today):
    _user, draft = written_by(Role.REFERRER, today)
    colleague = member(Role.REFERRER)

    with pytest.raises(PermissionDenied):
        saved(draft, today, by=colleague)
    with pytest.raises(PermissionDenied):
        delete_draft(by=colleague, application=draft)


@pytest.mark.parametrize("role", [Role.HEAD_OF_UNIT, Role.ASSOCIATION, Role.ADMINISTRATOR])
def test_who_may_not_apply_begins_no_application(association, today, role):
    group = eksjo(today)

    with pytest.raises(PermissionDenied):
        begin_application(by=member(role), group=group, organisation=group.unit.organisation)


def test_a_referrer_applies_for_their_own_party_to_their_own_unit(association, today):
    group = eksjo(today)
    elsewhere = member(Role.REFERRER, unit=UnitFactory(key="tranas", name="Tranås"))
    fk = OrganisationFactory(fk=True)
    for_another_party = OrganisationFactory(af=True)

    with pytest.raises(PermissionDenied):
        begin_application(by=elsewhere, group=group, organisation=fk)
    with pytest.raises(PermissionDenied):
        begin_application(by=member(Role.REFERRER), group=group, organisation=for_another_party)


def test_a_party_that_the_plan_does_not_know_cannot_apply(association, today):
    group = eksjo(today)
    foreign = Organisation.objects.create(
        association=association, name="Grannkommunen", kind="municipality"
    )
    user = member(Role.REFERRER, organisation=foreign)

    with pytest.raises(ValidationError, match="Grannkommunen kan inte ansöka till SE-Höglandet"):
        begin_application(by=user, group=group, organisation=foreign)

    assert not Application.objects.exists()


def test_a_role_that_has_ended_writes_no_more(association, today):
    user, draft = written_by(Role.REFERRER, today)
    user.memberships = []

    with pytest.raises(PermissionDenied):
        saved(draft, today + timedelta(days=1))
