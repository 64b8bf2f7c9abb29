"""What goes wrong for people at a real server: refused or survived, with nothing typed lost."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import persons, road
from tests.journeys.conftest import Visitor, press
from tests.journeys.persons import Person

pytestmark = pytest.mark.browser

#: Send the page's form twice at the same moment, as two presses that both got through.
TWICE = """async () => {
  const form = document.querySelector('main form');
  const body = () => { const data = new FormData(form); data.set('send', '1'); return data; };
  const post = () => fetch(location.href, {method: 'POST', body: body()});
  return (await Promise.all([post(), post()])).map(answer => [answer.status, answer.url]);
}"""
#: An example of a coordination number in Skatteverket's own leaflet (SKV 707).
COORDINATION = "701063-2391"


def forgive(one: Visitor, text: str) -> None:
    """Let the console have said this, and nothing else."""
    assert any(text in complaint for complaint in one.complaints), one.complaints
    one.complaints[:] = [said for said in one.complaints if text not in said]


def beginning_with(referrer: Visitor, person: Person) -> int:
    """How many of the referrer's sent applications are about the person."""
    return referrer.go("/ansokningar/").get_by_role("link", name=person.name).count()


# --- Pressing twice -------------------------------------------------------------------------------


def test_an_application_sent_by_a_double_click_is_one(visitor):
    person = Person(road.NUMBERS[14], "Dora", "Dubbel")
    referrer = visitor("referrer")
    page = persons.written(referrer, person)

    page.get_by_role("button", name="Skicka ansökan").dblclick()
    page.wait_for_url(re.compile(r"/ansokningar/\d+/$"))

    assert beginning_with(referrer, person) == 1


def test_an_application_sent_twice_at_the_same_moment_is_one(visitor):
    person = Person(road.NUMBERS[15], "Tuva", "Tvilling")
    referrer = visitor("referrer")
    page = persons.written(referrer, person)
    expect(page.locator("[data-autosave]")).to_have_text(re.compile(r"Sparat \d"))

    answers = page.evaluate(TWICE)

    assert [status for status, _url in answers] == [200, 200]
    assert len({url for _status, url in answers}) == 1
    assert beginning_with(referrer, person) == 1


def test_one_who_is_enrolled_twice_at_the_same_moment_is_enrolled_once(visitor):
    person = Person(road.NUMBERS[16], "Ebba", "Enda")
    referrer, coach = visitor("referrer"), visitor("coach")
    persons.admitted(referrer, coach, person)
    page = persons.enrolling(coach, person, phase="agreement")

    answers = page.evaluate(TWICE)

    assert [status for status, _url in answers] == [200, 200]
    assert len({url for _status, url in answers}) == 1
    page.goto(answers[0][1] + "steg/")
    expect(page.get_by_role("table", name="Steg").locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("table", name="Kontaktpersoner").locator("tbody tr")).to_have_count(1)


# --- Old pages, and days in the wrong order -------------------------------------------------------


def test_a_page_that_is_old_writes_nothing_and_keeps_what_was_typed(visitor):
    person = Person(road.NUMBERS[22], "Greta", "Gammal")
    referrer, coach = visitor("referrer"), visitor("coach")
    persons.applied(referrer, person)
    page = coach.go("/ansokningar/inkomna/")
    page.get_by_role("link", name=person.name).first.click()
    road.press(page, "Gör förarbetet")
    other = coach.context.new_page()
    other.goto(page.url)

    for tab in (page, other):
        road.tick(tab.locator("input[name$=_answer][value=true]").first)
    other.locator("[name$=_note]").first.fill("Från den andra fliken.")
    road.press(other, "Spara förarbetet")
    other.get_by_text("Förarbetet är antecknat.").wait_for()
    page.locator("[name$=_note]").first.fill("Skrivet innan jag visste.")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.get_by_role("button", name="Spara förarbetet").click()

    assert answer.value.status == 409
    expect(page.get_by_role("alert")).to_contain_text("Någon annan har ändrat i ärendet")
    expect(page.locator("[name$=_note]").first).to_have_value("Skrivet innan jag visste.")
    other.reload()
    expect(other.locator("main")).to_contain_text("Från den andra fliken.")
    expect(other.locator("main")).not_to_contain_text("Skrivet innan jag visste.")
    # Once read, it can be sent again.
    page.get_by_role("button", name="Spara förarbetet").click()
    page.get_by_text("Förarbetet är antecknat.").wait_for()
    expect(page.locator("main")).to_contain_text("Skrivet innan jag visste.")


