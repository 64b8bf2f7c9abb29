"""What is refused, with the sentence that says where, what and what instead."""

import pytest

from tests.exchange.cohorts import COHORT, changed, faults, folder, only, read_in

pytestmark = pytest.mark.django_db

#: What is changed in one cell of the cohort, and what is then said.
CELLS = [
    # personal numbers
    (
        "people", "19570428-9999", "19570428-9990",
        "people.csv, rad 2, kolumn ”personal_number”: 19570428-9990 stämmer inte, den sista "
        "siffran går inte ihop med de andra. Jämför med legitimationen: en siffra kan vara fel, "
        "eller två ha bytt plats.",
    ),
    (
        "people", "19570428-9999", "19570230-9999",
        "people.csv, rad 2, kolumn ”personal_number”: 19570230-9999 går inte att läsa, den 30 "
        "februari finns inte. Skriv numret som det står i personens legitimation.",
    ),
    (
        "people", "19570428-9999", "19570492-9999",
        "people.csv, rad 2, kolumn ”personal_number”: 19570492-9999 går inte att läsa, dag 32 "
        "finns inte. Skriv numret som det står i personens legitimation.",
    ),
    (
        "people", "2001-02-03,2001", "2001-02-03,2002",
        "people.csv, rad 3, kolumn ”birth_year”: Födelseåret 2002 stämmer inte med födelsedagen "
        "2001-02-03. Rätta den som är fel.",
    ),
    (
        "people", "2001-02-03,2001", "2026-03-12,",
        "people.csv, rad 3, kolumn ”birth_date”: 2026-03-12 är en födelsedag som inte har varit "
        "än. Rätta födelsedagen.",
    ),
    (
        "people", "2001-02-03,2001", ",01",
        "people.csv, rad 3, kolumn ”birth_year”: ”01” är inte ett födelseår. Skriv ett år från "
        "1900 till 2026.",
    ),
    (
        "people", "woman", "womman",
        "people.csv, rad 2, kolumn ”sex”: ”womman” kan inte stå här. Menar du ”woman”?",
    ),
    (
        "people", "woman", "",
        "people.csv, rad 2, kolumn ”sex”: Cellen är tom. Fyll i den, eller ta bort raden.",
    ),
    (
        "people", "Eksjö,no", "Eksjö,nej",
        "people.csv, rad 2, kolumn ”protected”: ”nej” kan inte stå här. Välj bland: no, yes.",
    ),
    (
        "people", "Alva", "Alva" * 21,
        "people.csv, rad 2, kolumn ”given_name”: Texten har 84 tecken och får ha 80. Korta den.",
    ),
    (
        "people", "Alva", "Al\0va",
        "people.csv, rad 2, kolumn ”given_name”: Cellen har ett tecken som inte är text. Skriv om "
        "cellen.",
    ),
    # days
    (
        "enrolments", "2023-02-01", "2023-02-30",
        "enrolments.csv, rad 2, kolumn ”started_on”: 2023-02-30 går inte att läsa, den 30 "
        "februari finns inte. Skriv år, månad och dag: ÅÅÅÅ-MM-DD, till exempel 2023-03-01.",
    ),
    (
        "enrolments", "2023-02-01", "1/2 2023",
        "enrolments.csv, rad 2, kolumn ”started_on”: ”1/2 2023” går inte att läsa som ett datum. "
        "Skriv år, månad och dag: ÅÅÅÅ-MM-DD, till exempel 2023-03-01.",
    ),
    (
        "enrolments", "2023-02-01", "0203-02-01",
        "enrolments.csv, rad 2, kolumn ”started_on”: 0203-02-01 går inte att läsa, året kan inte "
        "stämma. Skriv året med fyra siffror, till exempel 2023.",
    ),
    (
        "enrolments", "2023-01-24", "2023-01-09",
        "enrolments.csv, rad 2, kolumn ”decided_on”: Beslutet kan inte vara före ansökan. Raden "
        "har decided_on 2023-01-09, applied_on 2023-01-10.",
    ),
    (
        "enrolments", "2023-11-30", "2023-01-31",
        "enrolments.csv, rad 2, kolumn ”ended_on”: Avslutet kan inte vara före inskrivningen. "
        "Raden har ended_on 2023-01-31, started_on 2023-02-01.",
    ),
    (
        "enrolments", "2024-02-29", "2023-11-29",
        "enrolments.csv, rad 2, kolumn ”discharged_on”: Utskrivningen kan inte vara före "
        "avslutet. Raden har discharged_on 2023-11-29, ended_on 2023-11-30.",
    ),
    (
        "enrolments", "2023-02-01,2023-11-30", ",2023-11-30",
        "enrolments.csv, rad 2, kolumn ”ended_on”: Bara den som är inskriven kan avslutas. Raden "
        "har ended_on 2023-11-30, started_on tom.",
    ),
    (
        "enrolments", "e2,p2,nassjo,municipality,2023-03-01",
        "e2,p2,nassjo,municipality,2001-02-02",
        "enrolments.csv, rad 3, kolumn ”applied_on”: 2001-02-02 är före personens födelse. Rätta "
        "dagen, eller födelsedagen i people.",
    ),
    (
        "placements", "2023-04-03,2023-06-30", "2023-04-03,2023-04-02",
        "placements.csv, rad 2, kolumn ”ended_on”: Platsen kan inte sluta innan den börjar. Raden "
        "har ended_on 2023-04-02, started_on 2023-04-03.",
    ),
    # decision and start
    (
        "enrolments", "2023-01-24,admitted", "2023-01-24,refused",
        "enrolments.csv, rad 2, kolumn ”decision”: Bara den som antagits kan skrivas in. Raden "
        "har decision refused, started_on 2023-02-01.",
    ),
    (
        "enrolments", "2023-11-30,2024-02-29,work", ",,work",
        "enrolments.csv, rad 2, kolumn ”end_reason”: En avslutsorsak behöver ett avslutsdatum. "
        "Raden har end_reason work, ended_on tom, discharged_on tom.",
    ),
    # words of the plan
    (
        "enrolments", "2024-02-29,work", "2024-02-29,wrok",
        "enrolments.csv, rad 2, kolumn ”end_reason”: ”wrok” kan inte stå här. Menar du "
        "”work”?",
    ),
    (
        "enrolments", "eksjo", "eksjö kommun",
        "enrolments.csv, rad 2, kolumn ”unit”: ”eksjö kommun” kan inte stå här. Välj bland: "
        "aneby, eksjo, nassjo, savsjo, tranas, vetlanda.",
    ),
    (
        "enrolments", "forsakringskassan", "försäkringskasan",
        "enrolments.csv, rad 2, kolumn ”referred_by”: ”försäkringskasan” kan inte stå här. "
        "Menar du ”Försäkringskassan”?",
    ),
    (
        "enrolments", "e2,p2,nassjo,municipality", "e2,p2,,municipality",
        "enrolments.csv, rad 3, kolumn ”referred_by”: Insatsen har flera kommuner, och raden har "
        "ingen enhet som säger vilken. Fyll i enheten, eller skriv kommunens namn.",
    ),
    (
        "enrolments", "no,2023\n", "no,2032\n",
        "enrolments.csv, rad 2, kolumn ”version”: ”2032” kan inte stå här. Menar du ”2023”?",
    ),
    (
        "enrolments", "Coach Ett", "ett@example.org",
        "enrolments.csv, rad 2, kolumn ”contact_person”: Ingen här har kontot ”ett@example.org”. "
        "Skriv namnet i stället, eller rätta adressen.",
    ),
    (
        "livelihoods", "sickness_benefit", "sicknes_benefit",
        "livelihoods.csv, rad 2, kolumn ”kind”: ”sicknes_benefit” kan inte stå här. Menar du "
        "”sickness_benefit”?",
    ),
    (
        "occupations", "exit,2023-11-30", "exti,2023-11-30",
        "occupations.csv, rad 3, kolumn ”occasion”: ”exti” är inte ett tillfälle. Menar du "
        "”exit”?",
    ),
    (
        "occupations", "work,75", "work,175",
        "occupations.csv, rad 3, kolumn ”percent”: ”175” är inte en omfattning i procent. Skriv "
        "ett heltal från 0 till 100; halvtid är 50.",
    ),
    # what refers to something
    (
        "enrolments", "e2,p2", "e2,p9",
        "enrolments.csv, rad 3, kolumn ”person”: Personen ”p9” finns varken i people eller sedan "
        "tidigare. Lägg till personen i people, eller rätta nyckeln.",
    ),
    (
        "occupations", "e3,start", "e9,start",
        "occupations.csv, rad 4, kolumn ”enrolment”: Inskrivningen ”e9” finns varken i enrolments "
        "eller sedan tidigare. Lägg till den i enrolments, eller rätta nyckeln.",
    ),
    # the same thing twice
    (
        "people", "p2,", "p1,",
        "people.csv, rad 3, kolumn ”person”: Nyckeln står redan på rad 2. Ta bort den ena "
        "raden, eller ge den en egen nyckel.",
    ),
    (
        "people", "p2,,2001-02-03,2001", "p2,195704289999,,",
        "people.csv, rad 3, kolumn ”personal_number”: Rad 2 har samma personnummer för en annan "
        "person. Rätta det ena numret, eller låt raderna ha samma nyckel.",
    ),
    (
        "livelihoods", "social_assistance", "sickness_benefit",
        "livelihoods.csv, rad 3, kolumn ”enrolment”: Samma uppgift står redan på rad 2. Ta bort "
        "den ena raden, eller rätta det som skiljer dem åt.",
    ),
    # two stays at once
    (
        "enrolments", "2024-06-03", "2023-11-30",
        "enrolments.csv, rad 4, kolumn ”started_on”: Inskrivningen kan inte vara före beslutet. "
        "Raden har started_on 2023-11-30, decided_on 2024-05-20.",
    ),
    # rows
    (
        "occupations", "work,75", "work",
        "occupations.csv, rad 3: Raden har 4 celler, rubriken har 5. Lägg till det som saknas. En "
        "tom cell skrivs som två komman i rad.",
    ),
    (
        "occupations", "work,75", "work,75,ja",
        "occupations.csv, rad 3: Raden har 6 celler, rubriken har 5. Sätt citattecken kring en "
        "cell med komma i, eller ta bort det som är för mycket.",
    ),
    (
        "occupations", "none,0", '"none"x,0',
        "occupations.csv, rad 2: Raden går inte att läsa, ett citattecken är fel. Sätt "
        "citattecken kring hela cellen, och två i rad för ett inne i den.",
    ),
    # columns
    (
        "people", "municipality", "munincipality",
        "people.csv, rad 1, kolumn ”munincipality”: Det finns ingen sådan kolumn i people. Menar "
        "du ”municipality”?",
    ),
    (
        "people", "municipality", "Hemkommun",
        "people.csv, rad 1, kolumn ”Hemkommun”: Det finns ingen sådan kolumn i people. Skriv "
        "”municipality”.",
    ),
    (
        "people", "municipality", "family_name",
        "people.csv, rad 1, kolumn ”family_name”: Kolumnen finns två gånger. Ta bort den ena.",
    ),
    (
        "people", "municipality", "",
        "people.csv, rad 2, kolumn ”8”: Kolumnen har ingen rubrik. Ge den ett namn, eller ta bort "
        "den.",
    ),
    (
        "occupations", "kind", "knid",
        "occupations.csv, rad 1, kolumn ”kind”: Kolumnen saknas. Lägg till den i rubrikraden.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after", "said"), CELLS)
