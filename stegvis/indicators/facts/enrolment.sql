-- One row per enrolment: what an indicator may count on. enrolment.toml names each column.
--
-- The view asks as the one who looks (security_invoker), so it shows one association and no column
-- that identifies a person. Everything beside the enrolment itself is a LEFT JOIN to what is there
-- once at most, so PostgreSQL leaves out whatever the expressions of the day do not use. Observations
-- are looked up enrolment by enrolment: what they cost follows the people a figure concerns.
--
-- What was observed after the day the figures stand as of is not there yet. Of several days at one
-- occasion the latest holds; of several kinds on that day the one with the largest share of full
-- time is the kind, and a person is in work, or in study,
-- when any of them is.
--
-- end_counts_as is not here: what an end reason counts as is said by the definition of the version,
-- and the calculator lays it on (stegvis/indicators/rows.py).

CREATE VIEW fact_enrolment WITH (security_invoker = true) AS
SELECT
    e.id AS enrolment,
    e.participant_id AS participant,
    e.programme_id,
    programme.key AS programme,
    e.version_id,
    version.version AS version,
    unit.key AS unit,
    p.sex,
    p.birth_year::integer AS birth_year,
    stegvis_age(p.birth_date, p.birth_year, e.started_on) AS age,
    NULLIF(p.municipality, '') AS municipality,
    e.applied_on,
    e.decided_on,
    e.decision,
    e.started_on,
    e.ended_on,
    e.discharged_on,
    e.end_reason,
    e.anonymous,
    NULLIF(e.way_in, '') AS way_in,
    EXISTS (
        SELECT FROM intake_exemption x
        WHERE x.enrolment_id = e.id AND x.association_id = e.association_id
            AND x."on" <= (SELECT stegvis_as_of())
    ) AS by_exception,
    occupation.kind_before AS occupation_before,
    occupation.kind_start AS occupation_start,
    occupation.kind_exit AS occupation_exit,
    occupation.kind_discharge AS occupation_discharge,
    occupation.kind_after AS occupation_after,
    occupation.kind_after_3 AS occupation_after_3,
    occupation.work_before <> 0 AS in_work_before,
    occupation.work_start <> 0 AS in_work_start,
    occupation.work_exit <> 0 AS in_work_exit,
    occupation.work_discharge <> 0 AS in_work_discharge,
    occupation.work_after <> 0 AS in_work_after,
    occupation.work_after_3 <> 0 AS in_work_after_3,
    occupation.study_discharge <> 0 AS in_study_discharge,
    occupation.study_after_3 <> 0 AS in_study_after_3,
    livelihood.kind_before AS livelihood_before,
    livelihood.kind_start AS livelihood_start,
    livelihood.kind_exit AS livelihood_exit,
    livelihood.kind_discharge AS livelihood_discharge,
    livelihood.kind_after AS livelihood_after
FROM participants_enrolment e
LEFT JOIN participants_participant p ON p.id = e.participant_id
LEFT JOIN programmes_programme programme ON programme.id = e.programme_id
LEFT JOIN programmes_programmeversion version ON version.id = e.version_id
LEFT JOIN access_unit unit ON unit.id = e.unit_id
LEFT JOIN LATERAL (
    SELECT
        (array_agg(kind ORDER BY "on" DESC, percent DESC NULLS LAST, kind)
            FILTER (WHERE occasion = 'before'))[1] AS kind_before,
        (array_agg(kind ORDER BY "on" DESC, percent DESC NULLS LAST, kind)
            FILTER (WHERE occasion = 'start'))[1] AS kind_start,
        (array_agg(kind ORDER BY "on" DESC, percent DESC NULLS LAST, kind)
            FILTER (WHERE occasion = 'exit'))[1] AS kind_exit,
        (array_agg(kind ORDER BY "on" DESC, percent DESC NULLS LAST, kind)
            FILTER (WHERE occasion = 'discharge'))[1] AS kind_discharge,
        (array_agg(kind ORDER BY "on" DESC, percent DESC NULLS LAST, kind)
            FILTER (WHERE occasion = 'after'))[1] AS kind_after,
        (array_agg(kind ORDER BY "on" DESC, percent DESC NULLS LAST, kind)
            FILTER (WHERE occasion = 'after_3'))[1] AS kind_after_3,
        max(day_and_work) FILTER (WHERE occasion = 'before') % 2 AS work_before,
        max(day_and_work) FILTER (WHERE occasion = 'start') % 2 AS work_start,
        max(day_and_work) FILTER (WHERE occasion = 'exit') % 2 AS work_exit,
        max(day_and_work) FILTER (WHERE occasion = 'discharge') % 2 AS work_discharge,
        max(day_and_work) FILTER (WHERE occasion = 'after') % 2 AS work_after,
        max(day_and_work) FILTER (WHERE occasion = 'after_3') % 2 AS work_after_3,
        max(day_and_study) FILTER (WHERE occasion = 'discharge') % 2 AS study_discharge,
        max(day_and_study) FILTER (WHERE occasion = 'after_3') % 2 AS study_after_3
    FROM (
        -- The later the day the larger the number; of the same day, the odd one is work, or study.
        SELECT occasion, "on", kind, percent,
            ("on" - date '0001-01-01') * 2 + (kind IN ('work', 'subsidised_work', 'self_employed'))::integer
                AS day_and_work,
            ("on" - date '0001-01-01') * 2 + (kind = 'study')::integer AS day_and_study
        FROM casework_occupation
        WHERE enrolment_id = e.id AND association_id = e.association_id
            AND "on" <= (SELECT stegvis_as_of())
    ) observed
) occupation ON true
LEFT JOIN LATERAL (
    SELECT
        (array_agg(kind ORDER BY "on" DESC, percent DESC NULLS LAST, kind)
            FILTER (WHERE occasion = 'before'))[1] AS kind_before,
        (array_agg(kind ORDER BY "on" DESC, percent DESC NULLS LAST, kind)
            FILTER (WHERE occasion = 'start'))[1] AS kind_start,
        (array_agg(kind ORDER BY "on" DESC, percent DESC NULLS LAST, kind)
            FILTER (WHERE occasion = 'exit'))[1] AS kind_exit,
        (array_agg(kind ORDER BY "on" DESC, percent DESC NULLS LAST, kind)
            FILTER (WHERE occasion = 'discharge'))[1] AS kind_discharge,
        (array_agg(kind ORDER BY "on" DESC, percent DESC NULLS LAST, kind)
            FILTER (WHERE occasion = 'after'))[1] AS kind_after
    FROM casework_livelihood
    WHERE enrolment_id = e.id AND association_id = e.association_id
        AND "on" <= (SELECT stegvis_as_of())
) livelihood ON true;
