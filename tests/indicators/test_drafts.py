"""An administrator writes a version on a page: kept, checked and published, or refused with why."""

from __future__ import annotations

import re
import time
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.indicators.fault_words import in_swedish
from stegvis.indicators.publishing import plan_faults
from stegvis.lib.faults import Fault
from stegvis.programmes.drafts import LONGEST
from stegvis.programmes.models import ProgrammeDraft, ProgrammeVersion
from tests.casework.people import taking_part
from tests.definitions.test_arbitrary_input import HOGLANDET
from tests.factories import ProgrammeDraftFactory, client_for, member
from tests.programmes.plans import LIMITED, NO_FIRST_STEP, TEXT, put_in_force, raised

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(association):
    put_in_force(TEXT)
    return client_for(member(Role.ADMINISTRATOR))


def said(answer) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def address(draft, part="") -> str:
    return f"/insatser/utkast/{draft.pk}/{part}"


def sent(page, **more) -> dict:
    form = page.context["form"]
    names = [name for name in ("once", "revision") if name in form.fields]
    return {name: form[name].value() for name in names} | more


def drafted(text: str) -> ProgrammeDraft:
    return ProgrammeDraftFactory(source=text)


# --- Begun ----------------------------------------------------------------------------------------


def begin(client, **more):
    page = client.get("/insatser/ny-version/")
    form = {"original": "se-hoglandet 2023", "version": "2027", "valid_from": "2027-01-01"}
    return client.post("/insatser/ny-version/", sent(page, **(form | more)))


def test_a_draft_is_a_copy_under_another_version_and_day(administrator):
    answer = begin(administrator)

    draft = ProgrammeDraft.objects.get()
    assert answer.url == address(draft)
    assert 'version = "2027"' in draft.source
    assert "valid_from = 2027-01-01" in draft.source
    lines = zip(TEXT.split("\n"), draft.source.split("\n"), strict=True)
    assert sum(one != other for one, other in lines) == 2
    assert Entry.objects.filter(event="programmes.draft_begun").exists()


def test_a_new_programme_is_begun_from_one_that_is_there(administrator):
    begin(administrator, key="steg-in", title='Steg "in"')

    source = ProgrammeDraft.objects.get().source
    assert 'key = "steg-in"' in source
    assert r'title = "Steg \"in\""' in source


def test_the_shipped_plans_can_be_begun_from_too(administrator):
    begin(administrator, original="nsw 1975", key="lag")

    assert ProgrammeDraft.objects.get().based_on == "nsw 1975"


@pytest.mark.parametrize(
    "wrong",
    [
        {"original": ""},
        {"original": "x"},
        {"version": "två tusen"},
        {"valid_from": "i dag"},
        {"key": "Å Ä"},
    ],
)
def test_what_cannot_be_begun_is_refused_with_what_to_write(administrator, wrong):
    assert begin(administrator, **wrong).status_code == 422
    assert not ProgrammeDraft.objects.exists()


# --- Written --------------------------------------------------------------------------------------


def test_the_page_shows_the_text_and_the_plan_it_would_be(administrator):
    page = administrator.get(address(drafted(raised(LIMITED))))

    assert "Inga fel" in said(page)
    assert "Högst 12 månader. Metoden är inte tidsbegränsad." in said(page)
    assert 'limit = "12 months"' in said(page)


def test_each_fault_has_its_line_what_is_wrong_and_what_instead(administrator):
    text = raised(LIMITED).replace('"12 months"', '"12 mothns"').replace("title =", "titel =", 1)
    draft = drafted(text)
    row = text.split("\n").index('limit = "12 mothns"') + 1

    page = said(administrator.get(address(draft)))

    assert f"Rad {row}" in page
    assert "”12 mothns” är ingen tid." in page
    assert "Skriv ”at once”, ”14 days” eller ”3 months”." in page
    assert "”titel” är ingen nyckel här." in page
    assert "Menar du ”title”?" in page
    assert '<code>limit = "12 mothns"</code>' in page