def test_in_a_case_an_old_page_and_a_day_too_early_are_refused_and_change_nothing(visitor):
    person = Person(road.NUMBERS[18], "Dagny", "Datum")
    referrer, coach = visitor("referrer"), visitor("coach")
    case = persons.enrolled(referrer, coach, person)
    page = coach.go(case + "avsluta/")
    yesterday = (date.today() - timedelta(days=1)).isoformat()

    page.locator("[name=end_reason]").select_option("moved")
    page.locator("[name=ended_on]").fill(yesterday)
    road.press(page, "Avsluta")
    expect(page.get_by_role("alert")).to_contain_text("Personen skrevs in den")
    expect(page.locator(".errors")).to_be_focused()
    expect(page.locator("[name=ended_on]")).to_have_value(yesterday)
    expect(page.locator("[name=end_reason]")).to_have_value("moved")

    other = coach.context.new_page()
    other.goto(coach.site.url + case + "steg/byt/")
    road.choose(other, "key", "agreement")
    road.press(other, "Ange steg")
    other.wait_for_url(re.compile("/steg/$"))
    page.locator("[name=ended_on]").fill(date.today().isoformat())
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.get_by_role("button", name="Avsluta", exact=True).click()

    assert answer.value.status == 409
    expect(page.get_by_role("alert")).to_contain_text("Någon annan har ändrat i ärendet")
    expect(page.locator("main")).to_contain_text("Senast i ärendet")
    expect(page.locator("[name=end_reason]")).to_have_value("moved")
    other.goto(coach.site.url + case)
    expect(other.get_by_role("link", name="Avsluta", exact=True)).to_be_visible()


# --- Losing the way to the server -----------------------------------------------------------------


def test_what_is_typed_without_a_connection_is_saved_when_it_is_back(visitor):
    referrer = visitor("referrer")
    page = road.begin_application(referrer)
    line = page.locator("[data-autosave]")
    page.locator("[name=given_name]").press_sequentially("Lova")
    expect(line).to_have_text(re.compile(r"Sparat \d\d:\d\d"))

    referrer.context.set_offline(True)
    page.locator("[name=family_name]").press_sequentially("Linjelös")
    page.locator("[name=need]").press_sequentially("Skrivet på tåget.")
    expect(line).to_contain_text("Ingen kontakt med servern.")
    referrer.context.set_offline(False)
    expect(line).to_have_text(re.compile(r"Sparat \d\d:\d\d"), timeout=15000)

    page.reload()
    values = {"given_name": "Lova", "family_name": "Linjelös", "need": "Skrivet på tåget."}
    for name, value in values.items():
        expect(page.locator(f"[name={name}]")).to_have_value(value)
    forgive(referrer, "ERR_INTERNET_DISCONNECTED")


def test_a_session_that_ends_in_the_middle_costs_nothing_that_was_typed(visitor):
    referrer = visitor("referrer")
    page = road.begin_application(referrer)
    line, address = page.locator("[data-autosave]"), page.url
    page.locator("[name=given_name]").press_sequentially("Siri")
    expect(line).to_have_text(re.compile(r"Sparat \d\d:\d\d"))

    referrer.context.clear_cookies(name="sessionid")
    page.locator("[name=family_name]").press_sequentially("Session")
    expect(line).to_contain_text("Du är utloggad.")
    other = referrer.context.new_page()
    other.goto(address)
    expect(other).to_have_url(re.compile(r"/konto/logga-in/\?next="))
    other.goto(referrer.site.url + "/demonstration/")
    other.locator(press("referrer")).click()
    other.wait_for_url(re.compile("/ansokningar/$"))

    expect(line).to_have_text(re.compile(r"Sparat \d\d:\d\d"), timeout=15000)
    other.goto(address)
    expect(other.locator("[name=given_name]")).to_have_value("Siri")
    expect(other.locator("[name=family_name]")).to_have_value("Session")
    forgive(referrer, "status of 401")
    forgive(referrer, "status of 403")  # the form's token was of the session that ended


