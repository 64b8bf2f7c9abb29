"""The pages on which something is done with a case, from the start to the last day but one."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from stegvis.access.acting import posted
from stegvis.access.pages import Request, needs
from stegvis.casework import forms, rules, services
from stegvis.casework.cases import Case
from stegvis.casework.models import Phase
from stegvis.casework.queries import road
from stegvis.casework.services.contact import GAP
from stegvis.casework.services.observing import DURING
from stegvis.casework.services.phases import BECAUSE
from stegvis.casework.views.acting import EDIT, Page, both, show, stands, taken
from stegvis.casework.views.opening import open_case
from stegvis.programmes.definition.words import OCCASIONS
from stegvis.ui.human import in_full


@needs(EDIT)
@both
def admit(request: Request, pk: int) -> HttpResponse:
    """Skriv in: first day, contact person, first step, livelihood and occupation before."""
    case = open_case(request, pk, EDIT)
    form = forms.AdmitForm(posted(request), case=case, user=request.user)
    status = case.enrolment.status
    page = Page(
        title=_("Skriv in"),
        button=_("Skriv in"),
        lead=_("Försörjning och sysselsättning anges som de var direkt före första dagen."),
        rule=case.definition.contact_person,
        notes=(str(rules.NOT_STARTED[status]),) if status in rules.NOT_STARTED else (),
        template="casework/act_observed.html",
    )

    def do() -> str:
        held = services.admit(
            by=request.user, enrolment=case.enrolment, today=case.today, **form.act
        )
        return _("Inskriven från den %(day)s.") % {"day": rules.said_of(held.started_on)}

    return taken(request, case, form, do) or show(request, case, form, page)


@needs(EDIT)
@both
def contact_person(request: Request, pk: int) -> HttpResponse:
    """Who follows the person, from a day."""
    case = open_case(request, pk, EDIT)
    form = forms.ContactForm(posted(request), case=case)
    title = _("Byt kontaktperson") if case.contact else _("Utse kontaktperson")
    page = Page(
        title=title,
        button=title,
        lead=_("Den som är kontaktperson nu är det till och med dagen före.")
        if case.contact
        else "",
        rule=case.definition.contact_person,
        template="casework/act_contact.html",
    )

    def do() -> str:
        contact = services.change_contact_person(
            by=request.user, enrolment=case.enrolment, **form.act
        )
        said = {"name": contact.name, "day": in_full(contact.starts_on)}
        return _("%(name)s är kontaktperson från den %(day)s.") % said

    answer = taken(request, case, form, do)
    if answer is None and form.is_bound and form.has_error(NON_FIELD_ERRORS, GAP):
        form.ask_about_gap()
    return answer or show(request, case, form, page)


# --- Steps ---------------------------------------------------------------------------------------


@needs(EDIT)
@both
def phase(request: Request, pk: int) -> HttpResponse:
    """On to another step, or back to one."""
    case = open_case(request, pk, EDIT)
    form = forms.PhaseForm(posted(request), case=case)
    page = Page(
        title=_("Byt steg") if case.phase else _("Ange steg"),
        button=_("Byt steg") if case.phase else _("Ange steg"),
        lead=_("Steget före slutar dagen innan. Det går att gå tillbaka.") if case.phase else "",
        rule=case.definition.method,
        template="casework/act_phase.html",
    )

    def do() -> str:
        entered = services.enter_phase(
            by=request.user, enrolment=case.enrolment, today=case.today, **form.act
        )
        said = {"step": _title(case, entered.key), "day": in_full(entered.starts_on)}
        return _("%(step)s från den %(day)s.") % said

    answer = taken(request, case, form, do, "casework:phases")
    if answer is None and form.is_bound and form.has_error("because", BECAUSE):
        form.ask_why()
    return answer or show(request, case, form, page, "casework:phases", line=road.line(case))


@needs(EDIT)
@both
def correct_phase(request: Request, pk: int, number: int) -> HttpResponse:
    """Which step a stretch was, or the day it began, put right."""
    case = open_case(request, pk, EDIT)
    row = Phase.objects.filter(enrolment=case.enrolment, pk=number).first()
    if row is None:
        raise Http404
    initial = {"key": row.key, "starts_on": row.starts_on}
    form = forms.PhaseForm(posted(request), case=case, initial=initial)
    del form.fields["because"]  # a correction is not a leaving
    page = Page(
        title=_("Rätta steg"),
        button=_("Rätta steg"),
        lead=_("Det som stod finns kvar i historiken. Steget före följer med till dagen innan."),
        rule=case.definition.method,
        template="casework/act_phase.html",
    )

    def do() -> str:
        services.correct_phase(by=request.user, phase=row, today=case.today, **form.act)
        return _("Steget är rättat.")

    return taken(request, case, form, do, "casework:phases") or show(
        request, case, form, page, "casework:phases"
    )


def _title(case: Case, key: str) -> str:
    return {phase.key: phase.title for phase in case.definition.phases}.get(key, key)


# --- Livelihood and occupation -------------------------------------------------------------------


@needs(EDIT)
@both
def observe(request: Request, pk: int, occasion: str = DURING) -> HttpResponse:
    """What the person lives on and does, at an occasion of the plan."""
    case = open_case(request, pk, EDIT)
    asks = forms.asked_at(case.definition, occasion)
    if not asks:
        raise Http404
    day = _day_of(request, case, occasion)
    form = forms.ObserveForm(
        posted(request), case=case, asks=asks, on=day, stands=stands(case, occasion, day)
    )
    measure = case.definition.measures_at(occasion)[0]
    page = Page(
        title=_("Försörjning och sysselsättning") if len(asks) > 1 else _("Ny försörjning"),
        button=_("Spara"),
        lead=_(OCCASIONS[occasion])[:1].upper() + _(OCCASIONS[occasion])[1:],
        rule=measure,
        template="casework/act_observed.html",
    )

    def do() -> str:
        services.observe(
            by=request.user, enrolment=case.enrolment, occasion=occasion, today=case.today,
            **form.act,
        )  # fmt: skip
        return _("Registrerat.")

    return taken(request, case, form, do, "casework:observations") or show(
        request, case, form, page, "casework:observations"
    )


def _day_of(request: Request, case: Case, occasion: str) -> date:
    """The day of an occasion; of a change on the way the day that was asked for, else today."""
    due = next((i.due_on for i in case.due if i.key == f"measure:{occasion}"), None)
    asked = _read_day(request.GET.get("dag", "")) if occasion == DURING else due
    return min(asked or case.today, case.today)


def _read_day(text: str) -> date | None:
    """A day out of an address. What cannot be read is as if it were not there."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
