"""`stegvis definitions check` and `show`: a folder of definitions, every fault at once."""

from __future__ import annotations

import io
import re
import shutil
import textwrap
from pathlib import Path

import pytest

from stegvis.indicators.checking import check
from stegvis.indicators.commands import check_definitions, show_definition
from stegvis.lib.faults import Refused
from stegvis.programmes.definition import fingerprint
from stegvis.programmes.definition.folder import definitions_folder, find, programmes

SHIPPED = definitions_folder()
HOW_TO = SHIPPED.parent / "docs" / "how-to"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped definitions to spoil."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "definitions"))


def spoil(path: Path, *changes: tuple[str, str]) -> None:
    source = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in source
        source = source.replace(old, new, 1)
    path.write_text(source, encoding="utf-8")


def forget_what_is_published(folder: Path) -> None:
    (folder / "published.toml").write_text("", encoding="utf-8")


def told(folder: Path) -> list[str]:
    """The faults, their place from within the folder."""
    return [str(fault).replace(f"{folder}/", "") for fault in check([folder])]


def test_the_shipped_definitions_have_no_fault():
    assert check() == []
    assert check([SHIPPED]) == []


def test_a_goal_and_a_figure_name_indicators_that_are_there(folder: Path):
    forget_what_is_published(folder)
    path = folder / "programmes" / "se-hoglandet-2023.toml"
    spoil(
        path, ("work_or_study_at_discharge", "work_or_study_at_dischrge"), ('"started"', '"begun"')
    )

    first, second = told(folder)

    assert first.startswith(
        "programmes/se-hoglandet-2023.toml: figures[0].indicator: there is no indicator 'begun'."
    )
    assert second == (
        "programmes/se-hoglandet-2023.toml: goals[0].indicator: "
        "there is no indicator 'work_or_study_at_dischrge'.\n"
        "    Did you mean 'work_or_study_at_discharge'?"
    )


def test_faults_of_all_kinds_and_files_come_at_once(folder: Path):
    forget_what_is_published(folder)
    spoil(
        folder / "programmes" / "se-hoglandet-2023.toml",
        ('indicator = "started"', 'indicatr = "x"'),
    )
    spoil(folder / "programmes" / "nsw-1975.toml", ('"work_gained"', '"work_gaind"'))
    spoil(folder / "indicators" / "ended.toml", ("ended_on <= :as_of", "ended <= :as_of"))
    (folder / "programmes" / "broken-1.toml").write_text("key = ", encoding="utf-8")

    faults = told(folder)

    assert [fault.split(": ")[0] for fault in faults] == [
        "indicators/ended.toml",
        "programmes/broken-1.toml",
        "programmes/nsw-1975.toml",
        "programmes/se-hoglandet-2023.toml",
        "programmes/se-hoglandet-2023.toml",
    ]


def test_two_versions_do_not_begin_on_the_same_day(folder: Path):
    shutil.copy(
        folder / "programmes" / "se-hoglandet-2023.toml",
        folder / "programmes" / "se-hoglandet-2024.toml",
    )
    spoil(folder / "programmes" / "se-hoglandet-2024.toml", ("version = 2023", "version = 2024"))

    (fault,) = told(folder)

    assert fault.startswith("programmes/se-hoglandet-2024.toml: valid_from: 2023-01-01 is the day")


def test_a_version_does_not_begin_while_one_with_an_end_still_holds(folder: Path):
    forget_what_is_published(folder)
    older = folder / "programmes" / "se-hoglandet-2023.toml"
    newer = folder / "programmes" / "se-hoglandet-2024.toml"
    shutil.copy(older, newer)
    spoil(older, ("valid_from = 2023-01-01", "valid_from = 2023-01-01\nvalid_to = 2024-01-31"))
    # The posts of Tranås change within the version, so the newer one begins before they do.
    spoil(newer, ("version = 2023", "version = 2024"), ("= 2023-01-01", "= 2023-12-01"))

    (fault,) = told(folder)

    assert "2023-12-01 is within se-hoglandet 2023, which holds until 2024-01-31" in fault


