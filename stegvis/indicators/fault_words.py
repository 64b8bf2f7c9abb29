"""The faults of a plan as a page tells them: in the language of the one who reads."""

from __future__ import annotations

import re
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stegvis.lib.faults import Fault

#: What the checker says, as patterns, and the same in Swedish with what they find put in. A
#: sentence without a row here is told as the checker says it: in other words, never not at all.
SENTENCES: list[tuple[str, Promise | str]] = [
    (r"is missing\.", _("saknas.")),
    (r"is empty\.", _("är tom.")),
    (r"is empty, and at least one is needed\.", _("är tom, och minst en behövs.")),
    (r"'(.*)' is not a key here\.", _("”{0}” är ingen nyckel här.")),
    (r"(.*) is not one of the words here\.", _("{0} är inget av de ord som kan stå här.")),
    (r"(.*) is not a text\.", _("{0} är ingen text.")),
    (r"(.*) is not a whole number\.", _("{0} är inget heltal.")),
    (r"(.*) is neither true nor false\.", _("{0} är varken true eller false.")),
    (r"(.*) is not a date\.", _("{0} är inget datum.")),
    (r"(.*) is not a list\.", _("{0} är ingen lista.")),
    (r"(.*) is not a table\.", _("{0} är ingen tabell.")),
    (r"(.*) is not a number\.", _("{0} är inget tal.")),
    (r"(.*) is not a name that can be used\.", _("{0} är inget namn som kan användas.")),
    (r"(.*) is not a length of time\.", _("{0} är ingen tid.")),
    (r"(.*) is out of bounds\.", _("{0} är utanför vad som är rimligt.")),
    (r"(.*) is not a moment\.", _("{0} är ingen tidpunkt.")),
    (
        r"not TOML: Expected '=' after a key.*",
        _("texten går inte att läsa som TOML: efter namnet saknas ett likhetstecken."),
    ),
    (
        r"not TOML: Expected newline or end of document.*",
        _("texten går inte att läsa som TOML: raden fortsätter efter sitt värde."),
    ),
    (
        r"not TOML: (?:Unterminated string|Illegal character|Expected [\"'][\"']).*",
        _("texten går inte att läsa som TOML: ett citattecken saknas, eller tecknet är otillåtet."),
    ),
    (
        r"not TOML: (?:Unclosed|Expected '\]).*",
        _("texten går inte att läsa som TOML: en hakparentes eller klammer saknas."),
    ),
    (
        r"not TOML: (?:Cannot (?:overwrite|declare)|Duplicate).*",
        _("texten går inte att läsa som TOML: samma namn står två gånger."),
    ),
    (r"not TOML: .*", _("texten går inte att läsa som TOML.")),
    (r"tables within tables, deeper than can be read\.", _("tabeller i tabeller, för djupt.")),
    (
        r"(.*) more places do not fit what a file of this kind may say\.",
        _("{0} ställen till passar inte i en plan."),
    ),
    (r"(.*) stands already in (.*)\.", _("{0} finns redan i {1}.")),
    (r"(.*) stands already\.", _("{0} finns redan.")),
    (r"(.*) is not among the parties\.", _("{0} är inte bland parterna.")),
    (r"a member sits either for a party or in a role\.", _("en plats är en parts eller en rolls.")),
    (r"how many there is room for is not said\.", _("det står inte hur många som får plats.")),
    (r"what is computed needs a condition\.", _("det som beräknas behöver ett villkor.")),
    (r"what a person attests is not computed\.", _("det som intygas beräknas inte.")),
    (r"an age needs a bound\.", _("en ålder behöver en gräns.")),
    (r"which ones is not said\.", _("det står inte vilka.")),
    (r"(.*) is not a kind of livelihood here\.", _("{0} är ingen försörjning här.")),
    (r"ends (.*), before it begins (.*)\.", _("slutar {0}, innan den börjar {1}.")),
    (r"(.*) does not come after (.*)\.", _("{0} kommer inte efter {1}.")),
    (r"every programme has (.*) already\.", _("varje insats har redan {0}.")),
    (r"(.*) has a rule already in (.*)\.", _("{0} har redan en regel i {1}.")),
    (r"(.*) has its place already in (.*)\.", _("{0} har redan sin plats i {1}.")),
    (r"some end reasons have no rule\.", _("några avslutsorsaker har ingen regel.")),
    (r"a goal has one bound\.", _("ett mål har en gräns.")),
    (r"(.*) is shown already, as a goal\.", _("{0} visas redan, som ett mål.")),
    (r"(.*) is not a key of this file\.", _("{0} är ingen nyckel i texten.")),
    (r"there is no indicator (.*)\.", _("det finns inget tal {0}.")),
    (
        r"(.*) is the day (.*) begins too \(.*\)\.",
        _("{0} är dagen då också {1} börjar gälla."),
    ),
    (
        r"(.*) is within (.*), which holds until (.*) \(.*\)\.",
        _("{0} ligger inom {1}, som gäller till {2}."),
    ),
    (
        r"(.*) is published here with another text\.",
        _("{0} är redan publicerad med en annan text."),
    ),
    (
        r"people are in the unit (.*), which is not here\.",
        _("personer finns i enheten {0}, som saknas här."),
    ),
    (
        r"people have stood in the phase (.*), which is not here\.",
        _("personer har stått på steget {0}, som saknas här."),
    ),
    (
        r"the livelihood (.*) is recorded about people, and is not here\.",
        _("försörjningen {0} är registrerad om personer och saknas här."),
    ),
    (
        r"people have agreed to share (.*), which is not here\.",
        _("personer har samtyckt till att dela {0}, som saknas här."),
    ),
    (
        r"people have left for the reason (.*), which is not here\.",
        _("personer har slutat av orsaken {0}, som saknas här."),
    ),
    (r"(.*) stands where (.*), and nowhere else\.", _("{0} står där {1}, och ingen annanstans.")),
    (
        r"posts change, and the number to begin with is not there\.",
        _("tjänsterna ändras, men antalet från början saknas."),
    ),
    (r"nothing here is measured with (.*)\.", _("inget här mäts med {0}.")),
    (r"(.*) is measured with nothing\.", _("{0} mäts inte med något.")),
    (r"there is no phase (.*)\.", _("det finns inget steg {0}.")),
    (r"there is no (.*)\.", _("det finns inget: {0}.")),
    (
        r"the units have (.*) posts, and the staff that carry people (.*)\.",
        _("enheterna har {0} tjänster, och de i personalen som följer deltagare {1}."),
    ),
    (r"a stay without a limit cannot be extended\.", _("en tid utan gräns kan inte förlängas.")),
    (
        r"asks for consent, and the definition has no \[consent\]\.",
        _("frågar efter samtycke, och texten saknar tabellen [consent]."),
    ),
    (r"how long it goes on is not said\.", _("det står inte hur länge det pågår.")),
    (r"only a party goes through another\.", _("bara en part går genom en annan.")),
    (
        r"only a person who applies alone is given a number to call\.",
        _("bara den som ansöker själv får ett nummer att ringa."),
    ),
    (r"times and per go together\.", _("times och per hör ihop.")),
    (r"what is computed is attested by nobody\.", _("det som beräknas intygas av ingen.")),
    (r"figures by (.*) are both shown and refused\.", _("tal efter {0} både visas och vägras.")),
    (r"how often (.*) meets is not said\.", _("det står inte hur ofta {0} möts.")),
    (r"nobody is at least (.*) and at most (.*)\.", _("ingen är minst {0} och högst {1}.")),
    (
        r"nobody is in it at least (.*) and at most (.*)\.",
        _("ingen är där minst {0} och högst {1}."),
    ),
    (r"up to (.*) is not more than (.*)\.", _("upp till {0} är inte mer än {1}.")),
    (r"(.*) is not among the (.*)\.", _("{0} finns inte bland {1}.")),
    (
        r"(.*) never opens a person's record, and so cannot decide about a person\.",
        _("{0} öppnar aldrig ett ärende och kan därför inte besluta om en person."),
    ),
    # What instead.
    (r"Did you mean '(.*)'\?", _("Menar du ”{0}”?")),
    (r"Known: (.*)\.", _("Det här finns: {0}.")),
    (r"Write one of (.*)\.", _("Skriv ett av {0}.")),
    (r"Write for instance (.*)\.", _("Skriv till exempel {0}.")),
    (r"Write (\[.*\]) with at least (.*)\.", _("Skriv {0} med minst {1}.")),
    (r"Write it within quotation marks\.", _("Skriv det inom citattecken.")),
    (r"Write true or false\.", _("Skriv true eller false.")),
    (
        r"Write a whole number, without quotation marks\.",
        _("Skriv ett heltal, utan citattecken."),
    ),
    (r"Write a number with a point: (.*)\.", _("Skriv ett tal med punkt: {0}.")),
    (r"Write it bare, with a point: (.*)\.", _("Skriv det utan citattecken, med punkt: {0}.")),
    (
        r"Write 'at once', '14 days' or '3 months'\.",
        _("Skriv ”at once”, ”14 days” eller ”3 months”."),
    ),
    (
        r"Write 'start', 'exit', 'exit \+ 6 months' or 'every October'\.",
        _("Skriv ”start”, ”exit”, ”exit + 6 months” eller ”every October”."),
    ),
    (
        r"Mend that place; what follows it was not read\.",
        _("Rätta stället. Det som kommer efter är inte läst än."),
    ),
    (
        r"Mend those that are told, then check again\.",
        _("Rätta dem som står här och kontrollera igen."),
    ),
    (r"No definition goes deeper than four levels\.", _("Ingen plan har mer än fyra nivåer.")),
    (r"Rename one of them, or take it out\.", _("Byt namn på en av dem, eller ta bort den.")),
    (r"Swap the two\.", _("Byt plats på dem.")),
    (r"Take it out\.", _("Ta bort det.")),
    (r"Take it out, or write (.*)\.", _("Ta bort det, eller skriv {0}.")),
    (r"Take it out here\.", _("Ta bort det här.")),
    (r"Take one of them out\.", _("Ta bort ett av dem.")),
    (r"Leave it in one of them\.", _("Låt det stå i en av dem.")),
    (r"Write the last day, or take it out\.", _("Skriv sista dagen, eller ta bort det.")),
    (r"Write the changes in order of time\.", _("Skriv ändringarna i tidsordning.")),
    (
        r"Name steps that are gone, each once\.",
        _("Nämn steg som inte finns kvar, vart och ett en gång."),
    ),
    (r"Let each version begin on its own day\.", _("Låt varje version börja på sin egen dag.")),
    (
        r"Begin after it, or end (.*) before\.",
        _("Börja efter den. Att {0} slutar tidigare går inte att ändra."),
    ),
    (
        r"Copy it to a new version, and change that\.",
        _("Kalla din version något annat: skriv ett nytt namn på raden version."),
    ),
    (
        r"Write condition = (.*), or kind = \"attested\"\.",
        _('Skriv condition = {0}, eller kind = "attested".'),
    ),
    (
        r"Write people_per_post, places or through\.",
        _("Skriv people_per_post, places eller through."),
    ),
    (r"Write (party = .*) or (role = .*), one of the two\.", _("Skriv {0} eller {1}, en av dem.")),
    (r"Keep the unit\.", _("Behåll enheten.")),
    (
        r"Keep it, or name it in was, in the phase that takes over from it\.",
        _("Behåll det, eller skriv det i was på det steg som tar över."),
    ),
    (r"Keep the kind\.", _("Behåll slaget.")),
    (r"Keep the kind of information\.", _("Behåll uppgiften.")),
    (r"Keep the end reason\.", _("Behåll avslutsorsaken.")),
    (r"Write (.*)\.", _("Skriv {0}.")),
]

PATTERNS = [(re.compile(pattern, re.DOTALL), said) for pattern, said in SENTENCES]


def in_swedish(fault: Fault) -> tuple[str, str]:
    """What is wrong, and what instead, in the reader's language as far as it has the words."""
    return _told(fault.what), _told(fault.instead)


def _told(sentence: str) -> str:
    for pattern, said in PATTERNS:
        if found := pattern.fullmatch(sentence):
            return str(said).format(*map(_quoted, found.groups()))
    return sentence


def _quoted(text: Any) -> str:
    """What Python put within its own quotation marks, within Swedish ones."""
    return re.sub(r"'([^']*)'", r"”\1”", str(text))
