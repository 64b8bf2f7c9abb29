"""Addresses."""

from django.urls import path

from stegvis.intake.views import (
    alone,
    applications,
    arrivals,
    decisions,
    eligibility,
    handing_over,
    meetings,
)

app_name = "intake"
urlpatterns = [
    path("ansok/<slug:association>/<slug:programme>/", alone.apply, name="alone"),
    path(
        "ansok/<slug:association>/<slug:programme>/mottagen/<str:receipt>/",
        alone.received,
        name="alone_received",
    ),
    path("ansokningar/", applications.home, name="home"),
    path("ansokningar/ny/", applications.begin, name="begin"),
    path("ansokningar/egna/<int:pk>/", alone.read, name="alone_read"),
    path("ansokningar/egna/<int:pk>/registrera/", alone.register, name="alone_register"),
    path("ansokningar/egna/<int:pk>/lagg-undan/", alone.set_aside, name="alone_set_aside"),
    path("ansokningar/<int:pk>/", applications.application, name="application"),
    path("ansokningar/<int:pk>/skriv/", applications.draft, name="draft"),
    path("ansokningar/<int:pk>/lamna-over/", handing_over.hand_over, name="hand_over"),
    path("ansokningar/overlamnade/<int:pk>/", handing_over.answer, name="hand_over_answer"),
    path("ansokningar/<int:pk>/ta-bort/", applications.delete, name="delete"),
    path("ansokningar/<int:pk>/dra-tillbaka/", applications.withdraw, name="withdraw"),
    path("ansokningar/inkomna/", arrivals.incoming, name="incoming"),
    path("ansokningar/inkomna/<int:pk>/", arrivals.arrival, name="arrival"),
    path("ansokningar/inkomna/<int:pk>/forarbete/", arrivals.preparation, name="preparation"),
    path("ansokningar/inkomna/<int:pk>/samtycke/", arrivals.consent, name="consent"),
    path("ansokningar/inkomna/<int:pk>/villkor/", eligibility.criteria, name="criteria"),
    path(
        "ansokningar/inkomna/<int:pk>/undantag/<slug:key>/",
        eligibility.exempt,
        name="exempt",
    ),
    path(
        "ansokningar/inkomna/<int:pk>/kartlaggning/",
        eligibility.joint_assessment,
        name="joint_assessment",
    ),
    path("kartlaggningar/<int:pk>/avsluta/", eligibility.end, name="end_joint_assessment"),
    path("samtycken/<int:pk>/aterta/", arrivals.withdraw_consent, name="withdraw_consent"),
    path("moten/", meetings.meetings, name="meetings"),
    path("moten/nytt/", meetings.plan_meeting, name="plan_meeting"),
    path("moten/<int:pk>/", meetings.meeting, name="meeting"),
    path("moten/<int:pk>/flytta/", meetings.move, name="move"),
    path("moten/<int:pk>/narvaro/", meetings.attendance, name="attendance"),
    path("moten/<int:pk>/ta-upp/", meetings.take_up, name="take_up"),
    path("moten/<int:pk>/avsluta/", meetings.finish, name="finish"),
    path("moten/<int:pk>/protokoll/", meetings.minutes, name="minutes"),
    path("moten/<int:pk>/<int:item>/", decisions.item, name="item"),
    path("moten/<int:pk>/<int:item>/enas-inte/", decisions.disagree, name="disagree"),
    path("moten/<int:pk>/<int:item>/ratta/", decisions.correct, name="correct"),
    path("moten/<int:pk>/<int:item>/ta-bort/", meetings.take_off, name="take_off"),
    path("att-avgora/", decisions.disputes, name="disputes"),
    path("att-avgora/<int:pk>/", decisions.settle, name="settle"),
]
