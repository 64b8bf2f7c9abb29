"""A workbook with a sheet for each file: Swedish labels, real dates, numbers as Excel has them."""

import csv
import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from stegvis.exchange.cohort import SHEETS
from stegvis.exchange.writing import Counts
from stegvis.participants.models import Enrolment, Participant
from tests.exchange.cohorts import COHORT, ROWS, faults, folder, outcome_or_faults, read_in, undone

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
        "people, rad 3, kolumn ”sex”: ”kvinna” kan inte stå här. Välj bland: man, other, "
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


def test_a_cell_far_outside_the_table_is_refused_before_it_takes_all_memory(tmp_path):
    place = workbook(tmp_path, {"people": rows_of("people")})
    book = load_workbook(place)
    book["people"].cell(row=1_048_576, column=16_384, value="x")
    book.save(place)

    assert faults(place) == [
        f"{place.name}: En cell ligger långt utanför tabellen: XFD1048576. Kopiera tabellen till "
        "ett nytt blad, och ta bort det gamla."
    ]


@pytest.fixture
def good(tmp_path, published):
    """The bytes of a good workbook."""
    return workbook(
        tmp_path, {name: rows_of(name) for name in ("people", "enrolments")}
    ).read_bytes()


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), part=st.one_of(st.none(), st.integers(0, 99)))
def test_a_workbook_with_some_bytes_changed_is_read_or_refused(tmp_path, good, data, part):
    """In the archive's own bytes, or in one of the texts that lie in it."""
    at, put_in, drop = data.draw(CHANGES)
    place = tmp_path / "cohort.xlsx"
    if part is None:
        place.write_bytes(damaged(good, at, put_in, drop))
    else:
        with zipfile.ZipFile(io.BytesIO(good)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = sorted(parts)[part % len(parts)]
        parts[name] = damaged(parts[name], at, put_in, drop)
        with zipfile.ZipFile(place, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)

    undone(lambda: outcome_or_faults(place))


#: Where some bytes are changed, what is put in, and how many are taken out.
CHANGES = st.tuples(
    st.integers(0, 10**6),
    st.one_of(st.binary(max_size=4), st.sampled_from([b"<", b'"', b"99", b"Z9"])),
    st.integers(0, 4),
)


def damaged(data, at, put_in, drop):
    at %= len(data)
    return data[:at] + put_in + data[at + drop :]
