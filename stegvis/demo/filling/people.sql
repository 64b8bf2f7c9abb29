-- Who they are, and their way through the programme.

INSERT INTO participants_participant (
    association_id, id, ref, personal_number, birth_date, birth_year, sex, given_name, family_name,
    municipality, protected
)
SELECT stegvis_association(), participant_id, ref, personal_number, birth_date,
    extract(year FROM birth_date), sex, given_name, family_name, municipality,
    pg_temp.draw(n, 'protected', 400) = 0 AND open AND started_on IS NOT NULL
FROM fill_life;

INSERT INTO participants_enrolment (
    association_id, id, case_number, participant_id, programme_id, version_id, unit_id, referred_by_id,
    way_in, applied_on, raised_on, decided_on, decision, refusal_reason, started_on, ended_on, discharged_on,
    end_reason, anonymous, revision
)
SELECT stegvis_association(), enrolment_id, case_number, participant_id, %(programme)s, %(version)s,
    id, referred_by, 'referral', applied_on, raised_on, decided_on, decision,
    CASE WHEN decision = 'refused' THEN %(refusal)s ELSE '' END,
    started_on, ended_on, discharged_on, end_reason, false, 1
FROM fill_life;
