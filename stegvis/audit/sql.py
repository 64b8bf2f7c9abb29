"""The database's own part of the trace: triggers, so that SQL by hand is traced as a form is."""

from collections.abc import Iterable

FUNCTIONS = """
CREATE OR REPLACE FUNCTION stegvis_association() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NULLIF(current_setting('stegvis.association', true), '')::bigint $$;

CREATE OR REPLACE FUNCTION stegvis_actor() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NULLIF(current_setting('stegvis.actor', true), '')::bigint $$;

CREATE OR REPLACE FUNCTION stegvis_how() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT COALESCE(NULLIF(current_setting('stegvis.how', true), ''), 'sql') $$;

CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    RAISE EXCEPTION 'The table % is append-only.', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;

CREATE OR REPLACE FUNCTION audit_refuse_emptying() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    RAISE EXCEPTION 'The table % is not emptied: its rows would leave no history.', TG_TABLE_NAME
        USING ERRCODE = '42501';
END $$;

-- A row that was given another number has no counterpart: all of it is kept, as of one removed.
-- A change to what has no association, an account, belongs where it was made.
-- The history is named with its schema: a temporary table of the same name comes first otherwise.
CREATE OR REPLACE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO public.audit_change (association_id, "table", "row", before, after)
        SELECT COALESCE((pair.before ->> 'association_id')::bigint, stegvis_association()),
               TG_TABLE_NAME, pair.id, diff.before, diff.after
        FROM (
            SELECT o.id, to_jsonb(o) AS before, to_jsonb(n) AS after
            FROM old_rows o LEFT JOIN new_rows n USING (id)
        ) pair
        CROSS JOIN LATERAL (
            SELECT jsonb_object_agg(o.key, o.value) AS before,
                   jsonb_object_agg(o.key, n.value) FILTER (WHERE pair.after IS NOT NULL) AS after
            FROM jsonb_each(pair.before) o LEFT JOIN jsonb_each(pair.after) n USING (key)
            WHERE o.value IS DISTINCT FROM n.value AND o.key <> ALL (COALESCE(TG_ARGV, '{}'))
        ) diff
        WHERE diff.before IS NOT NULL;
    ELSE
        INSERT INTO public.audit_change (association_id, "table", "row", before)
        SELECT COALESCE((gone.before ->> 'association_id')::bigint, stegvis_association()),
               TG_TABLE_NAME, gone.id, gone.before - COALESCE(TG_ARGV, '{}')
        FROM (SELECT id, to_jsonb(old_rows) AS before FROM old_rows) gone;
    END IF;
    RETURN NULL;
END $$;
"""


def append_only(table: str) -> str:
    """Statements after which rows of ``table`` can be added but neither altered nor removed."""
    return f"""
DROP TRIGGER IF EXISTS append_only ON {table};
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
DROP TRIGGER IF EXISTS append_only_all ON {table};
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
"""


def kept(table: str, passing: Iterable[str] = ()) -> str:
    """Statements after which every change to ``table`` is kept in ``audit_change``.

    It can no longer be emptied at a stroke, which would pass the triggers by.

    Columns that are ``passing`` leave no history: what somebody was typing before it was sent.
    """
    left_out = ", ".join(f"'{column}'" for column in sorted(passing))
    return f"""
DROP TRIGGER IF EXISTS keep_update ON {table};
CREATE TRIGGER keep_update AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION audit_keep({left_out});
DROP TRIGGER IF EXISTS keep_delete ON {table};
CREATE TRIGGER keep_delete AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION audit_keep({left_out});
DROP TRIGGER IF EXISTS keep_all ON {table};
CREATE TRIGGER keep_all BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_emptying();
"""