def test_a_cell_that_is_wrong_is_refused_with_its_place(tmp_path, name, before, after, said):
    found = faults(folder(tmp_path, **changed(name, before, after)))

    assert said in found


def test_two_stays_of_one_person_in_one_programme_may_not_overlap(tmp_path):
    rows = COHORT["enrolments"].replace("2024-05-20", "2023-06-01").replace("2024-05-02", "")

    found = faults(folder(tmp_path, enrolments=rows.replace("2024-06-03", "2023-11-30")))

    assert found == [
        "enrolments.csv, rad 4, kolumn ”started_on”: Personen är redan inskriven i insatsen under "
        "en del av tiden, från 2023-02-01 (”e1”). Avsluta den inskrivningen först, eller rätta "
        "dagarna."
    ]


def test_a_stay_may_not_overlap_one_that_is_stored(tmp_path):
    read_in(folder(tmp_path))
    rows = "enrolment,person,started_on\ne4,p1,2025-01-01\n"

    found = faults(only(tmp_path, enrolments=rows))

    assert found == [
        "enrolments.csv, rad 2, kolumn ”started_on”: Personen är redan inskriven i insatsen under "
        "en del av tiden, från 2024-06-03 (”e3”). Avsluta den inskrivningen först, eller rätta "
        "dagarna."
    ]


