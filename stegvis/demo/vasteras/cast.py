"""Who works in Samordningsteam Västerås. Nobody here exists; the parties do."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from stegvis.access.models import Party
from stegvis.access.roles import Role
from stegvis.demo.cast import Cast, Door, Member

TEAM = ("teamet",)

COACH = Member("Sanna Lindroth", Role.COACH, "vasteras", TEAM)
HEAD = Member("Kerstin Ahlbom", Role.HEAD_OF_UNIT, "vasteras", TEAM)
REFERRER = Member("Johan Tapper", Role.REFERRER, "af", TEAM)
PARTICIPANT = Member("Mikael Strömgren", Role.PARTICIPANT, "vasteras")

DOORS = (
    Door(
        COACH,
        _("Du är case manager i teamet, träffar den som söker och följer personen ett år."),
        (
            _("Besluta om den som ni har träffat"),
            _("Öppna en egen ansökan som har kommit in"),
            _("Föreslå en förlängning"),
        ),
    ),
    Door(
        HEAD,
        _("Du är avdelningschef, beslutar om förlängning och avgör när teamet inte enas."),
        (_("Besluta om förlängningen som väntar"), _("Redovisa en för styrgruppen")),
    ),
    Door(
        REFERRER,
        _("Du handlägger på Arbetsförmedlingen, ansöker och är med på första mötet."),
        (_("Svara på ansökan som regionen lämnar över"), _("Läs ett avslag, som det skickades")),
    ),
    Door(
        Member("Lena Wallqvist", Role.STEERING_GROUP, "region"),
        _("Du sitter i styrgruppen, som får förlängningarna redovisade."),
        (_("Läs redovisningen, utan någon persons namn"),),
    ),
    Door(
        Member("Bo Hedenskog", Role.ASSOCIATION, "forbund"),
        _("Du är förbundschef och ser siffror, aldrig en person."),
        (_("Se hur många som börjar och slutar, kvinnor och män"),),
    ),
    Door(
        PARTICIPANT,
        _("Du deltar i Samordningsteamet och ser ditt eget ärende."),
        (_("Se hur lång tid som är kvar"), _("Se vem som läst ditt ärende")),
    ),
    Door(
        Member("Gunilla Frid", Role.EVALUATOR, "forbund"),
        _("Du utvärderar insatsen utifrån."),
        (_("Läs vad ett uttag är, och vad som krävs för att få ett"),),
    ),
    Door(
        Member("Tomas Ekwall", Role.ADMINISTRATOR, "forbund"),
        _("Du lägger upp konton och roller. Du öppnar inga ärenden."),
        (_("Läs vad varje roll får"), _("Jämför planen 2020 med planen 2023")),
    ),
    Door(
        Member("Rebecka Storm", Role.LOG_REVIEWER, "forbund"),
        _("Du granskar vem som öppnat vilka ärenden."),
        (_("Se ett stickprov av öppningar"),),
    ),
)

#: The other case managers, and those who refer at the other parties.
OTHERS = (
    Member("Adnan Begić", Role.COACH, "vasteras", TEAM),
    Member("Ylva Norén", Role.COACH, "vasteras", TEAM),
    Member("Henrik Sjöstrand", Role.COACH, "vasteras", TEAM),
    Member("Parisa Amini", Role.COACH, "vasteras", TEAM),
    Member("Lotta Vikström", Role.COACH, "vasteras", TEAM),
    Member("Jesper Hallin", Role.COACH, "vasteras", TEAM),
    Member("Carina Dahlgren", Role.REFERRER, "vasteras", TEAM),
    Member("Erik Oskarsson", Role.REFERRER, "fk", TEAM),
    Member("Anna Rönnqvist", Role.REFERRER, "region", TEAM),
)

VASTERAS = Cast(
    key="vasteras",
    association="Samordningsförbundet Västerås",
    programme="Samordningsteam Västerås",
    about=_("Ett team träffar den som söker, beslutar själv och stödjer i högst ett år."),
    plans=("samordningsteam-vasteras-2020", "samordningsteam-vasteras-2023"),
    parties={
        "vasteras": ("Västerås stad", Party.MUNICIPALITY),
        "region": ("Region Västmanland", Party.REGION),
        "fk": ("Försäkringskassan", Party.FORSAKRINGSKASSAN),
        "af": ("Arbetsförmedlingen", Party.ARBETSFORMEDLINGEN),
        "forbund": ("Samordningsförbundet Västerås", Party.ASSOCIATION),
    },
    units={"teamet": "Västerås"},
    doors=DOORS,
    others=OTHERS,
    since=date(2020, 1, 1),
    applied_to_alone="samordningsteam-vasteras",
)
