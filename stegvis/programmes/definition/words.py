"""The fixed words a definition chooses among, each with what it is called in Swedish.

They are fixed because code acts on them. What a programme may name freely (units, phases, kinds
of livelihood, end reasons of its own) is a key in its file instead.

Source: docs/how-to/programme.md, and the contract for import and figures.
"""

from __future__ import annotations


def _(text: str) -> str:
    """The text as it is, marked for translation: who shows it to a person calls gettext on it."""
    return text


#: End reasons every programme knows. A definition may add its own and say which it counts as.
END_REASONS = {
    "work": _("Till arbete"),
    "study": _("Till studier"),
    "ordinary_measure": _("Till ordinarie insats"),
    "reinforced_cooperation": _("Till förstärkt samarbete"),
    "completed": _("Insatsen fullföljd"),
    "other_rehabilitation": _("Behov av annan rehabilitering eller vård"),
    "ill": _("Sjukdom"),
    "moved": _("Flyttat"),
    "own_request": _("Avslutat på egen begäran"),
    "absent": _("Uteblivit"),
    "consent_withdrawn": _("Samtycket återkallat"),
    "deceased": _("Avliden"),
    "registration_error": _("Felregistrering"),
    "other": _("Annan orsak"),
}

#: Kinds of occupation, the same in every programme so that figures can be read side by side.
OCCUPATIONS = {
    "work": _("Arbete utan subvention"),
    "subsidised_work": _("Arbete med subvention"),
    "self_employed": _("Eget företag"),
    "study": _("Studier"),
    "job_seeking": _("Aktivt arbetssökande"),
    "programme": _("Arbetsmarknadspolitiskt program"),
    "rehabilitation": _("Rehabilitering"),
    "none": _("Ingen sysselsättning"),
}

#: The kinds of occupation in which a person is in work.
IN_WORK = frozenset({"work", "subsidised_work", "self_employed"})

#: What may be decided about a person who has been raised.
DECISIONS = {
    "admitted": _("Tas in"),
    "refused": _("Tas inte in"),
    "waiting": _("Väntar"),
    "withdrawn": _("Ansökan dras tillbaka"),
}

#: The kinds of authority that can stand as a party in an association.
PARTY_KINDS = {
    "municipality": _("kommun"),
    "region": _("region"),
    "forsakringskassan": _("Försäkringskassan"),
    "arbetsformedlingen": _("Arbetsförmedlingen"),
}

#: Who does something. The words are those of the table of roles.
ROLES = {
    "coach": _("coachen"),
    "head_of_unit": _("coachens chef"),
    "referrer": _("remitterande part"),
    "steering_group": _("styrgruppen"),
    "association": _("förbundet"),
    "participant": _("personen själv"),
}

#: Those of them who open a person's record, and so may decide about a person.
WHO_OPEN_RECORDS = ("coach", "head_of_unit")

#: The parts of an application that a kind of information in a consent opens to the parties.
SECTIONS = {
    "need": _("varför samordnat stöd behövs"),
    "earlier": _("insatser hittills"),
    "goal": _("målet med deltagandet"),
    "criteria": _("hur villkoren för att delta är uppfyllda"),
    "preparation": _("hur förarbetet går"),
}

#: Occasions at which something is recorded about a person.
OCCASIONS = {
    "before": _("före start"),
    "start": _("vid start"),
    "during": _("under tiden"),
    "month_3": _("efter tre månader"),
    "exit": _("vid avslut"),
    "discharge": _("vid utskrivning"),
    "after": _("efter insatsen"),
    "after_6": _("sex månader efter avslut"),
    "after_18": _("arton månader efter avslut"),
}

#: What can be recorded at an occasion.
MEASURED = {"livelihood": _("försörjning"), "occupation": _("sysselsättning")}

#: How figures can be split.
BREAKDOWNS = {
    "unit": _("enhet"),
    "municipality": _("kommun"),
    "sex": _("kön"),
    "age": _("ålder"),
}
