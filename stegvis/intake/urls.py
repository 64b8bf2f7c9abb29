"""Addresses."""

from django.urls import path

from stegvis.intake.views import applications, around, arrivals, decisions, meetings, queue

app_name = "intake"
urlpatterns = [
    path("ansokningar/", applications.home, name="home"),
    path("ansokningar/ny/", applications.begin, name="begin"),
    path("ansokningar/<int:pk>/", applications.application, name="application"),
    path("ansokningar/<int:pk>/skriv/", applications.draft, name="draft"),
    path("ansokningar/<int:pk>/ta-bort/", applications.delete, name="delete"),
    path("ansokningar/<int:pk>/dra-tillbaka/", applications.withdraw, name="withdraw"),
    path("ansokningar/inkomna/", arrivals.incoming, name="incoming"),
    path("ansokningar/inkomna/<int:pk>/", arrivals.arrival, name="arrival"),
    path("ansokningar/inkomna/<int:pk>/forarbete/", arrivals.preparation, name="preparation"),
    path("ansokningar/inkomna/<int:pk>/samtycke/", arrivals.consent, name="consent"),
    path("ansokningar/inkomna/<int:pk>/mote/", around.book, name="book"),
    path("ansokningar/inkomna/<int:pk>/mote/anteckna/", around.hold, name="hold"),
    path("ansokningar/inkomna/<int:pk>/beslut/", around.decide, name="decide"),
    path("ansokningar/inkomna/<int:pk>/enas-inte/", around.differ, name="differ"),
    path("ansokningar/inkomna/<int:pk>/besked/", around.letters, name="letters"),
    path("besked/<int:pk>/", around.letter, name="letter"),
    path("besked/<int:pk>/pdf/", around.letter_pdf, name="letter_pdf"),
    path("samtycken/<int:pk>/aterta/", arrivals.withdraw_consent, name="withdraw_consent"),
    path("ko/", queue.queue, name="queue"),
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
