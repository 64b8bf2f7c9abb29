"""What a person has agreed to share, and whether their identity is protected."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from stegvis.access.acting import act_once, posted, status_of
from stegvis.access.pages import Request, needs
from stegvis.casework import forms, services
from stegvis.casework.queries import consents
from stegvis.casework.views.acting import EDIT, Page, both, show, taken
from stegvis.casework.views.opening import head, open_case
from stegvis.intake.forms import ConsentForm
from stegvis.intake.groups import group_of
from stegvis.participants.services import record_consent, withdraw_consent


@needs(EDIT)
@both
def new_consent(request: Request, pk: int) -> HttpResponse:
    """A new consent from a person who takes part."""
    case = open_case(request, pk, EDIT)
    rule, enrolment = case.definition.consent, case.enrolment
    if rule is None or enrolment.unit is None:
        raise Http404
    group = group_of(enrolment.unit, enrolment.version)
    form = ConsentForm(posted(request), group=group, today=case.today)

    def act() -> HttpResponse:
        given = form.given
        record_consent(
            by=request.user, enrolment=enrolment, parties=given.parties,
            information=given.information, form=given.form,
            starts_on=given.starts_on, ends_on=given.ends_on,
        )  # fmt: skip
        messages.success(request, _("Samtycket är registrerat."))
        return redirect("casework:consents", enrolment.pk)

    answer = act_once(request, form, act) if request.method == "POST" else None
    page = Page(title=_("Nytt samtycke"), button=_("Spara samtycket"), lead=rule.text, rule=None)
    context = head(request, case) | {
        "form": form,
        "act": page,
        "back": reverse("casework:consents", args=[enrolment.pk]),
    }
    return answer or render(request, "casework/act.html", context, status=status_of(form))


@needs(EDIT)
@both
def withdraw(request: Request, pk: int, number: int) -> HttpResponse:
    """That a person has taken a consent back: who loses what, at once."""
    case = open_case(request, pk, EDIT)
    given = consents.consents_of(case)
    taken_back = next((one for one in given if one.consent.pk == number), None)
    if taken_back is None:
        raise Http404
    form = forms.WithdrawForm(posted(request))

    def act() -> HttpResponse:
        withdraw_consent(by=request.user, consent=taken_back.consent, on=case.today)
        messages.success(request, _("Samtycket är återtaget. Delningen har upphört."))
        return redirect("casework:consents", case.enrolment.pk)

    answer = act_once(request, form, act) if request.method == "POST" else None
    context = head(request, case) | {
        "form": form,
        "given": taken_back,
        "losses": consents.losses(taken_back, given),
        "rule": case.definition.consent,
        "back": reverse("casework:consents", args=[case.enrolment.pk]),
    }
    return answer or render(request, "casework/withdraw.html", context, status=status_of(form))


@needs(EDIT)
@both
def protected(request: Request, pk: int) -> HttpResponse:
    """Mark that a person's identity is protected, or that it no longer is."""
    case = open_case(request, pk, EDIT)
    mark = not case.enrolment.participant.protected
    form = forms.ProtectedForm(posted(request), case=case)
    page = Page(
        title=_("Markera skyddade personuppgifter") if mark else _("Ta bort markeringen"),
        button=_("Markera") if mark else _("Ta bort markeringen"),
        lead=_("Namnet döljs i alla listor.") if mark else _("Namnet syns i listor igen."),
        notes=(_who_sees(case, mark),),
    )

    def do() -> str:
        services.mark_protected(
            by=request.user, enrolment=case.enrolment, protected=mark, **form.act
        )
        return _("Markerat.") if mark else _("Markeringen är borttagen.")

    # Who marks somebody they do not follow cannot open the case any more.
    to = "casework:case" if not mark or case.followed_by(request.user) else "casework:caseload"
    return taken(request, case, form, do, to) or show(request, case, form, page)


def _who_sees(case, mark: bool) -> str:
    if not mark:
        return _("Alla i enheten kan öppna ärendet igen.")
    if case.contact is None:
        return _("Bara enhetschefen kan öppna ärendet: ingen kontaktperson är utsedd.")
    return _("Bara %(name)s, som är kontaktperson, och enhetschefen kan öppna ärendet.") % {
        "name": case.contact.name
    }
