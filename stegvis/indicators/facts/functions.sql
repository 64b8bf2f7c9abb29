-- What the facts call. Rules that Python knows too are held to it by a test.

-- The day figures stand as of, for the running transaction; without one, whatever is recorded.
CREATE OR REPLACE FUNCTION stegvis_as_of() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT COALESCE(NULLIF(current_setting('stegvis.as_of', true), '')::date, 'infinity'::date) $$;

-- Full years lived on a day, by the birthday; by the year alone when the birthday is not known.
-- Who is born on 29 February has the birthday on the 28th (stegvis/lib/dates.py: age_on).
CREATE OR REPLACE FUNCTION stegvis_age(birth_date date, birth_year integer, day date)
    RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
    SELECT CASE WHEN birth_date IS NULL THEN EXTRACT(year FROM day)::integer - birth_year
        ELSE (EXTRACT(year FROM day) - EXTRACT(year FROM birth_date))::integer
            - (birth_date + make_interval(years =>
                (EXTRACT(year FROM day) - EXTRACT(year FROM birth_date))::integer) > day)::integer
    END
$$;
