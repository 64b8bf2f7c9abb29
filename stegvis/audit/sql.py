"""The database's own part of the trace: triggers, so that SQL by hand is traced as a form is."""

from collections.abc import Iterable

FUNCTIONS = """
CREATE OR REPLACE FUNCTION stegvis_actor() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NULLIF(current_setting('stegvis.actor', true), '')::bigint $$;

CREATE OR REPLACE FUNCTION stegvis_how() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT COALESCE(NULLIF(current_setting('stegvis.how', true), ''), 'sql') $$;

CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    RAISE EXCEPTION 'The table % is append-only.', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;

CREATE OR REPLACE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO audit_change (association_id, "table", "row", before, after)
        SELECT new_rows.association_id, TG_TABLE_NAME, new_rows.id, diff.before, diff.after
        FROM old_rows JOIN new_rows USING (id)
        CROSS JOIN LATERAL (
            SELECT jsonb_object_agg(o.key, o.value) AS before,
                   jsonb_object_agg(o.key, n.value) AS after
            FROM jsonb_each(to_jsonb(old_rows)) o JOIN jsonb_each(to_jsonb(new_rows)) n USING (key)
            WHERE o.value IS DISTINCT FROM n.value AND o.key <> ALL (COALESCE(TG_ARGV, '{}'))
        ) diff
        WHERE diff.before IS NOT NULL;
    ELSE
        INSERT INTO audit_change (association_id, "table", "row", before)
        SELECT old_rows.association_id, TG_TABLE_NAME, old_rows.id,
               to_jsonb(old_rows) - COALESCE(TG_ARGV, '{}')
        FROM old_rows;
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
"""