# --- Numbers and people ---------------------------------------------------------------------------

WRONG = [
    ("19900230-1234", "den 30 februari finns inte"),
    ("19900115-2380", "den sista siffran går inte ihop med de andra"),
    ("900115-23", "har 8 siffror"),
    ("19900115-T231", "innehåller bokstäver"),
    ("20990115-2384", "en födelsedag som inte har varit än"),
    ("19701390-2391", "finns inte"),
]


def test_each_wrong_number_is_refused_with_its_own_sentence(visitor):
    page: Page = road.begin_application(visitor("referrer"))

    for number, sentence in WRONG:
        page.locator("[name=personal_number]").fill(number)
        road.send(page)
        said = page.get_by_role("alert").get_by_role("link", name=re.compile("^Personnummer"))
        expect(said).to_contain_text(sentence)
        expect(said).to_contain_text(number)
        expect(page.locator("[name=personal_number]")).to_have_value(number)


def test_a_coordination_number_is_taken_and_its_day_is_not_read_as_a_date(visitor):
    person = Person(COORDINATION, "Samir", "Samordning")
    referrer, coach = visitor("referrer"), visitor("coach")
    persons.applied(referrer, person)

    page = coach.go("/ansokningar/inkomna/")
    page.get_by_role("link", name=person.name).first.click()

    expect(page.locator("main")).to_contain_text("3 oktober 1970")


def test_a_consent_that_ends_before_it_begins_is_refused(visitor):
    page = persons.written(visitor("referrer"), Person(road.NUMBERS[20], "Klara", "Kort"))
    day = (date.today() - timedelta(days=3)).isoformat()

    page.locator("[name=consent_ends_on]").fill(day)
    road.send(page)

    expect(page.get_by_role("alert")).to_contain_text("Samtycket gäller inte längre.")
    expect(page.locator("[name=consent_ends_on]")).to_have_value(day)
    expect(page.locator("[name=given_name]")).to_have_value("Klara")


def test_a_second_stay_is_refused_without_telling_that_there_is_a_first(visitor):
    person = Person(road.NUMBERS[21], "Olga", "Ovetande")
    referrer = visitor("referrer")
    persons.applied(referrer, person)

    page = persons.written(referrer, person)
    road.send(page)

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Det går inte att ta emot ansökan här. Ring coachen i enheten")
    expect(alert).not_to_contain_text(re.compile("redan|inskriven|pågår|finns"))
    expect(page.locator("[name=family_name]")).to_have_value("Ovetande")
    expect(page.locator("[name=goal]")).not_to_be_empty()
    assert beginning_with(referrer, person) >= 1


# --- What is not for the reader -------------------------------------------------------------------


def test_a_case_of_another_unit_answers_as_one_that_does_not_exist(visitor):
    coach = visitor("coach")
    page = coach.go("/deltagare/")
    own = {
        int(found[0])
        for link in page.locator("main a[href*='/deltagare/']").all()
        if (found := re.findall(r"/deltagare/(\d+)/", link.get_attribute("href") or ""))
    }
    elsewhere = next(
        pk
        for pk in range(1, max(own) + 200)
        if coach.context.request.get(f"{coach.site.url}/deltagare/{pk}/").status == 404
    )

    said = []
    for pk in (elsewhere, 999_999_999):
        response = page.goto(f"{coach.site.url}/deltagare/{pk}/")
        assert response
        assert response.status == 404
        said.append(page.locator("main").inner_text())

    assert said[0] == said[1]
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Sidan finns inte, eller inte för dig"
    )
    expect(page.get_by_role("link", name="Till första sidan")).to_be_visible()
    forgive(coach, "status of 404")


@pytest.mark.parametrize(
    ("role", "path"),
    [("association", "/deltagare/"), ("referrer", "/att-avgora/"), ("participant", "/siffror/")],
)
def test_a_page_of_another_role_is_refused_calmly(visitor, role, path):
    one = visitor(role)

    response = one.page.goto(one.site.url + path)

    assert response
    assert response.status == 403
    expect(one.page.get_by_role("heading", level=1)).to_be_visible()
    expect(one.page.get_by_role("link", name="Till första sidan")).to_be_visible()
    forgive(one, "status of 403")
