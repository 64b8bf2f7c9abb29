"""What referrers write of the invented people. No diagnosis, nothing about anybody real."""

from collections.abc import Mapping
from random import Random

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
#: The way in of H23 §6.5 by which a party brings somebody.
WAY_IN = "referral"
#: The criteria of H23 §4.1 that a referrer attests, and the one thing that stands in the way (§5).
CRITERIA = ("motivation", "two_parties", "assessed", "target_group", "five_steps")
EXCLUSION = "joint_assessment"


#: What has been typed in two applications that are not sent.
ALMOST_WHOLE = {
    "given_name": "Ronja",
    "family_name": "Västerlund",
    "sex": "woman",
    "municipality": "Eksjö",
    "need": NEEDS[1],
    "goal": GOALS[3],
    "motivation_answer": "true",
    "two_parties_answer": "true",
    "assessed_answer": "unknown",
}
JUST_BEGUN = {"given_name": "Isak", "municipality": "Eksjö"}


def written(random: Random) -> dict[str, str]:
    """Need, goal and earlier measures of one application."""
    return {
        "need": random.choice(NEEDS),
        "goal": random.choice(GOALS),
        "earlier": random.choice(EARLIER),
    }


def answers() -> Mapping[str, Mapping[str, object]]:
    """Criteria and exclusion as a complete application answers them."""
    yes = {"answer": True, "why": ""}
    return {**dict.fromkeys(CRITERIA, yes), EXCLUSION: {"answer": False, "why": ""}}
