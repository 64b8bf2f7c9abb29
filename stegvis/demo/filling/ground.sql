-- What every batch stands on, for one connection: how chance is drawn, the units, their staff.
-- Temporary, so nothing of it stays behind.

-- One of 0 … sides - 1 for a person's number. The same everywhere: whole numbers alone, and no
-- clock, locale or order of rows takes part. `what` names the draw, so that no two go together.
CREATE OR REPLACE FUNCTION pg_temp.draw(n bigint, what text, sides integer) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
    SELECT mod(
        hashint8extended(n, ('x' || left(md5(what || ' ' || %(seed)s), 16))::bit(64)::bigint)
            & 9007199254740991,
        sides
    )::integer
$$;

-- The same day, or the Friday before it at a weekend: offices were open.
CREATE OR REPLACE FUNCTION pg_temp.office_day(day date) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT day - greatest(extract(isodow FROM day)::integer - 5, 0) $$;

-- The first day on or after `day` that lies whole four weeks from a group's next meeting.
CREATE OR REPLACE FUNCTION pg_temp.meeting_after(day date, next_meeting date) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT pg_temp.office_day(next_meeting - 28 * ((next_meeting - day) / 28)) $$;

-- The tenth digit for YYMMDDNNN, as stegvis/lib/personal_number.py has it. Every other digit is
-- doubled and its figures are added, which is the same as reading it off a row of ten; what is
-- added are characters, nine times 48 too much.
CREATE OR REPLACE FUNCTION pg_temp.check_digit(nine bytea, doubled bytea) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
    SELECT mod(9 * 48 + 900
        - get_byte(doubled, 0) - get_byte(nine, 1) - get_byte(doubled, 2) - get_byte(nine, 3)
        - get_byte(doubled, 4) - get_byte(nine, 5) - get_byte(doubled, 6) - get_byte(nine, 7)
        - get_byte(doubled, 8), 10)::text
$$;

DROP TABLE IF EXISTS pg_temp.fill_unit, pg_temp.fill_coach;

-- A unit has `share` of every `everywhere` people, those from `before` on.
CREATE TEMP TABLE fill_unit AS
SELECT * FROM jsonb_to_recordset(%(units)s) AS (
    no integer, id bigint, municipality text, share integer, before integer, everywhere integer,
    next_meeting date, last_meeting date, next_meeting_id bigint, last_meeting_id bigint,
    applying bigint[], agreed_to bigint[], receiving bigint
);

-- Who follows a unit's people, coach by coach, who stood in, and who applied for them by party.
CREATE TEMP TABLE fill_coach AS
SELECT * FROM jsonb_to_recordset(%(coaches)s) AS (
    unit integer, no bigint, id bigint, name text, former_id bigint,
    former_name text, referrers bigint[]
);
