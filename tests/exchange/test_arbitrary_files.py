"""Whatever comes in a file: it is read in whole, or every fault has a place and nothing is left."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stegvis.casework.models import Contact, LadderStep, Livelihood, Occupation, Placement
from stegvis.exchange.cohort import ENROLMENTS, PEOPLE, RECORDS, SHEETS, Column
from stegvis.exchange.found import CohortRefused
from stegvis.exchange.writing import Counts
from stegvis.participants.models import ContactPerson, Enrolment, Participant
from tests.exchange.cohorts import COHORT, folder, only, outcome_or_faults, read_in, undone

pytestmark = pytest.mark.usefixtures("published")
#: The database is the test's, and every example is taken back.
SHARED = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

NAMES = sorted(COHORT)
#: What people and programs do to a cell.
CELLS = st.one_of(
    st.sampled_from(
        ["", " ", "0", "-1", "101", "1e3", "yes", "no", "ja", "NULL", "\\N", "\\.", "\t", "\0", '"',
         "2023-02-30", "2023-02-01", "0001-01-01", "9999-12-31", "2024-02-29", "20230201",
         "19900230-1234", "195704289999", "e1", "e2", "p1", "p2", "work", "exit", "eksjo", "0",
         "registration_error", "x" * 70, "ärende", "\u2028", "\U0001f600", "%s", "'; --"]
    ),
    st.dates(date(1950, 1, 1), date(2030, 1, 1)).map(str),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)  # fmt: skip


@SHARED
@given(name=st.sampled_from(NAMES), data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path, name, data):
    undone(lambda: outcome_or_faults(only(tmp_path, **{name: data})))


@SHARED
@given(
    name=st.sampled_from(NAMES),
    at=st.integers(0),
    change=st.binary(max_size=6),
    drop=st.integers(0, 6),
)
def test_a_good_file_with_some_bytes_changed_is_read_or_refused(tmp_path, name, at, change, drop):
    data = COHORT[name].encode()
    at %= len(data)
    data = data[:at] + change + data[at + drop :]

    undone(lambda: outcome_or_faults(folder(tmp_path, **{name: data})))


@SHARED
@given(data=st.data())
def test_a_good_file_with_some_cells_changed_is_read_or_refused(tmp_path, data):
    files = {}
    for name in data.draw(st.sets(st.sampled_from(NAMES), min_size=1, max_size=3)):
        rows = list(csv.reader(io.StringIO(COHORT[name])))
        for _ in range(data.draw(st.integers(1, 3))):
            row = data.draw(st.integers(0, len(rows) - 1))
            column = data.draw(st.integers(0, len(rows[0]) - 1))
            rows[row][column] = data.draw(CELLS)
        written = io.StringIO(newline="")
        csv.writer(written).writerows(rows)
        files[name] = written.getvalue()

    def twice():
        place = folder(tmp_path, **files)
        if not isinstance(outcome_or_faults(place), CohortRefused):
            again = read_in(place)
            assert all(count.made == count.changed == 0 for count in again.counts.values())

    undone(twice)


# --- Any cohort that holds together --------------------------------------------------------------

DAYS = st.dates(date(2000, 1, 1), date(2025, 12, 31))


@st.composite
def stays(draw):
    """The dates of one person's stays, one after the other, and what follows from each."""
    day, found = draw(DAYS), []
    for _ in range(draw(st.integers(1, 3))):
        started, ended, discharged = (
            day := day + timedelta(draw(st.integers(0, 400))) for _ in "123"
        )
        open_ended = draw(st.booleans())
        found.append((started, None, None) if open_ended else (started, ended, discharged))
        if open_ended:
            break
        day = max(ended, discharged) + timedelta(1)
    return found


def table(columns, rows):
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerows([columns, *rows])
    return written.getvalue()


@SHARED
@given(people=st.lists(stays(), min_size=1, max_size=4), answers=st.data())
def test_any_cohort_that_holds_together_is_read_in_and_again_changes_nothing(
    tmp_path, people, answers
):
    enrolments, occupations = [], []
    for number, found in enumerate(people):
        for at, (started, ended, discharged) in enumerate(found):
            reason = answers.draw(st.sampled_from(["", "work", "ill"])) if ended else ""
            enrolments.append([f"{number}-{at}", f"p{number}", started, ended, discharged, reason])
            kind = answers.draw(st.sampled_from(["work", "none", "study"]))
            percent = answers.draw(st.one_of(st.just(""), st.integers(0, 100)))
            occupations.append([f"{number}-{at}", "start", started, kind, percent])
    place = only(
        tmp_path,
        people=table(["person", "sex"], [[f"p{number}", "woman"] for number in range(len(people))]),
        enrolments=table(
            ["enrolment", "person", "started_on", "ended_on", "discharged_on", "end_reason"],
            enrolments,
        ),
        occupations=table(["enrolment", "occasion", "on", "kind", "percent"], occupations),
    )

    def twice():
        first, again = read_in(place), read_in(place)
        rows = len(enrolments)
        assert first.counts["enrolments"] == Counts(rows, made=rows)
        assert again.counts["enrolments"] == Counts(rows, left=rows)
        assert again.counts["occupations"] == Counts(rows, left=rows)

    undone(twice)