def test_what_is_not_toml_has_the_line_where_reading_stopped(administrator):
    page = said(administrator.get(address(drafted('key = "a"\n\ntitle = oj\n'))))

    assert "Rad 3" in page
    assert "går inte att läsa som TOML" in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("key = 'a'\nnågot", "efter namnet saknas ett likhetstecken"),
        ("key = 'a' och mer", "raden fortsätter efter sitt värde"),
        ("key = 'a\n", "ett citattecken saknas"),
        ("key = [1,", "TOML"),
        ("key = 1\nkey = 2", "samma namn står två gånger"),
        ("key = oj", "TOML"),
    ],
)
def test_what_is_wrong_with_the_toml_is_told_in_swedish(administrator, typed, told):
    page = said(administrator.get(address(drafted(typed))))

    assert told in page
    assert not re.search(r"Expected|Invalid|Unclosed|Cannot|Illegal|at line", page)


def test_checking_as_it_is_typed_answers_for_what_is_typed_and_keeps_nothing(administrator):
    draft = drafted(TEXT)

    answer = administrator.post(address(draft, "kontroll/"), {"source": "key = 1"})

    assert answer.status_code == 200
    assert "1 är ingen text." in said(answer)
    draft.refresh_from_db()
    assert draft.source == TEXT


def test_what_is_typed_is_saved_as_it_is_typed_and_says_when(administrator, clock):
    draft = drafted(TEXT)
    page = administrator.get(address(draft))

    answer = administrator.post(
        address(draft), sent(page, source='title = "På väg"\nkey = '), headers={"X-Autosave": "1"}
    )

    assert answer.json() == {"saved_at": "10:42", "fields": {"revision": 2}}
    draft.refresh_from_db()
    assert draft.source == 'title = "På väg"\nkey = '


def test_a_page_that_somebody_else_has_saved_over_is_stale_and_loses_nothing(administrator):
    draft = drafted(TEXT)
    page = administrator.get(address(draft))
    administrator.post(address(draft), sent(administrator.get(address(draft)), source="a = 1"))

    quiet = administrator.post(
        address(draft), sent(page, source="b = 2"), headers={"X-Autosave": "1"}
    )
    pressed = administrator.post(address(draft), sent(page, source="b = 2"))

    assert (quiet.status_code, pressed.status_code) == (409, 409)
    assert "b = 2" in said(pressed)
    draft.refresh_from_db()
    assert draft.source == "a = 1"


def test_a_text_longer_than_any_plan_is_refused_and_stands_on_the_page(administrator):
    draft = drafted(TEXT)
    text = "# mycket\n" * (LONGEST // 8)

    answer = administrator.post(
        address(draft), sent(administrator.get(address(draft)), source=text)
    )

    assert answer.status_code == 422
    assert "Texten är längre än någon plan." in said(answer)
    assert answer.content.decode().count("# mycket") > 10_000
    draft.refresh_from_db()
    assert draft.source == TEXT


def test_more_than_a_megabyte_is_refused_without_a_trace(administrator):
    draft = drafted(TEXT)
    form = sent(administrator.get(address(draft)), source="å" * 1_200_000)

    answer = administrator.post(address(draft), form)

    assert answer.status_code in (400, 413)
    assert "Traceback" not in said(answer)


NASTY = ["\x00", "[" * 5_000, "version" + ".a" * 5_000 + " = 1", "]]" * 500, "</textarea><b>x"]


@pytest.mark.parametrize("text", NASTY)
def test_garbage_is_kept_shown_and_told_and_is_never_markup(administrator, text):
    draft = drafted(TEXT)

    answer = administrator.post(
        address(draft), sent(administrator.get(address(draft)), source=text), follow=True
    )

    assert answer.status_code == 200
    assert re.search(r"\d+ fel", said(answer))
    assert "<b>x" not in answer.content.decode()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text() | st.integers(0, 300).map(lambda n: "\n".join(HOGLANDET.split("\n")[:n])))
def test_any_text_can_be_typed(administrator, text):
    draft = drafted("")

    answer = administrator.post(address(draft, "kontroll/"), {"source": text})

    assert answer.status_code == 200
    assert "fel" in said(answer)


# --- Published ------------------------------------------------------------------------------------


