"""Pages beside the criteria: the team's word, an exception, a joint assessment."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stegvis.access.acting import act_once, posted, status_of, today_of
from stegvis.access.pages import Request, needs, open_record
from stegvis.access.roles import Permission, Role
from stegvis.intake import services
from stegvis.intake.eligibility import answered_by_people, judged
from stegvis.intake.forms import (
    CriteriaForm,
    EndJointAssessmentForm,
    ExemptionForm,
    JointAssessmentForm,
)
from stegvis.intake.models import JointAssessment
from stegvis.intake.services.eligibility import may_exempt, may_keep
from stegvis.intake.views.arrivals import keeper_opens, page_of, said_of_whom
from stegvis.participants.models import Enrolment

P = Permission


@needs(P.CASE_EDIT)
@require_http_methods(["GET", "POST"])
def criteria(request: Request, pk: int) -> HttpResponse:
    """What the team says of each criterion that takes judgement, beside what others have said."""
    enrolment = open_record(request, Enrolment.objects.all(), P.CASE_EDIT, pk=pk)
    today = today_of(request)
    answerable = {row.key for row in answered_by_people(enrolment.version.definition)}
    if not answerable:
        raise Http404
    form = CriteriaForm(
        posted(request),
        rows=tuple(row for row in judged(enrolment, today) if row.key in answerable),
        role=Role.COACH,
        initial={"revision": enrolment.revision},
    )

    def act() -> HttpResponse:
        services.attest(
            by=request.user,
            enrolment=enrolment,
            words=form.words,
            today=today,
            revision=form.cleaned_data["revision"],
        )
        messages.success(request, _("Bedömningen är sparad. Det som sades tidigare står kvar."))
        return redirect("intake:arrival", enrolment.pk)

    answer = act_once(request, form, act, enrolment)
    context = {"enrolment": enrolment, "form": form}
    return answer or render(request, "intake/criteria.html", context, status=status_of(form))


@needs(P.CASE_READ)
@require_http_methods(["GET", "POST"])
def exempt(request: Request, pk: int, key: str) -> HttpResponse:
    """An exception from one criterion, for whom the plan lets make it."""
    enrolment = open_record(request, Enrolment.objects.all(), P.CASE_READ, pk=pk)
    today = today_of(request)
    row = next((row for row in judged(enrolment, today) if row.key == key), None)
    if row is None or not may_exempt(request.user, enrolment):
        raise Http404
    form = ExemptionForm(posted(request), initial={"revision": enrolment.revision})

    def act() -> HttpResponse:
        services.exempt(
            by=request.user,
            enrolment=enrolment,
            key=key,
            reason=form.cleaned_data["reason"],
            today=today,
            revision=form.cleaned_data["revision"],
        )
        messages.success(request, _("Undantaget är beslutat. Det räknas."))
        return redirect("intake:arrival", enrolment.pk)

    answer = act_once(request, form, act, enrolment)
    rule = enrolment.version.definition.exceptions
    context = {"enrolment": enrolment, "form": form, "row": row, "rule": rule}
    return answer or render(request, "intake/exempt.html", context, status=status_of(form))


def _kept(request: Request, pk: int) -> Enrolment:
    """The enrolment for who keeps what is known of its joint assessments, or 404."""
    enrolment = keeper_opens(request, pk)
    if not may_keep(request.user, enrolment):
        raise Http404
    return enrolment


@needs(P.CASE_EDIT, P.APPLICATION_WRITE)
@require_http_methods(["GET", "POST"])
def joint_assessment(request: Request, pk: int) -> HttpResponse:
    """A stretch of days in a joint assessment: by the unit, or by who wrote the application."""
    enrolment = _kept(request, pk)
    form = JointAssessmentForm(posted(request))

    def act() -> HttpResponse:
        services.record_joint_assessment(
            by=request.user,
            enrolment=enrolment,
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            source=form.cleaned_data["source"],
        )
        messages.success(request, _("Kartläggningen är antecknad."))
        return redirect(page_of(request, enrolment))

    answer = act_once(request, form, act)
    context = {
        "form": form,
        "rows": JointAssessment.objects.filter(enrolment=enrolment).order_by("-starts_on"),
        "whom": said_of_whom(request, enrolment),
        "back": page_of(request, enrolment),
    }
    return answer or render(
        request, "intake/joint_assessment.html", context, status=status_of(form)
    )


@needs(P.CASE_EDIT, P.APPLICATION_WRITE)
@require_http_methods(["GET", "POST"])
def end(request: Request, pk: int) -> HttpResponse:
    """The last day of a joint assessment that goes on."""
    row = JointAssessment.objects.filter(pk=pk, ends_on__isnull=True).first()
    if row is None:
        raise Http404
    enrolment = _kept(request, row.enrolment_id)
    form = EndJointAssessmentForm(posted(request), initial={"ends_on": today_of(request)})

    def act() -> HttpResponse:
        services.end_joint_assessment(
            by=request.user, row=row, ends_on=form.cleaned_data["ends_on"]
        )
        messages.success(request, _("Kartläggningen är avslutad."))
        return redirect(page_of(request, enrolment))

    answer = act_once(request, form, act)
    context = {
        "row": row,
        "form": form,
        "whom": said_of_whom(request, enrolment),
        "back": page_of(request, enrolment),
    }
    return answer or render(
        request, "intake/end_joint_assessment.html", context, status=status_of(form)
    )