@SHARED
@given(days=st.lists(st.one_of(st.none(), DAYS), min_size=5, max_size=5))
def test_days_are_refused_exactly_when_one_comes_before_another_it_must_follow(tmp_path, days):
    applied, decided, started, ended, discharged = days
    decision = "admitted" if decided or started else ""
    row = ["e1", "p1", *days, decision]
    columns = ["enrolment", "person", "applied_on", "decided_on", "started_on", "ended_on"]
    columns += ["discharged_on", "decision"]
    in_order = [
        (applied, decided), (decided, started), (applied, started),
        (started, ended), (ended, discharged), (started, discharged),
    ]  # fmt: skip
    good = all(later is None or first is None or first <= later for first, later in in_order)
    good = good and not (started is None and (ended or discharged))

    def once():
        place = only(
            tmp_path,
            people=table(["person", "sex"], [["p1", "man"]]),
            enrolments=table(columns, [row]),
        )
        assert isinstance(outcome_or_faults(place), CohortRefused) != good

    undone(once)


@SHARED
@given(first=st.tuples(DAYS, DAYS), second=st.tuples(DAYS, DAYS), one_file=st.booleans())
def test_stays_are_refused_exactly_when_they_share_a_day(tmp_path, first, second, one_file):
    columns = ["enrolment", "person", "started_on", "ended_on"]
    stays = [sorted(first), sorted(second)]
    rows = [[f"e{number}", "p1", *days] for number, days in enumerate(stays)]
    share_a_day = stays[0][0] <= stays[1][1] and stays[1][0] <= stays[0][1]

    def both():
        people = table(["person", "sex"], [["p1", "man"]])
        files = [rows] if one_file else [rows[:1], rows[1:]]
        places = [only(tmp_path, people=people, enrolments=table(columns, part)) for part in files]
        for place in places[:-1]:
            read_in(place)
        assert isinstance(outcome_or_faults(places[-1]), CohortRefused) == share_a_day

    undone(both)


# --- There and back ------------------------------------------------------------------------------

MODELS = {
    "people": Participant, "enrolments": Enrolment, "steps": LadderStep,
    "livelihoods": Livelihood, "occupations": Occupation, "placements": Placement,
    "contacts": Contact,
}  # fmt: skip


def as_cell(row, column: Column) -> str:
    """What a stored row says in a column, as a file would."""
    match column.name:
        case "enrolment" if not isinstance(row, Enrolment):
            return row.enrolment.case_number
        case "person" if isinstance(row, Enrolment):
            return row.participant.ref
        case "unit":
            return row.unit.key if row.unit else ""
        case "referred_by":
            return row.referred_by.name if row.referred_by else ""
        case "version":
            return row.version.version
        case "contact_person":
            found = ContactPerson.objects.filter(enrolment=row).first()
            return found.name if found else ""
    value = getattr(row, column.column)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def written_out(place):
    """Everything stored, as a cohort's files."""
    for name, model in MODELS.items():
        columns = SHEETS[name].columns
        rows = [
            [as_cell(row, column) for column in columns] for row in model.objects.order_by("pk")
        ]
        text = table([column.name for column in columns], rows)
        (place / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return place


def test_what_is_written_out_and_read_in_changes_nothing(tmp_path):
    read_in(folder(tmp_path))
    out = tmp_path / "out"
    out.mkdir()

    outcome = read_in(written_out(out))

    assert set(MODELS) == {sheet.name for sheet in (PEOPLE, ENROLMENTS, *RECORDS)}
    assert all(count == Counts(count.read, left=count.read) for count in outcome.counts.values())


def test_what_is_written_out_can_be_read_into_another_association(tmp_path):
    read_in(folder(tmp_path))
    out = tmp_path / "out"
    out.mkdir()
    written_out(out)

    read_in(out, association="Ett annat förbund")

    again = tmp_path / "again"
    again.mkdir()
    assert written_out(again)
    for name in MODELS:
        assert (again / f"{name}.csv").read_text() == (out / f"{name}.csv").read_text()