def test_the_stored_stay_that_the_file_ends_makes_room_for_the_next(tmp_path):
    read_in(folder(tmp_path))
    rows = "enrolment,person,started_on,ended_on\ne3,p1,2024-06-03,2024-12-31\ne4,p1,2025-01-01,\n"

    outcome = read_in(only(tmp_path, enrolments=rows))

    assert (outcome.counts["enrolments"].made, outcome.counts["enrolments"].changed) == (1, 1)


def test_what_a_file_leaves_out_is_held_against_what_is_stored(tmp_path):
    """The file says nothing of applications; the stored one is later than this decision."""
    read_in(folder(tmp_path))
    rows = "enrolment,person,decided_on,started_on\ne2,p2,2023-02-28,\n"

    found = faults(only(tmp_path, enrolments=rows))

    assert found == [
        "enrolments.csv, rad 2, kolumn ”decided_on”: Beslutet kan inte vara före ansökan. Raden "
        "har decided_on 2023-02-28, applied_on 2023-03-01."
    ]


def test_every_fault_of_every_file_is_told_at_once_in_order(tmp_path):
    files = (
        changed("people", "woman", "womman")
        | changed("enrolments", "2023-11-30", "2023-01-31")
        | changed("occupations", "work,75", "work,175")
        | {"steps": COHORT["steps"].replace("occasion", "ocasion")}
        | {"surveys": "a,b\n"}
    )

    found = faults(folder(tmp_path, **files))

    assert [fault.partition(":")[0] for fault in found] == [
        "surveys.csv",
        "people.csv, rad 2, kolumn ”sex”",
        "enrolments.csv, rad 2, kolumn ”ended_on”",
        "steps.csv, rad 1, kolumn ”ocasion”",
        "steps.csv, rad 1, kolumn ”occasion”",
        "occupations.csv, rad 3, kolumn ”percent”",
    ]


