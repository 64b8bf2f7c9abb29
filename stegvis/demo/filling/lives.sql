-- The lives of one batch, a row each: who, where, and every day on the road up to today. All other
-- rows follow from these. Nothing is drawn twice under one name, so nothing depends on the batch.

DROP TABLE IF EXISTS pg_temp.fill_life;
CREATE TEMP TABLE fill_life ON COMMIT DROP AS
WITH there AS MATERIALIZED (
    SELECT ref FROM participants_participant
    WHERE ref BETWEEN %(ref)s || lpad(%(first)s::text, 7, '0')
        AND %(ref)s || lpad(%(last)s::text, 7, '0')
), person AS MATERIALIZED (
    -- Units take their people in turn, in proportion to posts; `k` counts within the unit.
    SELECT n, u.*, (n - 1) / u.everywhere * u.share + mod(n - 1, u.everywhere) - u.before + 1 AS k,
        %(ref)s || lpad(n::text, 7, '0') AS ref,
        CASE WHEN mod(n, %(way_in_each)s) = 0 AND n <= %(way_in_last)s
            THEN 1 + pg_temp.draw(n, 'way in', 20) END AS arrival,
        CASE WHEN pg_temp.draw(n, 'sex', 1000) < 484 THEN 'woman' ELSE 'man' END AS legal_sex
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
    JOIN fill_unit u ON mod(n - 1, u.everywhere) BETWEEN u.before AND u.before + u.share - 1
    WHERE %(ref)s || lpad(n::text, 7, '0') NOT IN (SELECT ref FROM there)
    ORDER BY n
), followed AS MATERIALIZED (
    SELECT p.*, c.id AS coach, c.name AS coach_name, c.former_id, c.former_name,
        1 + (%(parties)s::integer[])[1 + pg_temp.draw(n, 'party', 20)] AS party, c.referrers
    FROM person p JOIN fill_coach c ON c.unit = p.no AND c.no = (p.k - 1) / %(per_coach)s
), applied AS MATERIALIZED (
    -- Steps of the golden ratio lie evenly however many they are, so that every coach's people
    -- come evenly over the years.
    SELECT f.*, pg_temp.office_day(%(today)s::date - CASE
        WHEN arrival IS NULL THEN %(latest)s + (mod(
            f.k * 2654435769 + 2 * pg_temp.draw(f.no, 'years', 2147483647)::bigint, 4294967296
        ) * (%(earliest)s - %(latest)s) / 4294967296)::integer
        WHEN arrival <= 9 THEN 1 + pg_temp.draw(n, 'applied', 50)
        WHEN arrival <= 13 THEN 12 + pg_temp.draw(n, 'applied', 40)
        ELSE 34 + pg_temp.draw(n, 'applied', 50)
    END) AS applied_on
    FROM followed f
), decided AS MATERIALIZED (
    SELECT a.*,
        CASE
            WHEN arrival <= 13 THEN NULL
            WHEN arrival <= 17 THEN 'waiting'
            WHEN arrival IS NOT NULL THEN 'admitted'
            ELSE (%(decisions)s::text[])[1 + pg_temp.draw(n, 'decision', 50)]
        END AS decision,
        CASE
            WHEN arrival <= 13 THEN NULL
            WHEN arrival IS NOT NULL THEN last_meeting
            ELSE least(last_meeting, pg_temp.meeting_after(
                applied_on + 14 + pg_temp.draw(n, 'prepared', 50), next_meeting
            ))
        END AS decided_on
    FROM applied a
), raised AS MATERIALIZED (
    -- What is withdrawn is so at once, and was never on an agenda.
    SELECT d.*, CASE
        WHEN arrival <= 9 OR decision = 'withdrawn' THEN NULL
        WHEN arrival <= 13 THEN pg_temp.office_day(%(today)s::date - pg_temp.draw(n, 'raised', 7))
        ELSE greatest(applied_on, pg_temp.office_day(decided_on - 3 - pg_temp.draw(n, 'raised', 9)))
    END AS raised_on
    FROM decided d
), started AS MATERIALIZED (
    SELECT r.*, CASE WHEN decision = 'admitted' AND arrival IS NULL
        THEN pg_temp.office_day(least(
            %(today)s::date, decided_on + 4 + pg_temp.draw(n, 'start', 25)
        )) END AS started_on,
        (%(reasons)s::text[])[1 + pg_temp.draw(n, 'reason', 200)] AS reason
    FROM raised r
), stayed AS MATERIALIZED (
    SELECT s.*, reason IN ('work', 'study') AS well,
        CASE WHEN reason IN ('work', 'study')
            THEN 160 + pg_temp.draw(n, 'stay', 360) + pg_temp.draw(n, 'stay more', 180)
            ELSE 45 + pg_temp.draw(n, 'stay', 330) + pg_temp.draw(n, 'stay more', 250)
        END + CASE WHEN pg_temp.draw(n, 'long', 20) = 0 THEN pg_temp.draw(n, 'longer', 700) ELSE 0 END
        AS stay
    FROM started s
), ended AS MATERIALIZED (
    SELECT s.*, CASE WHEN started_on + stay <= %(today)s::date
        THEN pg_temp.office_day(started_on + stay) END AS ended_on
    FROM stayed s
), leaving AS MATERIALIZED (
    SELECT e.*, CASE
        WHEN reason = ANY (%(waits_for)s::text[]) THEN
            (ended_on + %(wait)s::interval)::date + CASE WHEN pg_temp.draw(n, 'written out', 5) = 0
                THEN 4 + pg_temp.draw(n, 'late', 25) ELSE pg_temp.draw(n, 'late', 4) END
        ELSE ended_on
    END AS out_on
    FROM ended e
), discharged AS MATERIALIZED (
    SELECT l.*, CASE WHEN out_on <= %(today)s::date THEN out_on END AS discharged_on,
        CASE WHEN ended_on IS NOT NULL THEN reason END AS end_reason
    FROM leaving l
), born AS MATERIALIZED (
    SELECT d.*,
        decision IS DISTINCT FROM 'refused' AND decision IS DISTINCT FROM 'withdrawn'
            AND discharged_on IS NULL AS open,
        applied_on - 6575 - CASE WHEN pg_temp.draw(n, 'older', 100) < 94
            THEN pg_temp.draw(n, 'age', 2100) + pg_temp.draw(n, 'age more', 2000)
            ELSE 4200 + least(pg_temp.draw(n, 'age', 11800), pg_temp.draw(n, 'age more', 11800))
        END AS birth_date,
        -- Born so long before there were personal numbers that nobody ever had one of these.
        date '1800-01-01' + mod(n * 4001, 10957)::integer AS number_day,
        CASE legal_sex WHEN 'woman' THEN 2 ELSE 1 END + 2 * (n / 10957)::integer AS number_serial
    FROM discharged d
), numbered AS MATERIALIZED (
    SELECT b.*, to_char(number_day::timestamp, 'YYMMDD') || lpad(number_serial::text, 3, '0')
        AS nine
    FROM born b
), doubled AS MATERIALIZED (
    SELECT b.*, nine::bytea AS nine_bytes,
        translate(nine, '0123456789', '0246813579')::bytea AS doubled_bytes
    FROM numbered b
)
SELECT b.*,
    CASE WHEN pg_temp.draw(n, 'sex told', 125) = 0 THEN 'other' ELSE legal_sex END AS sex,
    CASE legal_sex WHEN 'woman' THEN (%(women)s::text[])[1 + pg_temp.draw(n, 'given', %(women_count)s)]
        ELSE (%(men)s::text[])[1 + pg_temp.draw(n, 'given', %(men_count)s)] END AS given_name,
    (%(family)s::text[])[1 + pg_temp.draw(n, 'family', %(family_count)s)] AS family_name,
    to_char(number_day::timestamp, 'YYYY') || substr(nine, 3)
        || pg_temp.check_digit(nine_bytes, doubled_bytes) AS personal_number,
    extract(year FROM applied_on)::text || '-F' || lpad(n::text, 7, '0') AS case_number,
    nextval('participants_participant_id_seq') AS participant_id,
    nextval('participants_enrolment_id_seq') AS enrolment_id,
    applying[party] AS referred_by, referrers[party] AS referrer,
    -- The method's phases that are reached before the end, and from which day each.
    CASE WHEN started_on IS NULL OR (ended_on IS NULL AND pg_temp.draw(n, 'no phase', 80) = 0) THEN 0
        WHEN well THEN 5 ELSE 1 + pg_temp.draw(n, 'phases', 4) END AS phases,
    least(ended_on, discharged_on, %(today)s::date) AS until
FROM doubled b;
