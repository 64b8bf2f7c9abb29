-- Who follows them, where on the method's road they have been, what they live on and do.

INSERT INTO participants_contactperson (
    association_id, enrolment_id, user_id, name, starts_on, ends_on
)
SELECT stegvis_association(), enrolment_id, user_id, name, starts_on, ends_on
FROM (
    SELECT *, CASE
        WHEN pg_temp.draw(n, 'changed', 8) = 0
            AND until > started_on + 40 + pg_temp.draw(n, 'changed on', 90)
        THEN started_on + 30 + pg_temp.draw(n, 'changed on', 90)
    END AS changed_on
    FROM fill_life WHERE started_on IS NOT NULL
) life,
LATERAL (VALUES
    (former_id, former_name, started_on, changed_on - 1, changed_on IS NOT NULL),
    (coach, coach_name, coalesce(changed_on, started_on), discharged_on, true)
) stretch (user_id, name, starts_on, ends_on, holds)
WHERE holds;

INSERT INTO casework_phase (association_id, enrolment_id, key, starts_on, ends_on)
SELECT stegvis_association(), enrolment_id, (%(phases)s::text[])[step], starts_on,
    coalesce(lead(starts_on) OVER (PARTITION BY enrolment_id ORDER BY step) - 1, ended_on)
FROM (
    SELECT enrolment_id, ended_on, step, CASE WHEN step = 1 THEN started_on ELSE
        pg_temp.office_day(started_on + stay * (%(pace)s::integer[])[step] / 1000) END AS starts_on
    FROM fill_life, generate_series(1, phases) step
    WHERE started_on + stay * (%(pace)s::integer[])[step] / 1000 <= %(today)s::date
) reached;

DROP TABLE IF EXISTS pg_temp.fill_seen;
CREATE TEMP TABLE fill_seen ON COMMIT DROP AS
SELECT enrolment_id, n, occasion, "on", end_reason AS why, part,
    (%(livelihoods)s::text[])[1 + pg_temp.draw(n, 'livelihood', 100)] AS kind_first
FROM fill_life,
LATERAL (VALUES
    ('start', started_on, pg_temp.draw(n, 'seen at start', 25) <> 0),
    ('exit', ended_on, pg_temp.draw(n, 'seen at exit', 12) <> 0),
    ('discharge', discharged_on, discharged_on > ended_on AND pg_temp.draw(n, 'seen last', 10) <> 0)
) seen (occasion, "on", recorded),
LATERAL (SELECT 25 * (2 + pg_temp.draw(n, 'share', 3)) AS part) hours
WHERE "on" IS NOT NULL AND recorded;

INSERT INTO casework_livelihood (association_id, enrolment_id, occasion, "on", kind, percent)
SELECT stegvis_association(), enrolment_id, occasion, "on", kind, percent
FROM fill_seen,
LATERAL (SELECT CASE WHEN occasion = 'start' THEN kind_first ELSE CASE why
    WHEN 'work' THEN 'wage' WHEN 'study' THEN 'student_finance'
    WHEN 'ordinary_measure' THEN 'activity_support' WHEN 'ill' THEN 'sickness_benefit'
    ELSE kind_first END END AS lives_on) first_kind,
LATERAL (VALUES
    (lives_on, CASE WHEN lives_on = 'wage' THEN part WHEN mod(n, 9) <> 0 THEN 100 END, true),
    ('activity_compensation', 100 - part, lives_on = 'wage' AND part < 100)
) kinds (kind, percent, holds)
WHERE holds;

INSERT INTO casework_occupation (association_id, enrolment_id, occasion, "on", kind, percent)
SELECT stegvis_association(), enrolment_id, occasion, "on", kind,
    CASE WHEN kind IN ('work', 'subsidised_work') THEN part WHEN kind = 'study' THEN 100 END
FROM fill_seen,
LATERAL (SELECT CASE WHEN occasion = 'start'
    THEN (%(occupations)s::text[])[1 + pg_temp.draw(n, 'occupation', 50)] ELSE CASE why
    WHEN 'work' THEN (ARRAY['work', 'work', 'subsidised_work'])[1 + pg_temp.draw(n, 'job', 3)]
    WHEN 'study' THEN 'study' WHEN 'ordinary_measure' THEN 'programme'
    WHEN 'other_rehabilitation' THEN 'rehabilitation' WHEN 'ill' THEN 'none'
    ELSE (%(occupations)s::text[])[1 + pg_temp.draw(n, 'occupation', 50)] END END AS kind) does;
