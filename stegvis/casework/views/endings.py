"""The pages on which a person leaves: end, discharge, and taking an end back."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.utils.translation import gettext as _

from stegvis.access.acting import posted
from stegvis.access.pages import Request, needs
from stegvis.casework import forms, rules, services
from stegvis.casework.cases import Case
from stegvis.casework.views.acting import EDIT, Page, both, show, taken
from stegvis.casework.views.opening import open_case
from stegvis.intake.models import Outcome
from stegvis.participants.models import Enrolment
from stegvis.programmes.definition import Length, ProgrammeDefinition
from stegvis.programmes.definition.words import END_REASONS
from stegvis.ui.human import in_full


@needs(EDIT)
@both
def end(request: Request, pk: int) -> HttpResponse:
    """Avsluta: why, the last day, livelihood and occupation after; and what follows from it."""
    case = open_case(request, pk, EDIT)
    form = forms.EndForm(posted(request), case=case)
    page = Page(
        title=_("Avsluta"),
        button=_("Avsluta"),
        lead=_("Försörjning och sysselsättning anges som de är efter sista dagen."),
        notes=(*_decided(case), *discharge_rules(case.definition)),
        template="casework/act_observed.html",
    )

    def do() -> str:
        held = services.end(by=request.user, enrolment=case.enrolment, today=case.today, **form.act)
        return what_follows(held)

    return taken(request, case, form, do) or show(request, case, form, page)


def _decided(case: Case) -> Iterator[str]:
    """What the referral group has said, where it is the group that decides who leaves (A9)."""
    deciding = case.definition.deciding
    if deciding is None or deciding.way != "referral_group":
        return
    if case.ruling.get("outcome") == Outcome.END:
        yield _("Remittentgruppen har beslutat att insatsen avslutas.")
    else:
        yield _("Remittentgruppen har inte beslutat om avslut (%(where)s).") % {
            "where": rules.cited(deciding.passage)
        }


def discharge_rules(definition: ProgrammeDefinition) -> Iterator[str]:
    """Per rule of the plan when the person is discharged; the day is told when it is known."""
    for rule in definition.discharge:
        reasons = [_(END_REASONS[key]) for key in rule.when if key != "otherwise"]
        reasons[1:] = [reason[:1].lower() + reason[1:] for reason in reasons[1:]]
        yield _("%(reasons)s: utskrivning %(when)s (%(where)s).") % {
            "reasons": _(" eller ").join(reasons) if reasons else _("Av annan orsak"),
            "when": _("samma dag, i samma steg som avslutet")
            if rule.after == Length()
            else _("%(length)s efter sista dagen") % {"length": rules.length(rule.after)},
            "where": rules.cited(rule.passage),
        }


def what_follows(held: Enrolment) -> str:
    """What an end has led to: the discharge done, or the day it falls due."""
    assert held.ended_on
    assert held.end_reason
    ended = _("Avslutad den %(day)s.") % {"day": in_full(held.ended_on)}
    if held.discharged_on:
        return f"{ended} {_('Personen skrevs ut samma dag.')}"
    day = held.version.definition.discharge_on(held.end_reason, held.ended_on)
    return f"{ended} " + _("Utskrivningen ska göras den %(day)s.") % {"day": in_full(day)}


@needs(EDIT)
@both
def discharge(request: Request, pk: int) -> HttpResponse:
    """Skriv ut, on the day that follows from the end or later."""
    case = open_case(request, pk, EDIT)
    form = forms.DischargeForm(posted(request), case=case)
    page = Page(
        title=_("Skriv ut"),
        button=_("Skriv ut"),
        lead=_("Den avslutsorsak som står vid utskrivningen är den som räknas."),
        notes=tuple(_when(case)),
        template="casework/act_observed.html",
    )

    def do() -> str:
        held = services.discharge(
            by=request.user, enrolment=case.enrolment, today=case.today, **form.act
        )
        return _("Utskriven den %(day)s.") % {"day": rules.said_of(held.discharged_on)}

    return taken(request, case, form, do) or show(request, case, form, page)


def _when(case: Case) -> Iterator[str]:
    """The first day the person can be discharged, and what of the plan says so."""
    item = next((item for item in case.due if item.key == "discharge"), None)
    if item is not None and item.due_on is not None:
        said = {"day": in_full(item.due_on), "where": rules.cited(item.passage), "why": item.why}
        yield _("%(why)s. Utskrivning tidigast den %(day)s (%(where)s).") % said


@needs(EDIT)
@both
def correct_end(request: Request, pk: int) -> HttpResponse:
    """The day or the reason of an end, put right before the discharge."""
    case = open_case(request, pk, EDIT)
    form = forms.CorrectEndForm(posted(request), case=case)
    page = Page(
        title=_("Rätta avslutet"),
        button=_("Rätta avslutet"),
        lead=_("Det som stod finns kvar i historiken. Utskrivningsdagen följer av det nya."),
        notes=tuple(discharge_rules(case.definition)),
    )

    def do() -> str:
        held = services.correct_end(
            by=request.user, enrolment=case.enrolment, today=case.today, **form.act
        )
        return what_follows(held)

    return taken(request, case, form, do) or show(request, case, form, page)


@needs(EDIT)
@both
def undo_end(request: Request, pk: int) -> HttpResponse:
    """An end that was wrong, taken back: the person goes on as if it had not been."""
    case = open_case(request, pk, EDIT)
    form = forms.UndoEndForm(posted(request), case=case)
    page = Page(
        title=_("Ta tillbaka avslutet"),
        button=_("Ta tillbaka avslutet"),
        lead=_(
            "Personen är inskriven igen, på det steg och med den kontaktperson som var. "
            "Avslutet står kvar i historiken."
        ),
        danger=True,
    )

    def do() -> str:
        services.undo_end(by=request.user, enrolment=case.enrolment, **form.act)
        return _("Avslutet är taget tillbaka. Personen är inskriven.")

    return taken(request, case, form, do) or show(request, case, form, page)
