"""F1: secrecy is kept in every case; each party gathers its own consents; a consent that is taken
back ends the sharing (H23 §6.6).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from stegvis.access import wall
from stegvis.access.middleware import memberships
from stegvis.access.models import User
from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.intake.models import Application, Outcome
from stegvis.participants.models import Consent, ConsentParty
from stegvis.participants.services import record_consent, withdraw_consent
from tests.factories import OrganisationFactory, client_for, member
from tests.intake.world import ItemFactory, MeetingFactory, at, parties
from tests.test_pages import rows
from tests.world import small_world


@dataclass
class Shared:
    """Somebody whom Försäkringskassan has applied for, and who lets the whole group know of it."""

    association: int
    consent: Consent
    users: dict[str, User]
    #: Every address that a referrer may open, on the person's records.
    paths: list[str]
    #: What tells of the person: names, and what the application says.
    words: list[str]


@pytest.fixture
def shared(association) -> Shared:
    today = timezone.localdate()
    world = small_world(today)
    sent = Application.objects.get(pk=world.samples["sent"])
    person = sent.case.participant
    person.user = member(Role.PARTICIPANT)
    person.save()
    consent = Consent.objects.get(enrolment=sent.case)
    held = MeetingFactory(
        on=today - timedelta(days=30), held_at=at(today - timedelta(days=30), hour=15)
    )
    ItemFactory(
        meeting=held, enrolment=sent.case, outcome=Outcome.WAITING, reason="Väntar på plats i vår"
    )
    samples = world.samples | {
        "case": sent.case.pk, "consent": consent.pk, "held": held.pk,
    }  # fmt: skip
    paths = [
        reverse(name, args=[samples[sample] for sample in wanted])
        for name, (wanted, statuses) in rows().items()
        if statuses["referrer"] == "200"
    ]
    others = {
        "other": member(Role.REFERRER, organisation=OrganisationFactory(af=True)),
        "person": person.user,
    }
    return Shared(
        association.pk,
        consent,
        world.users | others,
        [*paths, reverse("intake:minutes", args=[held.pk])],
        [person.family_name, "Enligt ansökan", sent.need, sent.goal, "Väntar på plats i vår"],
    )


def told(shared: Shared, who: str) -> set[str]:
    """What of the person the pages tell the user, all that may be opened taken together."""
    browser = client_for(shared.users[who])
    answers = [browser.get(path, follow=True) for path in shared.paths]
    wall.enter(shared.association)
    # A paper's bytes say nothing to a search for words: it opens for whom its page opens.
    pages = [
        answer.content.decode()
        for answer in answers
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    ]
    return {word for word in shared.words if any(word in page for page in pages)}


def post(shared: Shared, who: str, path: str) -> None:
    fields = {"once": str(uuid4()), "on": timezone.localdate().isoformat()}
    answer = client_for(shared.users[who]).post(path, fields)
    assert answer.status_code == 302, answer.content.decode()
    wall.enter(shared.association)


def by_the_person(shared: Shared) -> None:
    post(shared, "person", reverse("casework:mine_withdraw", args=[shared.consent.pk]))


def by_the_party_that_referred(shared: Shared) -> None:
    post(shared, "referrer", reverse("intake:withdraw_consent", args=[shared.consent.pk]))


def by_the_unit(shared: Shared) -> None:
    post(shared, "coach", reverse("intake:withdraw_consent", args=[shared.consent.pk]))


def by_its_last_day(shared: Shared) -> None:
    today = timezone.localdate()
    Consent.objects.filter(starts_on__lt=today).update(ends_on=today - timedelta(days=1))


@pytest.mark.parametrize(
    "ended", [by_the_person, by_the_party_that_referred, by_the_unit, by_its_last_day]
)
def test_a_consent_that_has_ended_ends_the_sharing_on_every_page(shared, ended):
    assert told(shared, "other") >= set(shared.words[:1])
    assert told(shared, "referrer") == set(shared.words)

    ended(shared)

    assert told(shared, "other") == set()
    assert told(shared, "referrer") == set()
    assert shared.words[0] in told(shared, "coach"), "the unit keeps its own file"


def test_a_party_that_a_consent_does_not_name_hears_nothing(shared):
    af = shared.users["other"].memberships[0].organisation

    ConsentParty.objects.filter(consent=shared.consent, organisation=af).delete()

    assert told(shared, "other") == set()
    assert told(shared, "referrer") == set(shared.words)


def test_the_party_that_refers_gathers_the_consent_and_another_cannot(shared):
    """Its own party alone, the unit, and the person may also take it back."""
    enrolment = shared.consent.enrolment
    kinds = [kind.key for kind in enrolment.version.definition.consent.information]

    def gather(who: str) -> Consent:
        user = shared.users[who]
        user.memberships = memberships(user, shared.association)
        return record_consent(
            by=user, enrolment=enrolment, parties=parties(), information=kinds,
            form="paper", starts_on=date(2026, 1, 1),
        )  # fmt: skip

    for who in ("referrer", "coach", "person"):
        assert gather(who).parties.count() == len(parties())
    for who in ("other", "elsewhere", "administrator", "association", "steering_group"):
        with pytest.raises(PermissionDenied):
            gather(who)
        with pytest.raises(PermissionDenied):
            withdraw_consent(by=shared.users[who], consent=shared.consent, on=date(2026, 1, 2))


def test_who_gave_and_who_took_back_is_in_the_log(shared):
    by_the_person(shared)

    [entry] = Entry.objects.filter(event="participants.consent_withdrawn")
    assert (entry.actor, entry.role) == (shared.users["person"].pk, "participant")
    assert entry.enrolment == shared.consent.enrolment_id
