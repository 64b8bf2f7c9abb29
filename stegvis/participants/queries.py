"""What consents let parties know of each other's people, on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from stegvis.access.models import Organisation
from stegvis.participants.among import among
from stegvis.participants.models import Consent, ConsentParty, Enrolment

#: Per enrolment and party, by number, the keys of the information that consents cover.
Coverage = dict[tuple[int, int], frozenset[str]]


def covered(enrolment: Enrolment, party: Organisation, day: date) -> frozenset[str]:
    """The kinds of information that consents in force on the day let the party have.

    Keys of the definition's ``consent.information``. Empty when no consent names the party: then
    it is to know nothing of the person.
    """
    return coverage([enrolment.pk], day).get((enrolment.pk, party.pk), frozenset())


def coverage(enrolments: Iterable[int], day: date) -> Coverage:
    """`covered` for many enrolments and every party that their consents name, in one query."""
    named = ConsentParty.objects.filter(
        consent__in=Consent.objects.in_force(day).filter(among(enrolments, "enrolment"))
    ).values_list("consent__enrolment_id", "organisation_id", "consent__information")
    found: dict[tuple[int, int], set[str]] = {}
    for enrolment, party, information in named:
        found.setdefault((enrolment, party), set()).update(information)
    return {key: frozenset(kinds) for key, kinds in found.items()}
