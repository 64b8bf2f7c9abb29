"""How a form looks whichever app it belongs to, and fields that many forms share."""

import re
from datetime import date

import pytest
from django import forms
from django.template import Context, Template

from stegvis.ui.examples import WRONG, ExampleForm
from stegvis.ui.forms import AnswerField, DateField


def rendered(source: str, **context) -> str:
    return Template(source).render(Context(context))


def test_every_control_has_a_label_or_a_legend():
    html = str(ExampleForm())
    ids = re.findall(r'<(?:input|select|textarea)[^>]* id="(.*?)"', html)

    assert len(ids) > 10
    for id_ in ids:
        assert f'for="{id_}"' in html, id_


def test_help_and_faults_are_tied_to_their_control():
    html = str(ExampleForm({**WRONG, "number": ""}))

    for described in re.findall(r'aria-describedby="(.*?)"', html):
        for id_ in described.split():
            assert f'id="{id_}"' in html, id_
    assert 'aria-describedby="id_number_helptext id_number_error"' in html


def test_each_kind_of_control_wears_the_class_the_design_system_knows():
    html = str(ExampleForm())

    for css in ("text-field__input", "select-field__select", "textarea-field__textarea"):
        assert css in html
    assert len(re.findall(r'type="radio"[^>]*radio-button__input', html)) == 6
    assert len(re.findall(r'type="checkbox"[^>]*checkbox__input', html)) == 4


def test_the_list_of_faults_leads_to_each_field_and_says_what_was_saved():
    form = ExampleForm(WRONG)
    html = rendered("{% form_errors form %}", form=form)

    page = str(form)
    links = re.findall(r'href="#(.*?)"', html)
    assert len(links) == len(form.errors) > 3
    for anchor in links:
        assert f'id="{anchor}"' in page, anchor
    assert "Ingenting har sparats. Det du har skrivit står kvar." in html


def test_a_label_that_asks_is_followed_by_its_fault_without_a_colon():
    class Asking(forms.Form):
        parties = forms.CharField(label="Vilka får veta?")
        name = forms.CharField(label="Namn")

    html = rendered("{% form_errors form %}", form=Asking({}))

    assert ">Vilka får veta? Detta" in html
    assert ">Namn: Detta" in html


def test_a_form_without_faults_lists_none():
    assert rendered("{% form_errors form %}", form=ExampleForm()).strip() == ""


def test_a_fault_of_the_whole_form_is_listed_without_a_link():
    form = ExampleForm(WRONG)
    form.add_error(None, "Perioderna går in i varandra.")
    html = rendered("{% form_errors form %}", form=form)

    assert "<li>Perioderna går in i varandra.</li>" in html


def test_the_faults_of_many_rows_are_all_listed():
    rows = forms.formset_factory(ExampleForm)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-name": "", "form-1-name": ""}
    )
    html = rendered("{% form_errors rows %}", rows=rows)

    assert 'href="#id_form-0-name"' in html
    assert 'href="#id_form-1-name"' in html


def test_only_fields_that_may_be_left_empty_are_marked():
    html = str(ExampleForm())

    assert html.count("field__optional") == 1


def test_a_search_box_is_not_marked_as_optional():
    class Search(forms.Form):
        mark_optional = False
        q = forms.CharField(label="Sök", required=False)

    assert "field__optional" not in str(Search())


class Question(forms.Form):
    motivated = AnswerField(label="Motiverad?")
    certain = AnswerField(label="Säker?", required=True)


@pytest.mark.parametrize(
    ("sent", "means"),
    [("true", True), ("false", False), ("unknown", None), ("", None), (None, None)],
)
def test_an_answer_is_yes_no_or_not_answered_and_missing_is_never_no(sent, means):
    data = {"certain": "true"} | ({} if sent is None else {"motivated": sent})
    form = Question(data)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["motivated"] is means


def test_an_answer_that_is_none_of_the_three_is_refused():
    form = Question({"motivated": "perhaps", "certain": "true"})

    assert form.errors["motivated"] == ["Välj Ja, Nej eller Inte besvarad."]


def test_a_question_that_must_be_answered_says_how():
    form = Question({"certain": "unknown"})

    assert form.errors["certain"] == ["Svara Ja eller Nej."]


@pytest.mark.parametrize(
    ("initial", "chosen"), [(True, "true"), (False, "false"), (None, "unknown")]
)
def test_a_stored_answer_is_shown_as_it_was_given(initial, chosen):
    html = str(Question(initial={"motivated": initial})["motivated"])

    assert re.findall(r'value="(\w+)"[^>]*checked', html) == [chosen]


@pytest.mark.parametrize("before", [True, False, None])
def test_an_answer_has_changed_only_when_it_is_another(before):
    field = AnswerField()

    for sent, after in (("true", True), ("false", False), ("unknown", None)):
        assert field.has_changed(before, sent) is (before is not after)


def test_a_date_is_written_and_read_the_swedish_way_and_nonsense_is_refused():
    class Days(forms.Form):
        day = DateField()

    assert 'value="2026-03-12"' in str(Days(initial={"day": date(2026, 3, 12)})["day"])
    assert Days({"day": "20260312"}).is_valid()
    assert "2026-03-12" in str(Days({"day": "2026-02-30"}).errors["day"])


@pytest.mark.parametrize("typed", ["1826-01-01", "0026-03-12", "9999-12-31"])
def test_a_day_in_a_year_that_nobody_can_mean_is_refused(typed):
    with pytest.raises(forms.ValidationError, match="Året kan inte stämma"):
        DateField().clean(typed)


def test_a_text_that_is_too_long_is_refused_and_never_cut_by_the_browser():
    class Said(forms.Form):
        line = forms.CharField(max_length=5)
        text = forms.CharField(max_length=5, widget=forms.Textarea)

    form = Said({"line": "för lång rad", "text": "för lång text"})

    assert set(form.errors) == {"line", "text"}
    assert "maxlength" not in str(form)
    assert "för lång rad" in str(form)
    assert "för lång text" in str(form)
