-- What they have agreed to: everybody in the unit's group, a year at a time, renewed by those who
-- still take part. Some have not renewed it, and some agreed to the receiving party alone.

WITH given AS (
    INSERT INTO participants_consent (
        association_id, enrolment_id, information, form, starts_on, ends_on, withdrawn_on
    )
    SELECT stegvis_association(), enrolment_id, %(information)s,
        (ARRAY['paper', 'paper', 'paper', 'paper', 'paper', 'paper', 'digital', 'digital', 'digital',
            'spoken'])[1 + pg_temp.draw(n, 'form', 10)],
        applied_on + 365 * year, applied_on + 365 * year + 364,
        CASE WHEN end_reason = 'consent_withdrawn' AND ended_on < applied_on + 365 * (year + 1)
            THEN ended_on END
    FROM fill_life,
        generate_series(0, CASE WHEN open OR end_reason = 'consent_withdrawn'
            THEN (coalesce(until, applied_on) - applied_on) / 365 ELSE 0 END) year
    WHERE year = 0 OR pg_temp.draw(n, 'renewed', 25) <> 0
    RETURNING id, enrolment_id
)
INSERT INTO participants_consentparty (association_id, consent_id, organisation_id)
SELECT stegvis_association(), given.id, named
FROM given JOIN fill_life USING (enrolment_id),
    unnest(CASE WHEN arrival <= 2 THEN ARRAY[receiving] ELSE agreed_to END) named;