def test_one_fault_does_not_bring_others_with_it(tmp_path):
    """A row that cannot be read is still known by its key to those that refer to it."""
    people = COHORT["people"].replace(",Nässjö,\n", ",Nässjö,no,och mer\n")

    assert len(faults(folder(tmp_path, people=people))) == 1


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("enrolments", "2023-02-01", "2023-02-30"),  # an end without a start
        ("enrolments", "2023-01-24,admitted", "2023-01-24,admited"),  # a start without a yes
        ("enrolments", "e1,p1,eksjo,forsakringskassan", "e1,p1,eksö,municipality"),
        ("people", "p1,19570428-9999", "p1,19570428-9990"),
        ("placements", "2023-04-03,2023-06-30", "2023-04-31,2023-03-30"),
        ("occupations", "e1,exit", "e1,exti"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_and_nothing_that_would_follow_from_it(
    tmp_path, name, before, after
):
    assert len(faults(folder(tmp_path, **changed(name, before, after)))) == 1


def test_a_file_nobody_knows_is_refused(tmp_path):
    place = folder(tmp_path)
    (place / "peeple.csv").write_text("person,sex\n")

    assert faults(place) == ["peeple.csv: Det är ingen fil som kan läsas in. Menar du ”people”?"]


def test_a_folder_within_the_folder_is_refused_as_one(tmp_path):
    place = folder(tmp_path)
    (place / "people").mkdir()

    assert faults(place) == ["people: Det är en mapp. Ta bort den, eller flytta ut dess filer."]


def test_a_file_that_this_version_has_no_place_for_is_refused_by_name(tmp_path):
    said = "Den här versionen av Stegvis har ingen plats för {}. "
    said += "Ta bort den och läs in resten; spara den till en senare version."

    found = faults(folder(tmp_path, answers="survey,form\n", deviations="deviation\n"))

    assert found == [f"{name}.csv: {said.format(name)}" for name in ("answers", "deviations")]


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (
            "person,sex,family_name\np1,woman,Åberg\n".encode("latin-1"),
            "people.csv, rad 2: Byte 33 är inte UTF-8. Raden ser ut att vara sparad som Latin-1: "
            "”p1,woman,Åberg”. Spara som UTF-8 (i Excel: ”CSV UTF-8”).",
        ),
        (
            "person,sex\np1,woman\n".encode("utf-16"),
            "people.csv: Filen är sparad som UTF-16. Spara som UTF-8 (i Excel: ”CSV UTF-8”).",
        ),
        (
            "person,sex\np1,woman\n".encode("utf-16-le"),
            "people.csv: Filen är sparad som UTF-16. Spara som UTF-8 (i Excel: ”CSV UTF-8”).",
        ),
        (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\n",
            "people.csv: Filen är ingen text. Kontrollera att det är rätt fil.",
        ),
        (
            b"PK\x03\x04\x14\0\x06\xff\n",
            "people.csv: Filen är en Excelbok, med namn som en CSV-fil. Spara som UTF-8 (i Excel: "
            "”CSV UTF-8”).",
        ),
        (
            b"person;sex\np1;woman\n",
            "people.csv, rad 1: Kolumnerna är skilda åt med semikolon. Spara med komma emellan.",
        ),
        (
            b"person\tsex\np1\twoman\n",
            "people.csv, rad 1: Kolumnerna är skilda åt med tabbar. Spara med komma emellan.",
        ),
        (
            b"",
            "people.csv: Filen har ingen rubrikrad. Börja med en rad som har kolumnernas namn.",
        ),
        (
            b'per"son,"sex\n',
            "people.csv, rad 1: Rubrikraden går inte att läsa, ett citattecken är fel. Skriv "
            "kolumnernas namn med komma emellan.",
        ),
        (
            b"person,sex\np1,woman\n" + b"x" * 200_000 + b",woman\n",
            "people.csv, rad 3: Raden går inte att läsa, en cell har mer än 131072 tecken. Korta "
            "texten.",
        ),
    ],
)  # fmt: skip
def test_a_file_of_the_wrong_kind_is_refused_with_what_to_do(tmp_path, people, said):
    assert faults(only(tmp_path, people=people)) == [said]


