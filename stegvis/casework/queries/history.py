"""What has been done with a case, by whom, and what each change replaced, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stegvis.access.events import Event as AccessEvent
from stegvis.access.models import User
from stegvis.audit import log
from stegvis.audit.models import Change, Entry
from stegvis.casework.cases import Case
from stegvis.casework.models import (
    Extension,
    Livelihood,
    Occupation,
    Phase,
    Proposal,
    Track,
)
from stegvis.intake.models import Application, MeetingItem, Preparation
from stegvis.participants.events import Event as Opened
from stegvis.participants.models import Consent, ContactPerson, Enrolment, Participant
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.definition.words import OCCASIONS, OCCUPATIONS
from stegvis.ui.human import in_full

PAGE = 30
#: An act is logged right after its changes; what lies further off came another way.
TOGETHER = timedelta(seconds=5)

#: What hangs on an enrolment and is told in its history, with what one such row is called.
HANGS_ON = {
    ContactPerson: gettext_lazy("Kontaktperson"),
    Consent: gettext_lazy("Samtycke"),
    Phase: gettext_lazy("Steg"),
    Track: gettext_lazy("Spår"),
    Proposal: gettext_lazy("Förslag"),
    Extension: gettext_lazy("Förlängning"),
    Livelihood: gettext_lazy("Försörjning"),
    Occupation: gettext_lazy("Sysselsättning"),
    Preparation: gettext_lazy("Förarbete"),
    MeetingItem: gettext_lazy("Beslut på ett möte"),
    Application: gettext_lazy("Ansökan"),
}
CALLED = HANGS_ON | {Enrolment: gettext_lazy("Ärendet"), Participant: gettext_lazy("Personen")}
MODELS = {model._meta.db_table: model for model in CALLED}

#: The way a change came, where it was not through a page.
WAYS = {
    "import": gettext_lazy("vid inläsning av en fil"),
    "command": gettext_lazy("med ett kommando"),
    "demo": gettext_lazy("när demonstrationen lades upp"),
    "sql": gettext_lazy("direkt i databasen"),
}


@dataclass(frozen=True)
class Altered:
    """One field of one row: what it is called, what stood there and what stands there now."""

    what: str
    before: str
    after: str


@dataclass
class Moment:
    """One act, or changes that no act accounts for: when, who, which way, and what changed."""

    at: datetime
    who: str
    sentence: str
    way: str = ""
    changes: list[Altered] = field(default_factory=list)


@dataclass(frozen=True)
class History:
    """One page of it, the latest first."""

    moments: list[Moment]
    page: Page


def history(case: Case, number: str | None) -> History:
    """The acts on the case and the changes they made. Five queries.

    A page is so many acts, with every change made from its oldest act to the page before.
    """
    acts = (
        Entry.objects.filter(enrolment=case.enrolment.pk)
        .exclude(event__in=[AccessEvent.RECORD_OPENED, AccessEvent.LIST_SHOWN])
        .order_by("-at", "-pk")
    )
    page = Paginator(acts, PAGE).get_page(number)
    entries = list(page.object_list)
    changes = list(_changes(case.enrolment, acts, page, entries))
    opened = [] if page.has_next() else list(_opened(case.enrolment, entries))
    names = _names([*(e.actor for e in entries), *(c.by for c in changes)], changes)
    told = _told(entries, changes, Words(case.definition, names))
    return History([*told, *opened], page)


def _opened(enrolment: Enrolment, entries: list[Entry]) -> Iterator[Moment]:
    """How a case came that nobody opened on a page: it has no act of its own."""
    if enrolment.made_how in WAYS and not any(e.event == Opened.ENROLMENT_OPENED for e in entries):
        way = str(WAYS[enrolment.made_how])
        yield Moment(enrolment.made_at, "", _("Ärendet lades upp"), way)


def _changes(
    enrolment: Enrolment, acts: QuerySet[Entry], page: Page, entries: list[Entry]
) -> QuerySet[Change]:
    """The changes of the page's time. Asked table by table, so that each question has its index."""
    when = Q()
    if page.number > 1:
        when &= Q(at__lte=entries[0].at)
    if page.has_next():
        when &= Q(at__gt=acts[page.end_index()].at)
    first, *rest = [Change.objects.filter(about, when) for about in _about(enrolment)]
    return first.union(*rest, all=True).order_by("-at", "-id")


def _about(enrolment: Enrolment) -> Iterator[Q]:
    """Changes to the enrolment, the person, and what hangs on it or hung there until removed."""
    yield Q(table=Enrolment._meta.db_table, row=enrolment.pk)
    yield Q(table=Participant._meta.db_table, row=enrolment.participant_id)
    for model in HANGS_ON:
        rows = model._default_manager.filter(Q(("enrolment", enrolment.pk))).order_by().values("pk")
        yield Q(table=model._meta.db_table, row__in=rows)
    yield Q(
        Exact(KeyTextTransform("enrolment_id", "before"), str(enrolment.pk)), after__isnull=True
    )


