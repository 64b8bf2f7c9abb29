"""The tables of a programme's definition, in the order a plan tells them.

Every rule carries `passage`: where in the plan it stands. Where the plan is silent and the file
had to choose, a row of `readings` says so.

    ground.py       what it is, and where it is run
    way_in.py       who may come in, how, and who decides
    road.py         who follows a person, the phases, the stay and its end
    measured.py     what is recorded, and what it is judged by

The tables of the work, of governing and of money stand beside this, in modules of their own.
"""

from stegvis.programmes.definition.parts.ground import (
    Capacity,
    Later,
    Law,
    Method,
    Party,
    Plan,
    PostsChange,
    Reading,
    Stated,
    Unit,
)
from stegvis.programmes.definition.parts.measured import (
    Figure,
    Goal,
    Livelihood,
    Livelihoods,
    Measure,
    NotCompared,
    Occupations,
    ShownBy,
)
from stegvis.programmes.definition.parts.road import (
    ContactPerson,
    Discharge,
    Extension,
    OwnEndReason,
    Phase,
    Stay,
    Track,
)
from stegvis.programmes.definition.parts.way_in import (
    AgendaItem,
    Consent,
    Deciding,
    Exceptions,
    Information,
    Member,
    Outcome,
    Preparation,
    WayIn,
)

__all__ = [
    "AgendaItem",
    "Capacity",
    "Consent",
    "ContactPerson",
    "Deciding",
    "Discharge",
    "Exceptions",
    "Extension",
    "Figure",
    "Goal",
    "Information",
    "Later",
    "Law",
    "Livelihood",
    "Livelihoods",
    "Measure",
    "Member",
    "Method",
    "NotCompared",
    "Occupations",
    "Outcome",
    "OwnEndReason",
    "Party",
    "Phase",
    "Plan",
    "PostsChange",
    "Preparation",
    "Reading",
    "ShownBy",
    "Stated",
    "Stay",
    "Track",
    "Unit",
    "WayIn",
]