def test_a_phase_takes_over_from_one_that_is_gone_and_from_no_other(folder: Path):
    forget_what_is_published(folder)
    path = folder / "programmes" / "se-hoglandet-2023.toml"
    spoil(path, ('key = "profile"\n', 'key = "profile"\nwas = ["mapping", "agreement"]\n'))
    spoil(path, ('key = "job_search"\n', 'key = "job_search"\nwas = ["mapping"]\n'))

    first, second = told(folder)

    assert "phases[1].was[1]: 'agreement' has its place already in phases[0]." in first
    assert "phases[2].was[0]: 'mapping' has its place already in phases[1].was[0]." in second


def test_a_newer_version_ends_the_older_one_and_is_the_one_found(folder: Path):
    newer = folder / "programmes" / "se-hoglandet-2024.toml"
    shutil.copy(folder / "programmes" / "se-hoglandet-2023.toml", newer)
    spoil(newer, ("version = 2023", "version = 2024"), ("= 2023-01-01", "= 2023-12-01"))

    assert told(folder) == []
    assert find("se-hoglandet", folder=folder) == newer
    assert find("se-hoglandet", "2023", folder).name == "se-hoglandet-2023.toml"


def test_a_published_version_that_has_changed_is_a_fault(folder: Path):
    spoil(folder / "programmes" / "se-hoglandet-2023.toml", ("at_least = 0.35", "at_least = 0.25"))

    (fault,) = told(folder)

    assert fault == (
        "programmes/se-hoglandet-2023.toml: se-hoglandet 2023 is published and has been changed.\n"
        "    Put it back as it was; copy it to a new version and change that."
    )


def test_a_published_version_that_is_gone_is_a_fault(folder: Path):
    (folder / "programmes" / "nsw-1975.toml").unlink()

    (fault,) = told(folder)

    assert fault.startswith("published.toml: nsw 1975 is published, and its file is not there.")


def test_the_record_of_what_is_published_is_read_as_strictly(folder: Path):
    (folder / "published.toml").write_text(
        '[[published]]\nkey = "nsw"\nsha = "1"', encoding="utf-8"
    )

    assert [fault.split(":")[1].strip() for fault in told(folder)] == [
        "published[0].sha",
        "published[0].sha256",
        "published[0].version",
    ]


def test_line_ends_do_not_change_a_published_version():
    assert fingerprint("a\r\nb\r\n") == fingerprint("a\nb\n") != fingerprint("a\nc\n")


def test_a_file_is_named_after_its_key_and_version(folder: Path):
    forget_what_is_published(folder)
    path = folder / "programmes" / "se-hoglandet-2023.toml"
    path.rename(folder / "programmes" / "hoglandet.toml")

    assert told(folder) == [
        "programmes/hoglandet.toml: the file holds se-hoglandet 2023.\n"
        "    Name it se-hoglandet-2023.toml."
    ]


def test_a_file_that_is_named_by_who_checks_it_may_be_called_anything(folder: Path, tmp_path: Path):
    draft = tmp_path / "utkast.toml"
    shutil.copy(folder / "programmes" / "se-hoglandet-2023.toml", draft)

    assert check([draft]) == []


def test_a_file_where_nothing_reads_it_is_a_fault_and_not_passed_over(folder: Path):
    (folder / "programme").mkdir()
    shutil.copy(folder / "programmes" / "nsw-1975.toml", folder / "programme" / "nsw-1976.toml")

    assert told(folder) == [
        "programme/nsw-1976.toml: nothing reads definitions in 'programme'.\n"
        "    Did you mean 'programmes'?"
    ]


def test_a_folder_without_definitions_is_a_fault(tmp_path: Path):
    assert [fault.what for fault in check([tmp_path])] == ["there are no definitions here."]


