"""A workbook with a sheet for each file: Swedish labels, real dates, numbers as Excel has them."""

import csv
import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from stegvis.exchange.cohort import SHEETS
from stegvis.exchange.writing import Counts
from stegvis.participants.models import Enrolment, Participant
from tests.exchange.cohorts import COHORT, ROWS, faults, folder, read_in

pytestmark = pytest.mark.django_db


def workbook(path, sheets):
    """A workbook at the path, with the rows of each sheet."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    place = path / f"cohort-{len(list(path.iterdir()))}.xlsx"
    book.save(place)
    return place


def as_cells(text):
    """A cell as someone who types it in Excel gets it: dates and numbers are no texts."""
    if text.isdigit():
        return int(text)
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return text


def rows_of(name, *, labels=False):
    header, *rows = csv.reader(io.StringIO(COHORT[name]))
    if labels:
        header = [SHEETS[name].named[column].labels[0].capitalize() for column in header]
    return [header, *([as_cells(cell) for cell in row] for row in rows)]


@pytest.mark.parametrize("labels", [False, True])
def test_a_workbook_says_the_same_as_the_files(tmp_path, labels):
    read_in(folder(tmp_path))

    sheets = {name: rows_of(name, labels=labels) for name in COHORT}
    outcome = read_in(workbook(tmp_path, sheets))

    assert outcome.counts == {name: Counts(rows, left=rows) for name, rows in ROWS.items()}


def test_a_date_is_a_date_whatever_it_looks_like_in_excel(tmp_path):
    sheets = {
        "people": [["person", "sex", "personal_number"], [1, "woman", 195704289999]],
        "enrolments": [
            ["inskrivning", "person", "inskriven", "avslutad", "anonym"],
            ["e1", 1, datetime(2023, 2, 1), date(2023, 3, 1), False],
        ],
    }

    read_in(workbook(tmp_path, sheets))

    assert Participant.objects.get().personal_number == "195704289999"
    enrolment = Enrolment.objects.get()
    assert (enrolment.started_on, enrolment.ended_on) == (date(2023, 2, 1), date(2023, 3, 1))
    assert enrolment.anonymous is False


def test_faults_are_told_by_sheet_row_and_column(tmp_path):
    people = [["person", "kön", "född"], [], ["p1", "kvinna", datetime(2023, 2, 1, 12, 30)]]

    assert faults(workbook(tmp_path, {"people": people})) == [
        "people, rad 3, kolumn ”sex”: ”kvinna” är inte ett av orden. Välj bland: man, other, "
        "unknown, woman.",
        "people, rad 3, kolumn ”birth_date”: ”2023-02-01 12:30:00” går inte att läsa som ett "
        "datum. Skriv år, månad och dag: ÅÅÅÅ-MM-DD, till exempel 2023-03-01.",
    ]


@pytest.mark.parametrize("cell", [1.0, 0.5])
def test_a_share_formatted_as_percent_is_not_taken_for_one_percent(tmp_path, cell):
    rows = [["enrolment", "occasion", "on", "kind", "percent"]]
    rows.append(["e1", "exit", date(2023, 11, 30), "work", cell])
    sheets = {name: rows_of(name) for name in ("people", "enrolments")}

    found = faults(workbook(tmp_path, sheets | {"occupations": rows}))

    assert found == [
        f"occupations, rad 2, kolumn ”percent”: ”{cell}” är inte en omfattning i procent. Skriv "
        "ett heltal från 0 till 100; halvtid är 50."
    ]


def test_a_sheet_nobody_knows_is_refused_unless_it_is_empty(tmp_path):
    sheets = {"people": rows_of("people"), "Blad1": [], "Anteckningar": [["hej"]], "answers": [[1]]}

    assert faults(workbook(tmp_path, sheets)) == [
        "Anteckningar: Det är ingen fil som kan läsas in. Välj bland: contacts, enrolments, "
        "livelihoods, occupations, people, placements, steps.",
        "answers: Den här versionen av Stegvis har ingen plats för answers. Ta bort den och läs in "
        "resten; spara den till en senare version.",
    ]


def test_an_empty_sheet_of_the_cohort_lacks_its_header(tmp_path):
    assert faults(workbook(tmp_path, {"people": []})) == [
        "people: Bladet har ingen rubrikrad. Skriv kolumnernas namn på rad 1."
    ]


def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    place = tmp_path / "people.xlsx"
    place.write_text("person,sex\n")

    [fault] = faults(place)

    assert fault.startswith("people.xlsx: Filen går inte att läsa som en Excelbok")
    assert fault.endswith("Spara den som .xlsx utan lösenord, eller lämna en mapp med CSV-filer.")
