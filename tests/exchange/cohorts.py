"""A small cohort for SE-Höglandet, and files made of it with something wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, transaction

from stegvis.access import wall
from stegvis.access.models import Association
from stegvis.exchange.found import CohortRefused
from stegvis.exchange.services import Outcome, import_cohort

TODAY = date(2026, 3, 11)
ASSOCIATION = "Höglandets samordningsförbund"

#: Two people, three stays, something of each kind. Personal numbers are Skatteverket's for tests.
COHORT = {
    "people": (
        "person,personal_number,birth_date,birth_year,sex,given_name,family_name,municipality,protected\n"
        "p1,19570428-9999,,,woman,Alva,Testperson,Eksjö,no\n"
        "p2,,2001-02-03,2001,man,Bo,Testperson,Nässjö,\n"
    ),
    "enrolments": (
        "enrolment,person,unit,referred_by,applied_on,decided_on,decision,refusal_reason,"
        "started_on,ended_on,discharged_on,end_reason,contact_person,anonymous,version\n"
        "e1,p1,eksjo,forsakringskassan,2023-01-10,2023-01-24,admitted,,"
        "2023-02-01,2023-11-30,2024-02-29,work,Coach Ett,no,2023\n"
        "e2,p2,nassjo,municipality,2023-03-01,,waiting,,,,,,,,\n"
        "e3,p1,Eksjö,Försäkringskassan,2024-05-02,2024-05-20,admitted,,2024-06-03,,,,Coach Två,,\n"
    ),
    "steps": (
        "enrolment,occasion,on,step,reached\n"
        "e1,start,2023-02-01,3,yes\n"
        "e1,exit,2023-11-30,5,no\n"
        "e1,after_6,2024-05-30,,\n"
    ),
    "livelihoods": (
        "enrolment,occasion,on,kind,percent\n"
        "e1,start,2023-02-01,sickness_benefit,50\n"
        "e1,start,2023-02-01,social_assistance,50\n"
        "e1,during,2023-05-01,sickness_benefit,\n"
        "e1,exit,2023-11-30,wage,100\n"
    ),
    "occupations": (
        "enrolment,occasion,on,kind,percent\n"
        "e1,before,2023-01-31,none,0\n"
        "e1,exit,2023-11-30,work,75\n"
        "e3,start,2024-06-03,job_seeking,\n"
    ),
    "placements": (
        "enrolment,employer,kind,started_on,ended_on,percent,subsidised\n"
        'e1,"Snickeriet, Eksjö",work_trial,2023-04-03,2023-06-30,25,\n'
        "e1,,employment,2023-12-01,,75,yes\n"
    ),
    "contacts": (
        "enrolment,on,kind,with,purpose\n"
        "e1,2023-12-04,visit,both,Första veckan\n"
        "e1,2023-12-11,phone,participant,\n"
        "e1,2023-12-11,phone,participant,\n"
    ),
}

#: How many rows each file has.
ROWS = {name: text.count("\n") - 1 for name, text in COHORT.items()}


def folder(path: Path, **files: str | bytes | None) -> Path:
    """The cohort in a folder of its own; a file given is written instead, None leaves it out."""
    place = path / f"cohort-{len(list(path.iterdir()))}"
    place.mkdir()
    for name, text in (COHORT | files).items():
        if text is not None:
            data = text.encode() if isinstance(text, str) else text
            (place / f"{name}.csv").write_bytes(data)
    return place


def only(path: Path, **files: str | bytes) -> Path:
    """A folder with these files and no others."""
    return folder(path, **(dict.fromkeys(COHORT) | files))


def changed(name: str, before: str, after: str) -> dict[str, str]:
    """A file of the cohort with some text in it changed, once."""
    assert before in COHORT[name]
    return {name: COHORT[name].replace(before, after, 1)}


def read_in(path: Path, **options) -> Outcome:
    """The cohort at the path read into SE-Höglandet."""
    defaults = {"programme": "se-hoglandet", "association": ASSOCIATION, "today": TODAY}
    return import_cohort(path=path, **(defaults | options))


def faults(path: Path, **options) -> list[str]:
    """What is said of a cohort that is refused, one fault a line. Nothing may have been written."""
    before = stored()
    with pytest.raises(CohortRefused) as refusal:
        read_in(path, **options)
    assert stored() == before
    assert "Ingenting har sparats." in str(refusal.value)
    return [f"{found.where}: {found.fault.sentence}" for found in refusal.value.found]


def outcome_or_faults(place: Path) -> Outcome | CohortRefused:
    """What became of a folder; and that a refusal leaves nothing, and says where every fault is."""
    before = stored()
    try:
        with transaction.atomic():
            return read_in(place)
    except CohortRefused as refused:
        assert stored() == before
        for found in refused.found:
            assert found.file
            assert found.fault.what
            assert found.fault.instead
            assert found.row is None or found.row >= 1
        return refused


def undone(act: Callable[[], object]) -> None:
    """The act done and taken back, so that every example begins with the same database."""
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


def stored() -> dict[str, int]:
    """The number of rows in every table of ours, in all associations together."""
    count = " UNION ALL ".join(
        f"SELECT '{model.__name__}', count(*) FROM {model._meta.db_table}"
        for model in apps.get_models()
        if model.__module__.startswith("stegvis.") and wall.walled(model)
    )
    counts: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT stegvis_association()")
        [here] = cursor.fetchone()
        for number in Association.objects.values_list("pk", flat=True):
            wall.enter(number)
            cursor.execute(count)
            counts += Counter(dict(cursor.fetchall()))
    wall.enter(here)
    return dict(counts) | {"Association": Association.objects.count()}
