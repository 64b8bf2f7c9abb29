"""Indicators: what a file may say, what an expression may ask, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from stegvis.indicators.definition import (
    fact,
    facts,
    indicator_from,
    read_indicator,
    read_indicators,
)
from stegvis.indicators.expressions import read_expression
from stegvis.lib.faults import Refused
from stegvis.programmes.definition.folder import definitions_folder

FOLDER = definitions_folder() / "indicators"
SOURCE = (FOLDER / "work_after.toml").read_text(encoding="utf-8")
COLUMNS = fact("enrolment").kinds


def faults(source: str) -> dict[str, tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        indicator_from(source, key="work_after")
    return {fault.where: (fault.what, fault.instead) for fault in refused.value.faults}


def changed(old: str, new: str) -> str:
    assert old in SOURCE
    return SOURCE.replace(old, new, 1)


def refusal(expression: str) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        read_expression(expression, COLUMNS)
    (fault,) = refused.value.faults
    return fault.what, fault.instead


def test_the_shipped_indicators_read():
    assert set(read_indicators(FOLDER)) == {
        "work_or_study_at_discharge", "work_after", "work_before", "work_gained",
        "started", "ended", "discharged", "work_or_study_kept", "paid_work", "progress",
        "admitted_by_exception",
    }  # fmt: skip


def test_the_key_of_an_indicator_is_the_name_of_its_file():
    assert read_indicator(FOLDER / "work_after.toml").key == "work_after"
    assert list(faults(f'key = "work_after"\n{SOURCE}')) == ["key"]


def test_a_count_asks_only_whom_it_is_about():
    started = read_indicator(FOLDER / "started.toml")

    assert (started.unit, started.known, started.counts) == ("count", "true", "true")


def test_a_share_asks_all_three():
    found = faults(changed('known = "in_work_after is not null"\n', ""))

    assert found == {"known": ("is missing.", "A share needs about, known and counts.")}


def test_an_indicator_without_an_example_is_refused():
    start = SOURCE.index("[[example]]")

    assert list(faults(SOURCE[:start])) == ["example"]


@pytest.mark.parametrize(
    ("old", "new", "place", "hint"),
    [
        ("in_work_after is not null", "in_work_aftr is not null", "known", "'in_work_after'"),
        ('dated_by = "started_on"', 'dated_by = "startd_on"', "dated_by", "'started_on'"),
        ('dated_by = "started_on"', 'dated_by = "age"', "dated_by", "started_on"),
        ('fact = "enrolment"', 'fact = "enrollment"', "fact", "'enrolment'"),
        ('unit = "share"', 'unit = "shares"', "unit", "'share'"),
        ('better = "higher"', 'beter = "higher"', "beter", "'better'"),
        ("in_work_after = true", "in_work_aftr = true", "example[0].rows[0].in_work_aftr",
         "'in_work_after'"),
        ("in_work_after = true", 'in_work_after = "yes"', "example[0].rows[0].in_work_after",
         "true or false"),
        ("started_on = 2023-01-09", 'started_on = "2023-01-09"', "example[0].rows[0].started_on",
         "without quotation marks"),
        ("counts = 1 }", "counts = 3 }", "example[0].gives", "Count the rows"),
        ("about = 3", "about = 30", "example[0].gives", "Count the rows"),
    ],
)  # fmt: skip
def test_a_fault_names_the_key_and_the_nearest_that_would_do(old, new, place, hint):
    found = faults(changed(old, new))

    assert hint in found[place][1]


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path):
    for name in ("a", "b"):
        spoilt = changed("in_work_after is not null", "x is not null").replace("higher", "more")
        (tmp_path / f"{name}.toml").write_text(spoilt, encoding="utf-8")

    with pytest.raises(Refused) as refused:
        read_indicators(tmp_path)

    assert [fault.where for fault in refused.value.faults] == [
        f"{tmp_path}/a.toml: better",
        f"{tmp_path}/a.toml: known",
        f"{tmp_path}/b.toml: better",
        f"{tmp_path}/b.toml: known",
    ]


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("ended_on + interval '6 months' <= :as_of", "ended_on + INTERVAL '6 MONTHS' <= %(as_of)s"),
        ("started_on between :from and :to", "started_on BETWEEN %(from)s AND %(to)s"),
        ("end_counts_as in ('work', 'study')", "end_counts_as IN ('work', 'study')"),
        ("in_work_before is not true", "NOT in_work_before IS TRUE"),
        ("occupation_exit is distinct from 'work'", "occupation_exit IS DISTINCT FROM 'work'"),
        ("discharged_on - ended_on > 80", "discharged_on - ended_on > 80"),
        ("applied_on >= date '2023-01-01'", "applied_on >= CAST('2023-01-01' AS DATE)"),
        ("coalesce(end_reason, '-') <> 'ill' and not (age < 18 or age > 29)",
         "COALESCE(end_reason, '-') <> 'ill' AND NOT (age < 18 OR age > 29)"),
        ("unit = '50 % :from'", "unit = '50 %% :from'"),
        ("in_work_after -- a remark", "in_work_after"),
    ],
)  # fmt: skip
def test_an_expression_becomes_a_statement_s_part_with_named_parameters(text, sql):
    assert read_expression(text, COLUMNS).sql == sql


def test_an_expression_says_what_it_uses():
    expression = read_expression("ended_on <= :as_of and in_work_before is not true", COLUMNS)

    assert expression.columns == {"ended_on", "in_work_before"}
    assert expression.parameters == {"as_of"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("endd_on is null", "Did you mean 'ended_on'?"),
        ("ended_on <= :asof", "Did you mean 'as_of'?"),
        ("age", "is not null"),
        ("age and sex = 'woman'", "is not null"),
        ("age = 'eighteen'", "same kind"),
        ("started_on > '2023-01-01'", "date '2023-01-01'"),
        ("started_on > date '2023-02-30'", "date '2023-01-01'"),
        ("end_reason = null", "is null"),
        ("started_on + 3 > :to", "interval"),
        ("started_on + interval 'a while' > :to", "interval '6 months'"),
        ("end_reason in ()", "in ('work', 'study')"),
        ("end_reason in (select 'work')", "in ('work', 'study')"),
        ("end_reason in (sex)", "in ('work', 'study')"),
        ('"age" > 2', "Write age."),
        ("enrolment.age > 2", "Write age."),
        ("age > 18.5", "whole numbers"),
        ("age > 1; drop table casework_phase", "one question"),
        ("", "one question"),
        ("age >", "for instance"),
        ("age > " + "1 + " * 400 + "1", "Split the question"),
        ("exists (select 1)", "Allowed are"),
        ("count(*) > 1", "Allowed are"),
        ("pg_sleep(10) is null", "Allowed are"),
        ("current_date > started_on", "Allowed are"),
        ("sex like 'w%'", "Allowed are"),
        ("case when age > 1 then true end", "Allowed are"),
        ("sum(age) over () > 1", "Allowed are"),
        ("$1 = 1", "Allowed are"),
        ("age::text = '1'", "date '2023-01-01'"),
        ("age between symmetric 1 and 2", "smaller bound first"),
    ],
)
def test_what_an_expression_may_not_say_is_refused_with_what_would_do(text, says):
    assert says in refusal(text)[1]


def test_every_fault_of_an_expression_is_told():
    with pytest.raises(Refused) as refused:
        read_expression("endd_on is null and agee > 1 and started_on <= :today", COLUMNS)

    assert len(refused.value.faults) == 3


def test_every_column_of_a_fact_is_told_in_swedish():
    for known in facts().values():
        assert all(column.text for column in known.columns.values())