def test_the_page_shows_what_changes_and_publishes_when_it_has_been_read(administrator):
    draft = drafted(raised(LIMITED))
    page = administrator.get(address(draft, "publicera/"))

    assert "Längsta tid 12 månader i stället för ingen gräns." in said(page)
    assert "Den kan aldrig ändras efteråt." in said(page)
    unread = administrator.post(address(draft, "publicera/"), sent(page))
    assert unread.status_code == 422
    assert ProgrammeVersion.objects.count() == 1

    answer = administrator.post(address(draft, "publicera/"), sent(page, read="on"))

    assert answer.url == "/insatser/se-hoglandet/"
    assert ProgrammeVersion.objects.get(version="2025").source == raised(LIMITED)
    assert not ProgrammeDraft.objects.exists()
    assert "SE-Höglandet 2025 är publicerad." in said(administrator.get(answer.url))


def test_a_version_that_cannot_be_published_is_refused_with_every_reason(administrator):
    taking_part()
    text = raised(NO_FIRST_STEP, ('key = "eksjo"', 'key = "norra"'))
    draft = drafted(text)

    page = administrator.get(address(draft, "publicera/"))
    answer = administrator.post(address(draft, "publicera/"), sent(page, read="on"))

    assert answer.status_code == 422
    for shown in (said(page), said(answer)):
        assert "Personer finns i enheten ”eksjo”, som saknas här." in shown
        assert "Personer har stått på steget ”agreement”, som saknas här." in shown
    assert ProgrammeVersion.objects.count() == 1
    assert ProgrammeDraft.objects.get().source == text


def test_a_draft_changed_since_it_was_read_is_not_published(administrator):
    draft = drafted(raised(LIMITED))
    page = administrator.get(address(draft, "publicera/"))
    editor = administrator.get(address(draft))
    administrator.post(address(draft), sent(editor, source=raised()))

    answer = administrator.post(address(draft, "publicera/"), sent(page, read="on"))

    assert answer.status_code == 409
    assert ProgrammeVersion.objects.count() == 1


def test_a_double_press_publishes_once(administrator):
    draft = drafted(raised(LIMITED))
    page = administrator.get(address(draft, "publicera/"))
    form = sent(page, read="on")

    first, second = (administrator.post(address(draft, "publicera/"), form) for _each in "12")

    assert first.url == second.url == "/insatser/se-hoglandet/"
    assert ProgrammeVersion.objects.count() == 2
    assert Entry.objects.filter(event="programmes.version_published").count() == 2


def test_a_draft_is_removed_after_asking(administrator):
    draft = drafted(TEXT)
    page = administrator.get(address(draft, "ta-bort/"))

    administrator.post(address(draft, "ta-bort/"), sent(page))

    assert not ProgrammeDraft.objects.exists()


# --- In words -------------------------------------------------------------------------------------


def test_every_fault_of_a_plan_that_is_spoilt_line_by_line_is_told_in_swedish(db):
    """A sentence of the checker without its Swedish shows here."""
    rows = TEXT.split("\n")
    untold = set()
    for number in range(0, len(rows), 3):
        for spoilt in ([], ["x = 7"], [rows[number].replace('"', "")]):
            for fault in plan_faults("\n".join([*rows[:number], *spoilt, *rows[number + 1 :]])):
                for sentence, words in zip(
                    (fault.what, fault.instead), in_swedish(fault), strict=True
                ):
                    if sentence and words == sentence:
                        untold.add(sentence)

    assert untold == set()


def test_a_sentence_without_swedish_is_told_as_it_is():
    assert in_swedish(Fault("", "quite new.", "Do so.")) == ("quite new.", "Do so.")


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"a{n} = 1\n" for n in range(30_000)),
        "a = " + "[" * 200_000,
        "a = " + "{b = " * 60_000,
        ".".join("a" * 60_000) + " = 1",
        'a = """' + '"\\"" ' * 60_000,
        "[[units]]\n" * 30_000,
        "a = 0." + "9" * 300_000,
        "a = " + "9" * 300_000,
    ],
    ids=["keys", "lists", "tables", "dotted", "quotes", "units", "fraction", "number"],
)
def test_a_text_that_is_no_plan_is_told_so_before_anybody_tires_and_is_kept(administrator, text):
    draft = drafted(TEXT)
    page = administrator.get(address(draft))

    begun = time.process_time()  # the program's own: a busy machine is not its fault
    answer = administrator.post(address(draft), sent(page, source=text), follow=True)

    assert answer.status_code == 200
    assert time.process_time() - begun < 8
    draft.refresh_from_db()
    assert draft.source == text
