"""The fixed words a definition chooses among, each with what it is called in Swedish.

They are fixed because code acts on them. What a programme may name freely (units, phases, kinds
of livelihood, end reasons of its own) is a key in its file instead.

Source: docs/how-to/programme.md, and the contract for import and figures.
"""

from __future__ import annotations

#: End reasons every programme knows. A definition may add its own and say which it counts as.
END_REASONS = {
    "work": "Till arbete",
    "study": "Till studier",
    "ordinary_measure": "Till ordinarie insats",
    "reinforced_cooperation": "Till förstärkt samarbete",
    "completed": "Insatsen fullföljd",
    "other_rehabilitation": "Behov av annan rehabilitering eller vård",
    "ill": "Sjukdom",
    "moved": "Flyttat",
    "own_request": "Avslutat på egen begäran",
    "absent": "Uteblivit",
    "consent_withdrawn": "Samtycket återkallat",
    "deceased": "Avliden",
    "registration_error": "Felregistrering",
    "other": "Annan orsak",
}

#: Kinds of occupation, the same in every programme so that figures can be read side by side.
OCCUPATIONS = {
    "work": "Arbete utan subvention",
    "subsidised_work": "Arbete med subvention",
    "self_employed": "Eget företag",
    "study": "Studier",
    "job_seeking": "Aktivt arbetssökande",
    "programme": "Arbetsmarknadspolitiskt program",
    "rehabilitation": "Rehabilitering",
    "none": "Ingen sysselsättning",
}

#: The kinds of occupation in which a person is in work.
IN_WORK = frozenset({"work", "subsidised_work", "self_employed"})

#: What may be decided about a person who has been raised.
DECISIONS = {
    "admitted": "Tas in",
    "refused": "Tas inte in",
    "waiting": "Väntar",
    "withdrawn": "Ansökan dras tillbaka",
}

#: The kinds of authority that can stand as a party in an association.
PARTY_KINDS = {
    "municipality": "kommun",
    "region": "region",
    "forsakringskassan": "Försäkringskassan",
    "arbetsformedlingen": "Arbetsförmedlingen",
}

#: Who does something. The words are those of the table of roles.
ROLES = {
    "coach": "coachen",
    "head_of_unit": "coachens chef",
    "referrer": "remitterande part",
    "steering_group": "styrgruppen",
    "association": "förbundet",
    "participant": "personen själv",
}

#: Occasions at which something is recorded about a person.
OCCASIONS = {
    "before": "före start",
    "start": "vid start",
    "during": "under tiden",
    "month_3": "efter tre månader",
    "exit": "vid avslut",
    "discharge": "vid utskrivning",
    "after": "efter insatsen",
    "after_6": "sex månader efter avslut",
    "after_18": "arton månader efter avslut",
}

#: What can be recorded at an occasion.
MEASURED = {"livelihood": "försörjning", "occupation": "sysselsättning"}

#: How figures can be split.
BREAKDOWNS = {
    "unit": "enhet",
    "municipality": "kommun",
    "sex": "kön",
    "age": "ålder",
}