def test_a_file_in_the_wrong_encoding_does_not_make_its_people_missing(tmp_path):
    people = COHORT["people"].encode("latin-1")

    assert len(faults(folder(tmp_path, people=people))) == 1


def test_an_enrolment_of_another_programme_is_not_taken_over(tmp_path):
    read_in(folder(tmp_path))
    rows = "enrolment,person,started_on\ne1,p1,2026-02-01\n"

    found = faults(only(tmp_path, enrolments=rows), programme="nsw")

    assert found == [
        "enrolments.csv, rad 2, kolumn ”enrolment”: Inskrivningen ”e1” finns redan, i insatsen "
        "”se-hoglandet”. Ge den en egen nyckel."
    ]


def test_an_enrolment_does_not_change_person(tmp_path):
    read_in(folder(tmp_path))
    rows = "enrolment,person,started_on\ne3,p2,2024-06-03\n"

    found = faults(only(tmp_path, enrolments=rows))

    assert found == [
        "enrolments.csv, rad 2, kolumn ”person”: Inskrivningen ”e3” står redan på en annan "
        "person. Rätta personen, eller ge inskrivningen en egen nyckel."
    ]


def test_a_number_that_another_person_has_is_refused(tmp_path):
    read_in(folder(tmp_path))
    people = "person,personal_number,sex\np2,19570428-9999,man\n"

    assert faults(only(tmp_path, people=people)) == [
        "people.csv, rad 2, kolumn ”personal_number”: Numret står redan på en annan person, med "
        "nyckeln ”p1”. Rätta numret, eller använd den personens nyckel."
    ]


def test_a_contact_person_needs_a_day_to_begin_on(tmp_path):
    rows = "enrolment,person,started_on,contact_person\ne1,p1,,Coach Ett\n"

    assert faults(only(tmp_path, people=COHORT["people"], enrolments=rows)) == [
        "enrolments.csv, rad 2, kolumn ”contact_person”: Raden har ingen dag som kontaktpersonen "
        "kan följa personen från. Fyll i ansökan, beslut eller inskrivning, eller lämna "
        "kontaktpersonen tom."
    ]


def test_an_empty_folder_has_nothing_to_read(tmp_path):
    [fault] = faults(only(tmp_path))

    assert fault.endswith(
        "Det finns inget att läsa in. Filerna heter people, enrolments, steps, livelihoods, "
        "occupations, placements, contacts."
    )


def test_a_path_that_is_not_there_is_said(tmp_path):
    [fault] = faults(tmp_path / "nothing")

    assert fault.endswith(
        "nothing: Det finns ingen sådan mapp eller fil. Ange en mapp med CSV-filer, eller en "
        "Excelbok."
    )


def test_a_single_file_is_not_a_cohort(tmp_path):
    [fault] = faults(folder(tmp_path) / "people.csv")

    assert "people.csv: Det är inte en mapp och inte en .xlsx-fil." in fault


def test_a_programme_nobody_knows_is_refused(tmp_path):
    assert faults(folder(tmp_path), programme="se-hogland") == [
        "--programme: Det finns ingen insats med nyckeln ”se-hogland”. Menar du ”se-hoglandet”?"
    ]


def test_a_name_that_no_association_can_have_is_refused(tmp_path):
    assert faults(folder(tmp_path), association="x" * 121) == [
        "--association: Förbundets namn är längre än 120 tecken. Korta det."
    ]