def _names(actors: Iterable[int | None], changes: list[Change]) -> dict[int, str]:
    """The names of everybody who did something or whom a change is about."""
    numbers = {actor for actor in actors if actor}
    for change in changes:
        for values in filter(None, (change.before, change.after)):
            numbers |= {values[key] for key in ("user_id", "settled_by_id") if values.get(key)}
    return dict(User.objects.filter(pk__in=numbers).values_list("pk", "name"))


def _told(entries: list[Entry], changes: list[Change], words: Words) -> list[Moment]:
    """Acts with the changes that the same person made right before each; then the changes alone."""
    sentences = log.sentences()
    moments: list[tuple[int | None, Moment]] = []
    for entry in entries:
        sentence = str(sentences.get(entry.event, entry.event)) + words.about(entry.details)
        moments.append((entry.actor, Moment(entry.at, words.name(entry.actor), sentence)))
    for change in changes:
        words.into(_moment_of(change, moments, words), change)
    found = [moment for _actor, moment in moments]
    return sorted(found, key=lambda moment: moment.at, reverse=True)


def _moment_of(change: Change, moments: list[tuple[int | None, Moment]], words: Words) -> Moment:
    for actor, moment in reversed(moments):
        if actor == change.by and abs(moment.at - change.at) <= TOGETHER:
            return moment
    way = str(WAYS.get(change.how, ""))
    alone = Moment(change.at, words.name(change.by), _("Ändrade uppgifter"), way)
    moments.append((change.by, alone))
    return alone


# --- In words ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """Columns and values as people read them, under the plan that the case stands under."""

    definition: ProgrammeDefinition
    names: dict[int, str]

    def name(self, user: int | None) -> str:
        """Whoever it was; a colleague who can no longer be seen by number."""
        return self.names.get(user, "") if user else ""

    def about(self, details: dict[str, Any]) -> str:
        """What the act was about, as far as the log says it by key: ": Yrkesprofil"."""
        for key, model, name in TOLD:
            if value := details.get(key):
                return f": {self._keyed(model, name, value)}"
        return ""

    def into(self, moment: Moment, change: Change) -> None:
        """Add to the moment what a change altered, the machine's own columns left out."""
        model = MODELS.get(change.table)
        if model is None:
            return
        called, after = str(CALLED[model]), change.after or {}
        if change.after is None:
            kind = self.value(model, "kind", change.before.get("kind"))
            moment.changes.append(Altered(f"{called}: {kind}", _("fanns"), _("togs bort")))
            return
        for fld in model._meta.concrete_fields:
            if fld.name in model.Privacy.personal and fld.column in change.before:  # type: ignore[attr-defined]
                moment.changes.append(
                    Altered(
                        f"{called}: {fld.verbose_name}",
                        self.value(model, fld.name, change.before[fld.column]),
                        self.value(model, fld.name, after.get(fld.column)),
                    )
                )

    def value(self, model: type[Model], name: str, value: Any) -> str:
        """One value in words; what was not recorded is said to be so."""
        if value is None or value == "":
            return _("inte angivet")
        if isinstance(value, bool):
            return _("ja") if value else _("nej")
        fld = model._meta.get_field(name)
        if fld.get_internal_type() == "DateField":
            return in_full(date.fromisoformat(value))
        if fld.is_relation:
            return self.names.get(value, str(value))
        if isinstance(value, list):
            return ", ".join(self._keyed(model, name, each) for each in value)
        return self._keyed(model, name, value)

    def _keyed(self, model: type[Model], name: str, value: Any) -> str:
        """The title that the plan, or the field's own choices, have for a key."""
        titles = TITLES.get((model, name))
        if titles and value in (found := titles(self.definition)):
            return str(_(found[value]))
        choices = dict(getattr(model._meta.get_field(name), "flatchoices", ()) or ())
        return str(choices.get(value, value))


#: What in an entry's details tells more than its sentence, and whose column the key is of.
TOLD: tuple[tuple[str, type[Model], str], ...] = (
    ("key", Phase, "key"),
    ("reason", Enrolment, "end_reason"),
    ("occasion", Livelihood, "occasion"),
    ("version", Enrolment, "version"),
)

Titles = Callable[[ProgrammeDefinition], dict[str, str]]

TITLES: dict[tuple[type[Model], str], Titles] = {
    (Phase, "key"): lambda d: d.phase_titles,
    (Enrolment, "end_reason"): lambda d: d.end_reasons,
    (MeetingItem, "end_reason"): lambda d: d.end_reasons,
    (Livelihood, "kind"): lambda d: {
        kind.key: kind.title for kind in (d.livelihoods.kinds if d.livelihoods else ())
    },
    (Occupation, "kind"): lambda d: OCCUPATIONS,
    (Livelihood, "occasion"): lambda d: OCCASIONS,
    (Occupation, "occasion"): lambda d: OCCASIONS,
    (Consent, "information"): lambda d: {
        kind.key: kind.text for kind in (d.consent.information if d.consent else ())
    },
    (Preparation, "key"): lambda d: {
        item.key: item.text for item in (d.preparation.items if d.preparation else ())
    },
}
