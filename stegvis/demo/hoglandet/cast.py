"""Who works in SE-Höglandet. Nobody here exists; the parties do."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from stegvis.access.models import Party
from stegvis.access.roles import Role
from stegvis.demo.cast import Cast, Door, Member

#: Key, name and kind of each party that runs SE-Höglandet (H23 §5).
PARTIES = {
    "aneby": ("Aneby kommun", Party.MUNICIPALITY),
    "eksjo": ("Eksjö kommun", Party.MUNICIPALITY),
    "nassjo": ("Nässjö kommun", Party.MUNICIPALITY),
    "savsjo": ("Sävsjö kommun", Party.MUNICIPALITY),
    "tranas": ("Tranås kommun", Party.MUNICIPALITY),
    "vetlanda": ("Vetlanda kommun", Party.MUNICIPALITY),
    "region": ("Region Jönköpings län", Party.REGION),
    "fk": ("Försäkringskassan", Party.FORSAKRINGSKASSAN),
    "af": ("Arbetsförmedlingen", Party.ARBETSFORMEDLINGEN),
    "forbund": ("Höglandets samordningsförbund", Party.ASSOCIATION),
}
#: Key and municipality of each unit: the coaches there.
UNITS = {
    "aneby": "Aneby",
    "eksjo": "Eksjö",
    "nassjo": "Nässjö",
    "savsjo": "Sävsjö",
    "tranas": "Tranås",
    "vetlanda": "Vetlanda",
}
ALL = tuple(UNITS)

COACH = Member("Elin Sandahl", Role.COACH, "eksjo", ("eksjo",))
HEAD = Member("Magnus Öhrn", Role.HEAD_OF_UNIT, "eksjo", ("eksjo",))
REFERRER = Member("Farida Noori", Role.REFERRER, "fk", ("eksjo", "aneby"))
STEERING = Member("Birgitta Lövgren", Role.STEERING_GROUP, "region")
ASSOCIATION = Member("Anders Hjelm", Role.ASSOCIATION, "forbund")
PARTICIPANT = Member("Linnea Granström", Role.PARTICIPANT, "eksjo")
EVALUATOR = Member("Karin Tamm", Role.EVALUATOR, "forbund")
ADMINISTRATOR = Member("Jonas Bergkvist", Role.ADMINISTRATOR, "forbund")
LOG_REVIEWER = Member("Ulrika Stålhandske", Role.LOG_REVIEWER, "forbund")

DOORS = (
    Door(
        COACH,
        _("Du är SE-coach i Eksjö och följer ett tjugotal personer hela vägen."),
        (
            _("Se vad som behöver göras i dag"),
            _("Bygg dagordningen till remittentgruppen"),
            _("Skriv in någon som antagits"),
        ),
    ),
    Door(
        HEAD,
        _("Du är coachernas chef i Eksjö och avgör när remittentgruppen inte enas."),
        (_("Avgör ärendet som väntar på dig"), _("Öppna målet och se vilka som ligger bakom")),
    ),
    Door(
        REFERRER,
        _("Du handlägger på Försäkringskassan och ansöker tillsammans med personen."),
        (_("Skriv en ansökan, som sparar sig själv"), _("Läs besluten på dem du skickat")),
    ),
    Door(
        STEERING,
        _("Du sitter i beredningsgruppen, som är styrgrupp för SE-Höglandet."),
        (_("Se om målet nås, och hur säkert det är"),),
    ),
    Door(
        ASSOCIATION,
        _("Du är förbundschef. Förbundet finansierar, och ser siffror men aldrig en person."),
        (_("Se målet för kvinnor och män"), _("Försök hitta en person: det går inte")),
    ),
    Door(
        PARTICIPANT,
        _("Du är inskriven i SE-Höglandet och ser ditt eget ärende."),
        (_("Se vem som läst ditt ärende"), _("Ta tillbaka ett samtycke")),
    ),
    Door(
        EVALUATOR,
        _("Du utvärderar insatsen utifrån."),
        (_("Läs vad ett uttag är, och vad som krävs för att få ett"),),
    ),
    Door(
        ADMINISTRATOR,
        _("Du lägger upp konton och roller. Du öppnar inga ärenden."),
        (_("Ge någon en roll, från en dag till en dag"), _("Läs vad varje roll får")),
    ),
    Door(
        LOG_REVIEWER,
        _("Du granskar vem som öppnat vilka ärenden."),
        (_("Se ett stickprov av öppningar"),),
    ),
)

#: Everybody else: coaches by the posts of H23 §6.1, their heads, and the referral groups.
OTHERS = (
    Member("Omar Haddad", Role.COACH, "eksjo", ("eksjo",)),
    Member("Siv Arnell", Role.COACH, "aneby", ("aneby",)),
    Member("Petter Rosén", Role.COACH, "nassjo", ("nassjo",)),
    Member("Maja Lindahl", Role.COACH, "nassjo", ("nassjo",)),
    Member("Ali Rezai", Role.COACH, "savsjo", ("savsjo",)),
    Member("Cecilia Wahlgren", Role.COACH, "savsjo", ("savsjo",)),
    Member("Tove Brandt", Role.COACH, "tranas", ("tranas",)),
    Member("Hanna Ekdahl", Role.COACH, "vetlanda", ("vetlanda",)),
    Member("Viktor Nyman", Role.COACH, "vetlanda", ("vetlanda",)),
    Member("Ingela Frisk", Role.HEAD_OF_UNIT, "aneby", ("aneby",)),
    Member("Rolf Isaksson", Role.HEAD_OF_UNIT, "nassjo", ("nassjo",)),
    Member("Annika Modig", Role.HEAD_OF_UNIT, "savsjo", ("savsjo",)),
    Member("Daniel Kvist", Role.HEAD_OF_UNIT, "tranas", ("tranas",)),
    Member("Yvonne Sköld", Role.HEAD_OF_UNIT, "vetlanda", ("vetlanda",)),
    Member("Peter Aldén", Role.REFERRER, "fk", ("nassjo", "savsjo", "tranas", "vetlanda")),
    Member("Leila Mansour", Role.REFERRER, "af", ALL),
    Member("Gunnar Vide", Role.REFERRER, "region", ALL),
    Member("Mona Frisell", Role.REFERRER, "aneby", ("aneby",)),
    Member("Sara Hultman", Role.REFERRER, "eksjo", ("eksjo",)),
    Member("Niklas Broman", Role.REFERRER, "nassjo", ("nassjo",)),
    Member("Eva-Lena Stark", Role.REFERRER, "savsjo", ("savsjo",)),
    Member("Idris Warsame", Role.REFERRER, "tranas", ("tranas",)),
    Member("Marie Oldenburg", Role.REFERRER, "vetlanda", ("vetlanda",)),
)

#: What has been typed in two applications that are not sent.
ALMOST_WHOLE = {
    "given_name": "Ronja",
    "family_name": "Västerlund",
    "sex": "woman",
    "municipality": "Eksjö",
    "need": "Har prövat praktik två gånger och avbrutit. Orkar mer nu, med stöd.",
    "goal": "Ett arbete där det går att vara i lugn och ro. Kök eller städ går bra.",
    "motivation_answer": "true",
    "two_parties_answer": "true",
    "assessed_answer": "unknown",
}
JUST_BEGUN = {"given_name": "Isak", "municipality": "Eksjö"}

HOGLANDET = Cast(
    key="hoglandet",
    association="Höglandets samordningsförbund",
    programme="SE-Höglandet",
    about=_("En coach följer varje person mot ett arbete. Remittentgruppen i kommunen beslutar."),
    plans=("se-hoglandet-2018", "se-hoglandet-2023"),
    parties=PARTIES,
    units=UNITS,
    doors=DOORS,
    others=OTHERS,
    since=date(2018, 1, 1),
    drafts=((ALMOST_WHOLE, 2), (JUST_BEGUN, 0)),
)
