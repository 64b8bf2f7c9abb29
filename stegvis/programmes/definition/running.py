"""Which tables of a definition Stegvis runs today, in one list.

What a table here `DECLARES` is read, checked and shown, and nothing happens of it yet; checking a
definition that has it says so. When a mechanism comes, move its line.
"""

from __future__ import annotations

#: Acted on: something is due, decided, recorded, refused or counted because of it.
RUNS = frozenset({
    "key", "version", "title", "association", "valid_from", "valid_to", "law",
    "capacity", "units", "parties", "criteria", "exclusions", "exceptions", "priority", "ways_in",
    "preparation", "consent", "deciding", "contact_person", "phases", "stay",
    "measures", "livelihoods", "occupations", "end_reasons", "discharge",
    "goals", "figures", "shown_by", "not_compared",
})  # fmt: skip

#: For people to read: there is nothing more to do with it.
TOLD = frozenset({"plan", "purpose", "method", "target_group", "roles", "staff", "key_people",
                  "readings", "later"})  # fmt: skip

#: Declared: no mechanism runs it yet. With what each is called in Swedish.
DECLARES = {
    "individual_plan": "planen för var och en",
    "individual_team": "individteam",
    "activities": "aktiviteter",
    "workplaces": "arbetsplatser",
    "after_support": "stödet efteråt",
    "exit_papers": "det som personen har med sig",
    "follow_ups": "det som följs av insatsen som helhet",
    "national_count": "den nationella uppföljningen",
    "reports": "rapporter",
    "deviations": "avvikelser",
    "meetings": "möten",
    "tasks": "projektets aktiviteter",
    "money": "pengar",
    "certificate": "chefens intyg",
    "resource_needs": "behovet av resurser",
    "posts_over_time": "antalet deltagare per tjänst över tid",
    "revisions": "planens revidering",
    "evaluation": "utvärdering",
}

#: Of what `measures` records, what there is a form for and is asked for on its day.
RECORDS = frozenset({"livelihood", "occupation"})