def test_one_file_is_checked_with_what_lies_beside_it(folder: Path):
    path = folder / "programmes" / "se-hoglandet-2023.toml"

    assert check([path]) == []

    (folder / "indicators" / "ended.toml").unlink()
    assert [fault.where for fault in check([path])] == [
        f"{path}: figures[1].indicator",
        f"{path}: reports[0].contents[0].figures[1]",
        f"{path}: reports[1].contents[0].figures[1]",
    ]
    assert check([folder / "indicators" / "started.toml"]) == []


def test_a_file_that_lies_elsewhere_is_checked_with_the_shipped_indicators(tmp_path: Path):
    path = tmp_path / "nsw-1975.toml"
    shutil.copy(SHIPPED / "programmes" / "nsw-1975.toml", path)

    assert check([path]) == []


def test_the_folder_can_be_another(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STEGVIS_DEFINITIONS", str(folder))
    (folder / "programmes" / "nsw-1975.toml").unlink()

    assert definitions_folder() == folder
    assert list(programmes()) == [
        ("make-it-work", "2020"),
        ("samordningsteam-vasteras", "2020"),
        ("samordningsteam-vasteras", "2023"),
        ("se-hoglandet", "2018"),
        ("se-hoglandet", "2023"),
    ]
    assert len(check()) == 1


def test_the_command_that_checks_says_every_fault_and_answers_no(folder: Path):
    spoil(folder / "indicators" / "ended.toml", ("ended_on <= :as_of", "ended <= :as_of"))
    out = io.StringIO()

    assert check_definitions([str(folder)], out) == 1
    remarks, _, faults = out.getvalue().partition("\nFaults:\n")
    assert remarks.startswith("What the plans leave open:\n")
    at_the_end = re.sub(r"\d+ remarks", "N remarks", faults)
    assert at_the_end == (
        f"{folder}/indicators/ended.toml: about: 'ended' is not a column of the fact.\n"
        "    Did you mean 'ended_on'?\n"
        "1 fault. N remarks. Nothing was changed.\n"
    )


def test_a_fault_without_any_remark_stands_alone(folder: Path):
    path = folder / "indicators" / "ended.toml"
    spoil(path, ("ended_on <= :as_of", "ended <= :as_of"))
    out = io.StringIO()

    assert check_definitions([str(path)], out) == 1
    assert out.getvalue() == (
        f"{path}: about: 'ended' is not a column of the fact.\n"
        "    Did you mean 'ended_on'?\n"
        "1 fault. Nothing was changed.\n"
    )


def test_the_command_that_checks_answers_yes_when_all_is_well():
    out = io.StringIO()

    assert check_definitions([], out) == 0
    assert re.fullmatch(r"No faults\. \d+ remarks\.", out.getvalue().splitlines()[-1])


def test_a_plan_is_shown_so_that_its_reader_recognises_it():
    out = io.StringIO()

    assert show_definition("se-hoglandet", "2023", out) == 0
    text = out.getvalue()
    for said in [
        "SE-Höglandet, version 2023\n====",
        "- Tranås: 1,25 heltid, 1,5 från 1 januari 2024. [6.1]",
        "8,3 heltider och plats för 166",
        "- Den som slutat till arbete eller till studier skrivs ut 3 månader efter\n"
        "  avslutet. [8]",
        "- Minst 35 %: finner, får och behåller ett arbete",
        "Tal jämförs inte efter enhet: ”Ingen jämförelse sker mellan kommunområden.”",
        "- Enkät varje oktober: indikatorenkäten till alla som är inskrivna.",
        "- Månad 2: besök, 2 gånger per månad. Hos personen och arbetsgivaren.",
        "465 000 kronor per heltid\noch år.",
        "Ingen gräns i tid. Metoden är inte tidsbegränsad. [5]",
        "Inhämtas\nav remitterande part, innan ärendet tas upp. [6.6]",
    ]:
        assert said in text
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "None" not in text


@pytest.mark.parametrize("path", programmes().values(), ids=lambda path: path.stem)
def test_everything_a_plan_says_is_shown(path: Path):
    """A text of the file that nobody would see when reading the plan is a rule in hiding."""
    from stegvis.programmes.definition import read
    from stegvis.programmes.definition.show import show

    definition = read(path)
    shown = _plain(show(definition))

    #: What is said in Swedish rather than as it is written, or read elsewhere.
    said_otherwise = {
        "key", "about", "municipality", "at", "after", "length", "limit", "at_least", "at_most",
        "followed_up", "decided_at_latest", "among",
    }  # fmt: skip

    def texts(value: object) -> list[str]:
        if isinstance(value, dict):
            return [
                text
                for key, held in value.items()
                if key not in said_otherwise
                for text in texts(held)
            ]
        if isinstance(value, list):
            return [text for held in value for text in texts(held)]
        return [value] if isinstance(value, str) and " " in value else []

    for text in texts(definition.model_dump(mode="json")):
        assert _plain(text) in shown


def _plain(text: str) -> str:
    return re.sub(r"[\s.]+", " ", text).strip().lower()


@pytest.mark.parametrize(
    ("key", "version", "says"),
    [
        ("se-hoglandt", None, "Did you mean 'se-hoglandet'?"),
        ("se-hoglandet", "2032", "Did you mean '2023'?"),
        ("", None, "Known: make-it-work, nsw, samordningsteam-vasteras, se-hoglandet."),
    ],
)
def test_a_plan_that_is_not_there_is_refused_with_the_nearest(key, version, says):
    out = io.StringIO()

    assert show_definition(key, version, out) == 2
    assert says in out.getvalue()


def blocks(page: str) -> str:
    text = (HOW_TO / page).read_text(encoding="utf-8")
    return "\n".join(re.findall(r"```toml\n(.*?)```", text, re.DOTALL))


def test_who_follows_the_how_to_of_a_programme_gets_one_without_faults(folder: Path):
    path = folder / "programmes" / "steg-in-2027.toml"
    path.write_text(blocks("programme.md"), encoding="utf-8")

    assert told(folder) == []
    out = io.StringIO()
    assert check_definitions([str(path)], out) == 0


def test_a_file_is_shown_wherever_it_stands(tmp_path: Path):
    path = tmp_path / "draft.toml"
    path.write_text(blocks("programme.md"), encoding="utf-8")
    out = io.StringIO()

    assert show_definition(str(path), None, out) == 0
    assert out.getvalue().startswith("Steg in")

    assert show_definition(str(tmp_path / "gone.toml"), None, out) == 2
    assert "gone.toml: cannot be read" in out.getvalue()


def test_who_records_the_teams_decision_is_shown():
    out = io.StringIO()

    show_definition("samordningsteam-vasteras", "2023", out)

    assert "beslutet antecknas av case managern" in _plain(out.getvalue())


def test_the_plan_of_the_how_to_is_shown_with_its_limit_and_its_own_end_reason(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    (folder / "programmes" / "steg-in-2027.toml").write_text(
        blocks("programme.md"), encoding="utf-8"
    )
    monkeypatch.setenv("STEGVIS_DEFINITIONS", str(folder))
    out = io.StringIO()

    assert show_definition("steg-in", None, out) == 0
    assert "Högst 12 månader." in out.getvalue()
    assert "Kan förlängas 6 månader" in out.getvalue()
    assert "- Tillsvidareanställning, räknas som: till arbete. [8]" in out.getvalue()


def team_of_the_how_to() -> str:
    """The plan of the how-to with the team's way of deciding, which stands there as an example."""
    page = (HOW_TO / "programme.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"\n\n((?:    \[deciding\]\n)(?:    .*\n)+)", page)
    before, rest = blocks("programme.md").split("[deciding]\n", 1)
    after = rest.split("[contact_person]", 1)[1]
    return f"{before}{textwrap.dedent(example)}\n[contact_person]{after}"


def test_the_how_to_of_a_programme_tells_how_a_team_decides_without_faults():
    from stegvis.programmes.definition import read

    assert read(team_of_the_how_to()).deciding.way == "team"


def test_who_gets_a_refusal_that_is_not_in_writing_is_refused():
    from stegvis.programmes.definition import read

    with pytest.raises(Refused) as refused:
        read(team_of_the_how_to().replace("refusal_in_writing = true\n", ""))

    (fault,) = refused.value.faults
    assert str(fault).startswith("deciding.refusal_to: says who gets the refusal")


def test_who_follows_the_how_to_of_an_indicator_gets_one_without_faults(folder: Path):
    path = folder / "indicators" / "left_by_own_request.toml"
    path.write_text(blocks("indicator.md"), encoding="utf-8")

    assert told(folder) == []


def test_an_own_end_reason_counts_as_the_one_it_says(folder: Path):
    from datetime import date

    from stegvis.programmes.definition import read

    plan = read(blocks("programme.md"))

    assert plan.counts_as("permanent_job") == "work"
    assert plan.end_reasons["permanent_job"] == "Tillsvidareanställning"
    assert plan.discharge_on("permanent_job", date(2027, 11, 30)) == date(2028, 2, 29)
    assert plan.stay.last_day(date(2027, 2, 28)) == date(2028, 2, 27)
    assert plan.stay.last_day(date(2027, 2, 28), extended=True) == date(2028, 8, 27)
    with pytest.raises(Refused):
        read(blocks("programme.md").replace('key = "permanent_job"', 'key = "moved"'))


def phase_with(*lines: str) -> str:
    """A how-to plan whose second phase has these lines too."""
    return blocks("programme.md").replace(
        'title = "Prövning på arbetsplats"',
        "\n".join(['title = "Prövning på arbetsplats"', *lines]),
    )


def test_a_phase_says_how_long_it_is_what_runs_in_it_and_what_is_met_about():
    from datetime import date

    from stegvis.programmes.definition import read
    from stegvis.programmes.definition.show import show

    plan = read(
        phase_with(
            'at_least = "3 months"',
            'at_most = "10 months"',
            "optional = true",
            'meeting = "Möte om övergången, med uppdaterad plan"',
            'tracks = [{ key = "places", title = "Lärplatser", text = "På plats", passage = "7" }]',
        )
    )
    phase = plan.phase("practice")

    assert phase.shortest(date(2020, 4, 1)) == date(2020, 6, 30)
    assert phase.longest(date(2020, 4, 1)) == date(2021, 1, 31)
    assert phase.track("places") == phase.tracks[0]
    assert phase.track("other") is None
    printed = " ".join(show(plan).split())
    assert "Prövning på arbetsplats (3 månader till 10 månader; går att hoppa över)." in printed
    assert "- Samtidigt: Lärplatser. På plats. [7]" in printed
    assert "- Innan steget lämnas: Möte om övergången, med uppdaterad plan. [7]" in printed


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (['at_least = "2 years"', 'at_most = "10 months"'], "phases[1].at_most: nobody is in it"),
        (['at_least = "at once"'], "phases[1].at_least: a phase has at least a day."),
        (["before_start = true"], "phases[1].before_start: phases[0] stands before it"),
        (
            [
                "tracks = [",
                '{ key = "a", title = "A", text = "A", passage = "7" },',
                '{ key = "a", title = "B", text = "B", passage = "7" },',
                "]",
            ],
            "phases[1].tracks[1].key: 'a' stands already in phases[1].tracks[0]",
        ),
    ],
)
def test_a_phase_that_cannot_be_kept_is_refused(lines, what):
    from stegvis.programmes.definition import read

    with pytest.raises(Refused) as refused:
        read(phase_with(*lines))

    assert any(str(fault).startswith(what) for fault in refused.value.faults)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('limit = "12 months"', 'limit = "none"', "a stay without a limit cannot be extended"),
        ('decided_by = "head_of_unit"', 'decided_by = "steering_group"', "never opens a person"),
        ('length = "6 months"', 'length = "at once"', "it adds nothing"),
    ],
)
def test_an_extension_that_cannot_be_given_is_refused(old, new, what):
    from stegvis.programmes.definition import read

    with pytest.raises(Refused) as refused:
        read(blocks("programme.md").replace(old, new))

    assert any(what in str(fault) for fault in refused.value.faults)
