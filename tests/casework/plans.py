"""Plans that SE-Höglandet's is not: a stay that ends and can be extended, a road with tracks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from stegvis.access.models import User
from stegvis.casework.models import Phase
from stegvis.casework.services import decide_extension, propose_extension
from stegvis.participants.models import Enrolment
from stegvis.programmes.models import ProgrammeVersion
from tests.casework.people import coach
from tests.definitions.test_checking import blocks
from tests.factories import (
    REPOSITORY,
    ConsentFactory,
    ContactPersonFactory,
    EnrolmentFactory,
    ProgrammeFactory,
    VersionFactory,
)

HOW_TO = Path(__file__).parents[2] / "docs/how-to/programme.md"

#: As Västerås: twelve months and six, decided by the head, told to the steering group.
LIMITED = blocks("programme.md").replace(
    'decided_by = "head_of_unit" }', 'decided_by = "head_of_unit", reported_to = "steering_group" }'
)

STATION = """[[phases]]
key = "{key}"
title = "{title}"
text = "Det som hör till stationen."
passage = "3"
{more}
"""

TRACKS = """at_least = "3 months"
at_most = "10 months"

[[phases.tracks]]
key = "preparing"
title = "Arbetsförberedande"
text = "Kurser och samtal."
passage = "3"

[[phases.tracks]]
key = "places"
title = "Lärplatser"
text = "Dagar på en arbetsplats."
passage = "3"
"""

#: As Malmö: six stations, the third with two tracks, the fourth a meeting, the fifth optional.
STATIONS = [
    ("inflow", "Inflöde", ""),
    ("planning", "Gemensam planering", ""),
    ("preparation", "Förarbete", TRACKS),
    (
        "meeting",
        "Möte om övergången",
        'meeting = "Möte med parterna, utifrån en uppdaterad plan"\n',
    ),
    ("cooperation", "Förstärkt samarbete", "optional = true\n"),
    ("support", "Stöd vid arbete", ""),
]


def with_phases(phases: list[tuple[str, str, str]]) -> str:
    """The how-to plan with other phases: what it says of its own is said of the first and last."""
    first = LIMITED.index("[[phases]]")
    last = LIMITED.index("[stay]")
    stations = "".join(
        STATION.format(key=key, title=title, more=more) for key, title, more in phases
    )
    rest = LIMITED[LIMITED.index("\n[", LIMITED.rindex("[[phases]]")) + 1 : last]
    plan = LIMITED[:first] + stations + rest + LIMITED[last:]
    return plan.replace('"assessment"', f'"{phases[0][0]}"').replace(
        '"practice"', f'"{phases[-1][0]}"'
    )


def _road() -> str:
    """The how-to plan with the stations for its phases, and no limit."""
    lines = [
        line for line in with_phases(STATIONS).splitlines() if not line.startswith("extension = {")
    ]
    return "\n".join(lines).replace('limit = "12 months"', 'limit = "none"')


ROAD = _road()


def version_of(source: str, key: str) -> ProgrammeVersion:
    """The plan, published under a programme of its own."""
    programme = ProgrammeFactory(key=key, title=key.capitalize())
    return VersionFactory(
        programme=programme, version="2027", valid_from=date(2020, 1, 1), source=source
    )


def limited(started_on: date = date(2025, 4, 14), **fields) -> Enrolment:
    """One who takes part under the plan with a limit, from a day; the stay ends 13 April 2026."""
    return under(LIMITED, "steg-in", started_on, "assessment", **fields)


def on_the_road(started_on: date = date(2025, 4, 14), key: str = "inflow", **fields) -> Enrolment:
    """One who takes part under the plan with the six stations, in one of them from the start."""
    return under(ROAD, "vagen", started_on, key, **fields)


def in_malmo(started_on: date, key: str = "preparation", **fields) -> Enrolment:
    """One who takes part under Malmö's own plan, as it is shipped."""
    path = REPOSITORY / "definitions/programmes/make-it-work-2020.toml"
    return under(path.read_text(encoding="utf-8"), "make-it-work", started_on, key, **fields)


def extended(coach: User, head: User, today: date) -> Enrolment:
    """One whose stay the head has extended, and who has not been told of."""
    enrolment = limited(follower=coach)
    proposal = propose_extension(
        by=coach, enrolment=enrolment, revision=None, condition=True,
        reason="En plats är klar men kan inte börja än.", today=today,
    )  # fmt: skip
    return decide_extension(
        by=head, proposal=proposal, revision=None, approve=True, reason="Ja.", today=today
    ).enrolment


def under(source: str, key: str, started_on: date, phase: str, **fields) -> Enrolment:
    follower = fields.pop("follower", None) or coach()
    version = version_of(source, key)
    enrolment = EnrolmentFactory(ongoing=True, version=version, started_on=started_on, **fields)
    ContactPersonFactory(enrolment=enrolment, user=follower, starts_on=started_on)
    ConsentFactory(enrolment=enrolment)
    Phase.objects.create(
        association=enrolment.association, enrolment=enrolment, key=phase, starts_on=started_on
    )
    return enrolment
