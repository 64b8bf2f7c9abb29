"""What referrers write of the invented people. No diagnosis, nothing about anybody real."""

from __future__ import annotations

from random import Random

from stegvis.demo.lives import Life
from stegvis.intake.models import Outcome
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.definition.requirements import Requirement

NEEDS = (
    "Har inte arbetat sedan skolan och vill komma igång. Behöver stöd av både oss och kommunen för "
    "att det ska hålla.",
    "Har prövat praktik två gånger och avbrutit. Orkar mer nu, men behöver någon som är med på "
    "arbetsplatsen i början.",
    "Vill arbeta halvtid till att börja med. Ekonomin är ordnad under tiden, det som saknas är en "
    "väg in och någon att bolla med.",
    "Har lätt att lära men svårt att ta första kontakten. Vården fortsätter sitt stöd.",
    "Har varit hemma länge. Insatserna har kommit en i taget, nu behöver de ske samtidigt.",
    "Bor hemma och försörjs av sina föräldrar. Vill ha egen inkomst och ett sammanhang.",
)
GOALS = (
    "Ett arbete på den öppna arbetsmarknaden, gärna med djur eller utomhus.",
    "Halvtid inom lager eller butik, och mer när det fungerar.",
    "Att börja studera till undersköterska på distans.",
    "Ett arbete där det går att vara i lugn och ro. Kök eller städ går bra.",
    "Komma ut i arbete steg för steg. Intresserad av bilar och verkstad.",
    "Egen försörjning. Vet inte än vilket yrke.",
)
EARLIER = (
    "Praktik i åtta veckor på ett lager, avbruten. Daglig kontakt med boendestöd.",
    "Jobbgarantin för ungdomar i tre månader.",
    "Inga insatser sedan gymnasiet.",
    "Arbetsträning på halvtid under fyra månader. Gick bra men ledde inte till anställning.",
    "Kurs hos kommunens arbetsmarknadsenhet förra året.",
    "Aktivitetsersättning sedan två år, ingen arbetslivsinriktad insats.",
)
#: Where a person is met.
ROOM = "Samtalsrummet på plan 2"
#: What each seat of the group that could not agree wanted.
POSITIONS = (
    ("coach", Outcome.ADMITTED, "Är motiverad och har väntat länge. Vi har plats."),
    ("municipality", Outcome.ADMITTED, "Boendestödet fungerar, nu behövs ett sammanhang."),
    ("forsakringskassan", Outcome.REFUSED, "Bör prövas i gemensam kartläggning först."),
    ("arbetsformedlingen", Outcome.REFUSED, "Våra egna insatser är inte prövade."),
    ("participant", Outcome.ADMITTED, "Vill börja så snart det går."),
    ("referrer", Outcome.REFUSED, "Ordinarie insatser bör prövas en gång till först."),
    ("region", Outcome.ADMITTED, "Vården fortsätter parallellt. Vi ser inget hinder."),
)


def written(random: Random) -> dict[str, str]:
    """Need, goal and earlier measures of one application."""
    return {
        "need": random.choice(NEEDS),
        "goal": random.choice(GOALS),
        "earlier": random.choice(EARLIER),
    }


def answers(
    definition: ProgrammeDefinition, unmet: tuple[str, ...] = ()
) -> dict[str, dict[str, object]]:
    """What a referrer attests, as a complete application answers it: all met, nothing in the way.

    Those among ``unmet`` are not met.
    """
    asked = [one for one in definition.criteria if _asked(one)]
    said = {one.key: {"answer": one.key not in unmet, "why": ""} for one in asked}
    for key in unmet:
        said[key]["why"] = "Ordinarie insatser är inte fullt prövade."
    return said | {
        one.key: {"answer": False, "why": ""} for one in definition.exclusions if _asked(one)
    }


def _asked(one: Requirement) -> bool:
    return one.kind == "attested" and one.attested_by in (None, "referrer")


def livelihood(definition: ProgrammeDefinition, life: Life) -> dict[str, str]:
    """What an application says that the person lives on, where the plan puts some first by it."""
    priority = definition.priority
    asked = priority and any(one.fact == "livelihood" for one in priority.conditions)
    return {"livelihood": life.livelihoods[0].kind} if asked and life.livelihoods else {}
