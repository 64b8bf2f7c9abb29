"""The participant's own pages: steps, consents, and who has read."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from stegvis.access.acting import act_once, posted, status_of
from stegvis.access.pages import Request, needs
from stegvis.access.roles import Permission
from stegvis.casework import forms
from stegvis.casework.cases import Case
from stegvis.casework.queries import consents, openings, road
from stegvis.casework.views.acting import both
from stegvis.casework.views.opening import open_case
from stegvis.intake import waits
from stegvis.intake.models import Letter
from stegvis.participants.models import Enrolment, Status
from stegvis.participants.services import withdraw_consent

OWN = Permission.OWN_CASE

#: Where one is on the road, said to the person.
NOW = {
    Status.APPLIED: gettext_lazy("Din ansökan till %(programme)s har kommit in."),
    Status.RAISED: gettext_lazy("Din ansökan till %(programme)s tas upp i gruppen som beslutar."),
    Status.WAITING: gettext_lazy("Din ansökan till %(programme)s väntar."),
    Status.REFUSED: gettext_lazy("Du blev inte antagen till %(programme)s den här gången."),
    Status.WITHDRAWN: gettext_lazy("Din ansökan till %(programme)s är återtagen."),
    Status.ADMITTED: gettext_lazy("Du är antagen till %(programme)s och börjar snart."),
    Status.ONGOING: gettext_lazy("Du deltar i %(programme)s."),
    Status.ENDED: gettext_lazy("Du har slutat i %(programme)s och följs upp en tid till."),
    Status.DISCHARGED: gettext_lazy("Du har slutat i %(programme)s."),
}


@needs(OWN)
@require_safe
def mine(request: Request) -> HttpResponse:
    """One's own case: what goes on now, who to turn to, what one shares, who has read."""
    own = list(Enrolment.objects.visible_to(request.user, OWN).order_by("-applied_on", "-pk"))
    chosen = request.GET.get("arende", "")
    numbers = {str(row.pk) for row in own}
    if not own:
        return render(request, "casework/mine_empty.html")
    case = open_case(request, int(chosen) if chosen in numbers else own[0].pk, OWN)
    rows, page = openings.readers(case.enrolment, request.GET.get("page"))
    context = {
        "case": case,
        "enrolment": case.enrolment,
        "person": case.enrolment.participant,
        "first_name": case.enrolment.participant.given_name or case.enrolment.participant.name,
        "now": _now(case),
        "meaning": next(
            (p for p in case.definition.phases if case.phase and p.key == case.phase.key), None
        ),
        "line": road.line(case),
        "meeting": _meeting(case),
        "letters": Letter.objects.visible_to(request.user, OWN)
        .filter(enrolment=case.enrolment)
        .order_by("-written_at", "-pk"),
        "own_place": waits.own_place(case.enrolment, case.today),
        "given": consents.consents_of(case),
        "readers": rows,
        "page": page,
        "others": [row for row in own if row.pk != case.enrolment.pk],
    }
    return render(request, "casework/mine.html", context)


def _meeting(case: Case) -> dict | None:
    """The meeting around oneself that is to come: the day, and the hour and place where said."""
    own = case.gathered["own_meeting"]
    if not own or own["held"] or not case.facts.on_the_way_in:
        return None
    return own | {"on": date.fromisoformat(own["on"])}


def _now(case: Case) -> str:
    """Where one is, said to the person."""
    if case.facts.taking_part and case.phase:
        return _("Du är på steget %(step)s.") % {"step": case.phase.title}
    return str(NOW[case.enrolment.status]) % {"programme": case.definition.title}


@needs(OWN)
@both
def withdraw_mine(request: Request, pk: int) -> HttpResponse:
    """Take one's own consent back, after reading what it means."""
    case, given = _own_consent(request, pk)
    taken = next(one for one in given if one.consent.pk == pk)
    form = forms.WithdrawForm(posted(request))

    def act() -> HttpResponse:
        withdraw_consent(by=request.user, consent=taken.consent, on=case.today)
        messages.success(request, _("Du har tagit tillbaka ditt samtycke. Det gäller från nu."))
        return redirect("casework:mine")

    answer = act_once(request, form, act) if request.method == "POST" else None
    context = {
        "case": case,
        "form": form,
        "given": taken,
        "losses": consents.losses(taken, given),
    }
    return answer or render(request, "casework/mine_withdraw.html", context, status=status_of(form))


def _own_consent(request: Request, pk: int) -> tuple[Case, list[consents.Given]]:
    """The case that the consent stands in, and all its consents; 404 for anybody else's."""
    own = Enrolment.objects.visible_to(request.user, OWN).filter(consents=pk)
    number = own.values_list("pk", flat=True).first()
    if number is None:
        raise Http404
    case = open_case(request, number, OWN)
    return case, consents.consents_of(case)
