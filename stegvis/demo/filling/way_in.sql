-- What is kept of the way in for those who are still somebody's to do something with.

INSERT INTO intake_application (
    association_id, programme_id, unit_id, organisation_id, way_in, written_by_id, typed, saved_at,
    revision, sent_at, enrolment_id, stated, need, goal, earlier, criteria, read_decision, read_decided_on
)
SELECT stegvis_association(), %(programme)s, id, referred_by, 'referral', referrer, '{}', sent_at, 1,
    sent_at,
    enrolment_id,
    jsonb_build_object(
        'personal_number', personal_number, 'birth_date', birth_date, 'given_name', given_name,
        'family_name', family_name, 'sex', sex, 'municipality', municipality
    ),
    (%(needs)s::text[])[1 + pg_temp.draw(n, 'need', %(needs_count)s)],
    (%(goals)s::text[])[1 + pg_temp.draw(n, 'goal', %(goals_count)s)],
    (%(measures)s::text[])[1 + pg_temp.draw(n, 'earlier', %(measures_count)s)],
    %(criteria)s,
    CASE WHEN arrival IS NULL THEN decision END, CASE WHEN arrival IS NULL THEN decided_on END
FROM fill_life,
LATERAL (SELECT (applied_on + time '08:00' + pg_temp.draw(n, 'minute', 500) * interval '1 minute')
    AT TIME ZONE 'Europe/Stockholm' AS sent_at) sent
WHERE open;

INSERT INTO intake_preparation (association_id, enrolment_id, key, answer, "on", note)
SELECT stegvis_association(), enrolment_id, key,
    CASE WHEN arrival <= 9 AND pg_temp.draw(n, key, 3) = 1 THEN 'not_yet' ELSE 'done' END,
    least(%(today)s::date, pg_temp.office_day(applied_on + 4 + pg_temp.draw(n, key || ' on', 4))), ''
FROM fill_life, unnest(%(preparation)s::text[]) key
WHERE open AND (arrival > 9 OR arrival IS NULL OR pg_temp.draw(n, key, 3) > 0);

INSERT INTO intake_meetingitem (
    association_id, meeting_id, enrolment_id, kind, about, outcome, reason, from_day, end_reason,
    after_support, recorded_by_id, recorded_at, settled_reason, correction
)
SELECT stegvis_association(), CASE WHEN decision IS NULL THEN next_meeting_id ELSE last_meeting_id END,
    enrolment_id, 'new', '', decision, CASE WHEN decision = 'waiting' THEN %(no_room)s ELSE '' END,
    CASE WHEN decision = 'admitted'
        THEN pg_temp.office_day(last_meeting + 7 + pg_temp.draw(n, 'from day', 20)) END,
    '', '', CASE WHEN decision IS NOT NULL THEN coach END,
    CASE WHEN decision IS NOT NULL
        THEN (last_meeting + time '14:00') AT TIME ZONE 'Europe/Stockholm' END, '', ''
FROM fill_life WHERE arrival > 9;
