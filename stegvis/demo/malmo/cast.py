"""Who worked in Make it: work. Nobody here exists; the parties do."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from stegvis.access.models import Party
from stegvis.access.roles import Role
from stegvis.demo.cast import Cast, Door, Member

UNITS = ("forarbetet",)

COACH = Member("Malin Grönvall", Role.COACH, "malmo", UNITS)

DOORS = (
    Door(
        COACH,
        _("Du ledde projektet som arbetskonsulent."),
        (_("Slå upp någon som gick hela vägen till ett arbete"),),
    ),
    Door(
        Member("Stefan Kjellberg", Role.HEAD_OF_UNIT, "malmo", UNITS),
        _("Du är chef för sektionen."),
        (_("Öppna målet och se vilka som ligger bakom"),),
    ),
    Door(
        Member("Monika Sobel", Role.STEERING_GROUP, "fk"),
        _("Du satt i styrgruppen."),
        (_("Se hur många som gick över till lönearbete"),),
    ),
    Door(
        Member("Peder Falkman", Role.ASSOCIATION, "finsam"),
        _("Du är förbundschef på FINSAM i Malmö."),
        (_("Se målet för kvinnor och män"),),
    ),
)

OTHERS = (
    Member("Daniela Roos", Role.COACH, "malmo", UNITS),
    Member("Jonas Tell", Role.COACH, "malmo", UNITS),
    Member("Ann-Sofie Kroon", Role.REFERRER, "malmo", UNITS),
    Member("Emre Aydin", Role.REFERRER, "fk", UNITS),
)

MALMO = Cast(
    key="malmo",
    association="FINSAM i Malmö",
    programme="Make it: work",
    about=_("Ett projekt som slutade i mars 2022: från daglig verksamhet till lönearbete."),
    plans=("make-it-work-2020",),
    parties={
        "malmo": ("Malmö stad, funktionsstödsförvaltningen", Party.MUNICIPALITY),
        "fk": ("Försäkringskassan", Party.FORSAKRINGSKASSAN),
        "af": ("Arbetsförmedlingen", Party.ARBETSFORMEDLINGEN),
        "finsam": ("FINSAM i Malmö", Party.ASSOCIATION),
    },
    units={"forarbetet": "Malmö"},
    doors=DOORS,
    others=OTHERS,
    since=date(2020, 1, 1),
)
