"""Recording what a person lives on and does, at an occasion of the definition (C5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.casework import rules
from stegvis.casework.events import Event
from stegvis.casework.models import Livelihood, Observation, Occupation
from stegvis.participants.models import Enrolment
from stegvis.participants.services import hold

#: The occasion that is each time anew; every other one happens once.
DURING = "during"


@dataclass(frozen=True, slots=True)
class Share:
    """One kind, and how much of full time (40 hours a week always). None: not known."""

    kind: str
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen on a day. An empty list says that nothing was recorded, never "nothing"."""

    livelihoods: Sequence[Share] = ()
    occupations: Sequence[Share] = ()

    def __bool__(self) -> bool:
        return bool(self.livelihoods or self.occupations)


@transaction.atomic
def observe(
    *,
    by: User,
    enrolment: Enrolment,
    revision: int | None,
    occasion: str,
    on: date,
    observed: Observed,
    today: date,
) -> Enrolment:
    """Let what is recorded at the occasion be exactly this; what stood there stays in the history.

    Refused for an occasion the definition does not ask at, before the start, and ahead of time.
    """
    require(by, Permission.CASE_EDIT, enrolment)

    held = hold(enrolment, revision)
    if occasion not in {measure.occasion for measure in held.version.definition.measures}:
        raise ValidationError({"occasion": _("Insatsen frågar inte efter det tillfället.")})
    if held.started_on is None:
        raise ValidationError(_("Personen är inte inskriven. Skriv in personen först."))
    rules.refuse("on", [*rules.not_in_future(on, today), *_within(held, occasion, on)])

    write(held, occasion, on, observed)
    held.save(update_fields=["revision"])

    log.record(Event.OBSERVED, by=by, on=held, occasion=occasion, day=on.isoformat())
    return held


def _within(held: Enrolment, occasion: str, on: date) -> list[str]:
    """What changes on the way is recorded from the start on; the other occasions have their day."""
    if occasion != DURING:
        return []
    return list(rules.not_before(on, held.started_on, _("Personen skrevs in")))


def write(held: Enrolment, occasion: str, on: date, observed: Observed) -> None:
    """Write both lists for the occasion. ValidationError for kinds the plan does not have."""
    definition = held.version.definition
    livelihoods = (
        {kind.key for kind in definition.livelihoods.kinds} if definition.livelihoods else set()
    )
    occupations: set[str] = set(definition.occupations.kinds if definition.occupations else ())
    _check("livelihoods", observed.livelihoods, livelihoods)
    _check("occupations", observed.occupations, occupations)
    _replace(Livelihood, held, occasion, on, observed.livelihoods)
    _replace(Occupation, held, occasion, on, observed.occupations)


def _check(field: str, shares: Sequence[Share], known: set[str]) -> None:
    kinds = [share.kind for share in shares]
    faults = []
    if unknown := set(kinds) - known:
        faults.append(_("Planen känner inte %(kinds)s.") % {"kinds": ", ".join(sorted(unknown))})
    if len(set(kinds)) < len(kinds):
        faults.append(_("Samma slag står två gånger. Skriv det en gång med hela omfattningen."))
    if "none" in kinds and len(kinds) > 1:
        faults.append(_("”Ingen sysselsättning” kan inte stå tillsammans med en annan."))
    if any(share.percent is not None and not 1 <= share.percent <= 100 for share in shares):
        faults.append(_("Omfattningen är mellan 1 och 100 procent."))
    rules.refuse(field, faults)


def _replace(
    model: type[Observation], held: Enrolment, occasion: str, on: date, shares: Sequence[Share]
) -> None:
    """Alter the rows there are before making or removing any: the history then reads as change."""
    rows = model.objects.filter(enrolment=held, occasion=occasion)
    stand = list((rows.filter(on=on) if occasion == DURING else rows).order_by("pk"))
    left = {row.kind: row for row in stand}
    new = []
    for share in shares:
        row = left.pop(share.kind, None)
        _set(row, on, share) if row else new.append(share)
    spare = list(left.values())
    for share in new:
        row = (
            spare.pop()
            if spare
            else model(association_id=held.association_id, enrolment=held, occasion=occasion)
        )
        _set(row, on, share)
    for row in spare:
        row.delete()


def _set(row: Observation, on: date, share: Share) -> None:
    row.on, row.kind, row.percent = on, share.kind, share.percent
    row.save()
