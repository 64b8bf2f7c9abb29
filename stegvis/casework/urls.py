"""Addresses."""

from django.urls import path

from stegvis.casework.views import (
    access_log,
    acts,
    case,
    endings,
    extending,
    lists,
    mine,
    phases,
    proposals,
    sharing,
)

app_name = "casework"
urlpatterns = [
    path("att-gora/", lists.home, name="home"),
    path("deltagare/", lists.people, name="caseload"),
    path("deltagare/<int:pk>/", case.case, name="case"),
    path("deltagare/<int:pk>/steg/", case.phases, name="phases"),
    path("deltagare/<int:pk>/forsorjning/", case.observations, name="observations"),
    path("deltagare/<int:pk>/samtycken/", case.consents_page, name="consents"),
    path("deltagare/<int:pk>/ansokan/", case.application, name="application"),
    path("deltagare/<int:pk>/historik/", case.history, name="history"),
    path("deltagare/<int:pk>/vem-har-last/", case.readers, name="readers"),
    path("deltagare/<int:pk>/skriv-in/", acts.admit, name="admit"),
    path("deltagare/<int:pk>/kontaktperson/", acts.contact_person, name="contact_person"),
    path("deltagare/<int:pk>/steg/byt/", acts.phase, name="phase"),
    path("deltagare/<int:pk>/steg/<int:number>/ratta/", acts.correct_phase, name="correct_phase"),
    path("deltagare/<int:pk>/forsorjning/ny/", acts.observe, name="observe_change"),
    path("deltagare/<int:pk>/forsorjning/<slug:occasion>/", acts.observe, name="observe"),
    path("deltagare/<int:pk>/avsluta/", endings.end, name="end"),
    path("deltagare/<int:pk>/avsluta/ratta/", endings.correct_end, name="end_correct"),
    path("deltagare/<int:pk>/avsluta/ta-tillbaka/", endings.undo_end, name="end_undo"),
    path("deltagare/<int:pk>/skriv-ut/", endings.discharge, name="discharge"),
    path("deltagare/<int:pk>/samtycken/nytt/", sharing.new_consent, name="consent_new"),
    path(
        "deltagare/<int:pk>/samtycken/<int:number>/ta-tillbaka/",
        sharing.withdraw,
        name="consent_withdraw",
    ),
    path("deltagare/<int:pk>/skyddade-uppgifter/", sharing.protected, name="protected"),
    path("deltagare/<int:pk>/forlangning/", extending.extension, name="extension"),
    path(
        "deltagare/<int:pk>/forlangning/redovisa/",
        extending.extension_report,
        name="extension_report",
    ),
    path("deltagare/<int:pk>/steg/mote/", phases.phase_meeting, name="phase_meeting"),
    path("deltagare/<int:pk>/steg/spar/", phases.tracks, name="tracks"),
    path("deltagare/<int:pk>/steg/spar/<int:number>/", phases.end_track, name="end_track"),
    path("deltagare/<int:pk>/steg/<int:number>/skal/", phases.phase_reason, name="phase_reason"),
    path("deltagare/<int:pk>/fraga-part/", proposals.ask_party, name="ask_party"),
    path("forslag/", proposals.partys, name="proposals"),
    path("forslag/<int:pk>/", proposals.proposal, name="proposal"),
    path("forslag/om/<int:pk>/", proposals.propose, name="propose"),
    path("forlangningar/", extending.extensions, name="extensions"),
    path("mitt/", mine.mine, name="mine"),
    path("mitt/samtycken/<int:pk>/ta-tillbaka/", mine.withdraw_mine, name="mine_withdraw"),
    path("atkomstlogg/", access_log.access_log, name="log"),
]
