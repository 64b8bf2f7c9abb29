"""What is noted beside a phase: its meeting, why it was left early, its tracks."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from stegvis.access.acting import posted
from stegvis.access.pages import Request, needs
from stegvis.casework import proposal_forms as forms
from stegvis.casework import services
from stegvis.casework.cases import Case
from stegvis.casework.models import Phase, Track
from stegvis.casework.views.acting import EDIT, Page, both, show, taken
from stegvis.casework.views.opening import open_case
from stegvis.programmes.definition import parts
from stegvis.ui.human import in_full

STEPS = "casework:phases"


@needs(EDIT)
@both
def phase_meeting(request: Request, pk: int) -> HttpResponse:
    """That the meeting before the present phase is left was held, with an updated plan."""
    case = open_case(request, pk, EDIT)
    rule = _here(case)
    if rule is None or rule.meeting is None or case.phase is None:
        raise Http404
    row = Phase.objects.get(pk=case.phase.pk)
    form = forms.MeetingForm(posted(request), case=case)
    page = Page(
        title=_("Mötet innan ”%s” lämnas") % rule.title,
        button=_("Anteckna mötet"),
        lead=rule.meeting,
        rule=rule,
    )

    def do() -> str:
        services.note_meeting(by=request.user, phase=row, today=case.today, **form.act)
        return _("Mötet är antecknat.")

    return taken(request, case, form, do, STEPS) or show(request, case, form, page, STEPS)


@needs(EDIT)
@both
def phase_reason(request: Request, pk: int, number: int) -> HttpResponse:
    """Why a phase was left sooner than the plan says."""
    case = open_case(request, pk, EDIT)
    row = Phase.objects.filter(enrolment=case.enrolment, pk=number).first()
    if row is None or row.ends_on is None:
        raise Http404
    rule = next((phase for phase in case.definition.phases if phase.key == row.key), None)
    form = forms.ExplainForm(posted(request), case=case)
    title = rule.title if rule else row.key
    page = Page(
        title=_("Varför ”%s” blev kort") % title,
        button=_("Spara"),
        lead=_("Från den %(first)s till den %(last)s.")
        % {"first": in_full(row.starts_on), "last": in_full(row.ends_on)},
        rule=rule,
    )

    def do() -> str:
        services.explain_phase(by=request.user, phase=row, **form.act)
        return _("Skälet är antecknat.")

    return taken(request, case, form, do, STEPS) or show(request, case, form, page, STEPS)


@needs(EDIT)
@both
def tracks(request: Request, pk: int) -> HttpResponse:
    """What goes on at the same time in the present phase."""
    case = open_case(request, pk, EDIT)
    rule = _here(case)
    if rule is None or not rule.tracks:
        raise Http404
    going_on = {row.key for row in case.tracks if row.phase == rule.key and row.days.last is None}
    choices = [(track.key, track.title) for track in rule.tracks if track.key not in going_on]
    form = forms.TrackForm(posted(request), case=case, choices=choices)
    page = Page(
        title=_("Börja ett spår"),
        button=_("Börja"),
        lead=_("Flera spår kan pågå samtidigt. Steget fortsätter som förut.")
        if choices
        else _("Alla spår i steget pågår redan."),
        rule=rule,
    )

    def do() -> str:
        services.begin_track(
            by=request.user, enrolment=case.enrolment, today=case.today, **form.act
        )
        return _("Spåret har börjat.")

    return taken(request, case, form, do, STEPS) or show(request, case, form, page, STEPS)


@needs(EDIT)
@both
def end_track(request: Request, pk: int, number: int) -> HttpResponse:
    """One track ends; the phase and the others go on."""
    case = open_case(request, pk, EDIT)
    row = Track.objects.filter(enrolment=case.enrolment, pk=number).first()
    if row is None:
        raise Http404
    title = next((track.title for track in case.tracks if track.pk == row.pk), row.key)
    form = forms.EndTrackForm(posted(request), case=case)
    page = Page(
        title=_("Avsluta ”%s”") % title,
        button=_("Avsluta spåret"),
        lead=_("Steget och de andra spåren fortsätter."),
    )

    def do() -> str:
        services.end_track(by=request.user, track=row, today=case.today, **form.act)
        return _("Spåret är avslutat.")

    return taken(request, case, form, do, STEPS) or show(request, case, form, page, STEPS)


def _here(case: Case) -> parts.Phase | None:
    """The plan's words for the phase the person stands in."""
    key = case.phase.key if case.phase else None
    return next((phase for phase in case.definition.phases if phase.key == key), None)
