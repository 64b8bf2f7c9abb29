"""What has to hold between the cells of a row, between rows, and with what is stored.

A rule is one statement for all rows: it gives those at fault, with what the sentence names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from stegvis.exchange.cohort import ENROLMENTS, PEOPLE, Sheet
from stegvis.exchange.resolving import KEYS


@dataclass(frozen=True)
class Rule:
    """One thing that must hold, and what to say of the rows where it does not."""

    sheet: Sheet
    column: str
    #: Gives ``row``, and what the sentences name.
    rows: str
    what: str | Promise
    instead: str | Promise = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    #: The sheet whose keys it looks among: where those could not be read, nothing is said.
    among: str = ""


OF_PEOPLE = (
    Rule(
        PEOPLE,
        "personal_number",
        """
        SELECT row, first FROM (
            SELECT row, min(row) OVER (PARTITION BY personal_number) AS first,
                   ref, first_value(ref) OVER (PARTITION BY personal_number ORDER BY row) AS who
            FROM read_people WHERE personal_number IS NOT NULL
        ) numbers WHERE row > first AND ref <> who
        """,
        gettext_lazy("Rad %(first)s har samma personnummer för en annan person."),
        gettext_lazy("Rätta det ena numret, eller låt raderna ha samma nyckel."),
    ),
    Rule(
        PEOPLE,
        "personal_number",
        """
        SELECT s.row, p.ref FROM read_people s
        JOIN participants_participant p ON p.personal_number = s.personal_number AND p.ref <> s.ref
        WHERE EXISTS (SELECT FROM participants_participant known WHERE known.ref = s.ref)
        OR EXISTS (SELECT FROM read_people other WHERE other.ref = p.ref)
        """,
        gettext_lazy("Numret står redan på en annan person, med nyckeln ”%(ref)s”."),
        gettext_lazy("Rätta numret, eller använd den personens nyckel."),
    ),
    Rule(
        PEOPLE,
        "birth_year",
        """
        SELECT row, birth_year, birth_date FROM read_people
        WHERE date_part('year', birth_date) <> birth_year
        """,
        gettext_lazy("Födelseåret %(birth_year)s stämmer inte med födelsedagen %(birth_date)s."),
        gettext_lazy("Rätta den som är fel."),
    ),
    Rule(
        PEOPLE,
        "birth_date",
        "SELECT row, birth_date FROM read_people WHERE birth_date > %(today)s",
        gettext_lazy("%(birth_date)s är en födelsedag som inte har varit än."),
        gettext_lazy("Rätta födelsedagen."),
    ),
)  # fmt: skip

OF_ENROLMENTS = (
    Rule(
        ENROLMENTS,
        "person",
        "SELECT row, person FROM read_enrolments WHERE participant_id IS NULL AND person <> ''",
        gettext_lazy("Personen ”%(person)s” finns varken i people eller sedan tidigare."),
        gettext_lazy("Lägg till personen i people, eller rätta nyckeln."),
        among="people",
    ),
    Rule(
        ENROLMENTS,
        "enrolment",
        """
        SELECT s.row, s.case_number, p.key FROM read_enrolments s
        JOIN participants_enrolment e ON e.case_number = s.case_number
        JOIN programmes_programme p ON p.id = e.programme_id
        WHERE e.programme_id <> %(programme)s
        """,
        gettext_lazy("Inskrivningen ”%(case_number)s” finns redan, i insatsen ”%(key)s”."),
        gettext_lazy("Ge den en egen nyckel."),
    ),
    Rule(
        ENROLMENTS,
        "person",
        """
        SELECT s.row, s.case_number FROM read_enrolments s
        JOIN participants_enrolment e ON e.id = s.id
        WHERE s.known AND s.participant_id <> e.participant_id
        """,
        gettext_lazy("Inskrivningen ”%(case_number)s” står redan på en annan person."),
        gettext_lazy("Rätta personen, eller ge inskrivningen en egen nyckel."),
    ),
    Rule(
        ENROLMENTS,
        "referred_by",
        "SELECT row FROM read_enrolments WHERE sound AND referred_by_id = %(own)s",
        gettext_lazy("Insatsen har flera kommuner, och raden har ingen enhet som säger vilken."),
        gettext_lazy("Fyll i enheten, eller skriv kommunens namn."),
    ),
    Rule(
        ENROLMENTS,
        "contact_person",
        """
        SELECT row FROM read_enrolments WHERE sound AND contact_person <> ''
        AND started_on IS NULL AND decided_on IS NULL AND applied_on IS NULL
        """,
        gettext_lazy("Raden har ingen dag som kontaktpersonen kan följa personen från."),
        gettext_lazy("Fyll i ansökan, beslut eller inskrivning, eller lämna kontaktpersonen tom."),
    ),
    Rule(
        ENROLMENTS,
        "started_on",
        """
        WITH stays AS (
            SELECT row, case_number, participant_id, started_on,
                   COALESCE(ended_on, discharged_on, 'infinity') AS last_on
            FROM read_enrolments
            WHERE sound AND started_on <= COALESCE(ended_on, discharged_on, 'infinity')
        ), others AS (
            SELECT * FROM stays
            UNION ALL
            SELECT NULL, e.case_number, e.participant_id, e.started_on,
                   COALESCE(e.ended_on, e.discharged_on, 'infinity')
            FROM participants_enrolment e
            WHERE e.programme_id = %(programme)s AND e.started_on IS NOT NULL
            AND e.participant_id IN (SELECT participant_id FROM stays)
            AND NOT EXISTS (SELECT FROM read_enrolments s WHERE s.id = e.id)
        )
        SELECT DISTINCT ON (stays.row) stays.row, others.case_number, others.started_on AS starts_on
        FROM stays JOIN others USING (participant_id)
        WHERE (others.row < stays.row OR others.row IS NULL)
        AND stays.started_on <= others.last_on AND others.started_on <= stays.last_on
        ORDER BY stays.row, others.row
        """,
        gettext_lazy(
            "Personen är redan inskriven i insatsen under en del av tiden, "
            "från %(starts_on)s (”%(case_number)s”)."
        ),
        gettext_lazy("Avsluta den inskrivningen först, eller rätta dagarna."),
    ),
)  # fmt: skip


def born_first() -> Iterator[Rule]:
    """Nothing happens to a person before they are born."""
    for column in ("applied_on", "decided_on", "started_on"):
        yield Rule(
            ENROLMENTS,
            column,
            f"""
            WITH people AS (
                SELECT id, birth_date, birth_year FROM read_people
                UNION ALL
                SELECT id, birth_date, birth_year FROM participants_participant p
                WHERE id IN (SELECT participant_id FROM read_enrolments)
                AND NOT EXISTS (SELECT FROM read_people s WHERE s.id = p.id)
            )
            SELECT s.row, s.{column} AS day FROM read_enrolments s
            JOIN people ON people.id = s.participant_id
            WHERE s.{column} < COALESCE(people.birth_date, make_date(people.birth_year, 1, 1))
            """,
            gettext_lazy("%(day)s är före personens födelse."),
            gettext_lazy("Rätta dagen, eller födelsedagen i people."),
        )


def refers(sheet: Sheet) -> Rule:
    """What hangs on an enrolment needs it."""
    return Rule(
        sheet,
        sheet.key.name,
        f"""
        SELECT s.row, s.enrolment FROM {sheet.table} s LEFT JOIN {KEYS} k USING (enrolment)
        WHERE k.enrolment IS NULL AND s.enrolment IS NOT NULL
        """,
        gettext_lazy(
            "Inskrivningen ”%(enrolment)s” finns varken i enrolments eller sedan tidigare."
        ),
        gettext_lazy("Lägg till den i enrolments, eller rätta nyckeln."),
        among=ENROLMENTS.name,
    )


def once(sheet: Sheet) -> Rule:
    """No two rows of a file are the same one."""
    if sheet in (PEOPLE, ENROLMENTS):
        rows, keys = f'"{sheet.key.column}" IS NOT NULL', [sheet.key.column]
        what = gettext_lazy("Nyckeln står redan på rad %(first)s.")
        instead = gettext_lazy("Ta bort den ena raden, eller ge den en egen nyckel.")
    else:
        rows, keys = "sound", ["enrolment", *sheet.levels[0].columns]
        what = gettext_lazy("Samma uppgift står redan på rad %(first)s.")
        instead = gettext_lazy("Ta bort den ena raden, eller rätta det som skiljer dem åt.")
    listed = ", ".join(f'"{name}"' for name in keys)
    return Rule(
        sheet,
        sheet.key.name,
        f"""
        SELECT row, first FROM (
            SELECT row, min(row) OVER (PARTITION BY {listed}) AS first
            FROM {sheet.table} WHERE {rows}
        ) seen WHERE row > first AND EXISTS (
            SELECT FROM {sheet.table} WHERE {rows} GROUP BY {listed} HAVING count(*) > 1
        )
        """,
        what,
        instead,
    )
