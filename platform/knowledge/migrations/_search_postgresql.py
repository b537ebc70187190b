"""Search on PostgreSQL: tsvector and pgvector, kept in step with the passages by a trigger, in the same transaction.

`knowledge_passage_search` holds no words that anybody could read, only ids, vectors and lexemes; it is reached through
functions that answer for the tenant of the transaction alone. They run as the table's owner; to anybody else it shows
nothing. A policy on it would keep PostgreSQL from using its text index, because `@@` is not leakproof.
`knowledge_passage_changes` counts each tenant's changes and passages.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = """
    CREATE EXTENSION IF NOT EXISTS vector;
    CREATE TABLE knowledge_passage_search (
        passage_id uuid PRIMARY KEY, tenant_id uuid NOT NULL, embedding halfvec(384) NOT NULL, words tsvector NOT NULL);
    ALTER TABLE knowledge_passage_search ENABLE ROW LEVEL SECURITY;
    CREATE INDEX knowledge_passage_search_tenant ON knowledge_passage_search (tenant_id);
    CREATE INDEX knowledge_passage_search_words ON knowledge_passage_search USING gin (words);
    CREATE INDEX knowledge_passage_search_near ON knowledge_passage_search USING hnsw (embedding halfvec_ip_ops);
    CREATE TABLE knowledge_passage_changes (
        tenant_id uuid PRIMARY KEY, count bigint NOT NULL, passages bigint NOT NULL);
"""
# 384 little-endian numbers of IEEE 754's binary16, as knowledge.vectors packs them.
UNPACK = """
    CREATE FUNCTION knowledge_halfvec(packed bytea) RETURNS halfvec LANGUAGE sql IMMUTABLE STRICT AS $$
        SELECT array_agg(
            CASE WHEN bits >= 32768 THEN -1 ELSE 1 END * CASE WHEN exponent = 0
                THEN fraction * 2.0 ^ -24 ELSE (1024 + fraction) * 2.0 ^ (exponent - 25) END ORDER BY place
        )::real[]::halfvec
        FROM generate_series(0, 383) AS place,
            LATERAL (SELECT get_byte(packed, 2 * place) + 256 * get_byte(packed, 2 * place + 1) AS bits) AS pair,
            LATERAL (SELECT bits & 1023 AS fraction, (bits & 31744) >> 10 AS exponent) AS parts
    $$;
"""
KEEP_IN_STEP = """
    CREATE FUNCTION knowledge_passage_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
        owner uuid := CASE TG_OP WHEN 'DELETE' THEN OLD.tenant_id ELSE NEW.tenant_id END;
        more int := CASE TG_OP WHEN 'INSERT' THEN 1 WHEN 'DELETE' THEN -1 ELSE 0 END;
    BEGIN
        IF TG_OP <> 'INSERT' THEN
            DELETE FROM knowledge_passage_search WHERE passage_id = OLD.id;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            INSERT INTO knowledge_passage_search VALUES (NEW.id, NEW.tenant_id, knowledge_halfvec(NEW.vector),
                to_tsvector('english', concat_ws(' ', NEW.title, NEW.heading, NEW.text)));
        END IF;
        INSERT INTO knowledge_passage_changes AS known VALUES (owner, 1, greatest(more, 0))
            ON CONFLICT (tenant_id) DO UPDATE SET count = known.count + 1, passages = known.passages + more;
        RETURN NULL;
    END $$;
    CREATE TRIGGER knowledge_passage_changed AFTER INSERT OR UPDATE OR DELETE ON knowledge_passage
        FOR EACH ROW EXECUTE FUNCTION knowledge_passage_changed();
"""
MINE = "tenant_id = tenant AND current_setting('botwright.tenant', true) IN ('*', tenant::text)"
# The index of words knows of no tenants: a common word's passages are those of all. Who has a small part of them, or few, has
# all his own looked at instead, at some 2 ms a thousand.
FEW = "total <= (SELECT greatest(1000, reltuples / 30) FROM pg_class WHERE oid = 'knowledge_passage_search'::regclass)"
# By rarity and by how often and how densely a word stands in the passage, as BM25 weighs them. What a word is worth is
# known only when all passages with it are, and sorting texts spills to the disk: one pass keeps numbers alone.
BY_WORDS = f"""
    CREATE OR REPLACE FUNCTION knowledge_passages_with(tenant uuid, asked text[], total bigint, most int)
    RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
        WITH words_asked AS MATERIALIZED (
            SELECT min(place) AS number, word FROM (
                SELECT to_tsquery('english', quote_literal(said)) AS word, place
                FROM unnest(asked) WITH ORDINALITY AS given (said, place)
            ) AS stemmed GROUP BY word
        ), matching AS MATERIALIZED (
            SELECT number, passage_id, ts_rank(words, word, 1)::float8 AS rank
            FROM words_asked JOIN (
                SELECT passage_id, words FROM knowledge_passage_search WHERE {MINE} AND {FEW} OFFSET 0
            ) AS mine ON words @@ word
            UNION ALL
            SELECT number, passage_id, ts_rank(words, word, 1)::float8 AS rank
            FROM words_asked JOIN knowledge_passage_search ON words @@ word WHERE {MINE} AND NOT ({FEW})
        ), weighed AS (
            SELECT number, ln(1 + (total - holding + 0.5::float8) / (holding + 0.5::float8)) AS weight
            FROM (SELECT number, least(count(*), total) AS holding FROM matching GROUP BY number) AS counted
        )
        SELECT passage_id FROM matching JOIN weighed USING (number)
        GROUP BY passage_id ORDER BY sum(weight * rank) DESC, passage_id LIMIT most
    $$;
"""
# The sum with 0 keeps the planner from the approximate index.
NEAR_EXACT = f"""
    CREATE FUNCTION knowledge_passages_near_exact(tenant uuid, query halfvec, most int) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
        SELECT passage_id FROM knowledge_passage_search WHERE {MINE} ORDER BY (embedding <#> query) + 0 LIMIT most
    $$;
"""
# The scan goes on until enough of the tenant's own have been found, not only among the nearest of all tenants.
NEAR = f"""
    CREATE FUNCTION knowledge_passages_near(tenant uuid, query halfvec, most int) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off
    SET hnsw.iterative_scan = strict_order SET hnsw.ef_search = 400 SET hnsw.max_scan_tuples = 400000
    SET enable_sort = off AS $$
        SELECT passage_id FROM knowledge_passage_search WHERE {MINE} ORDER BY embedding <#> query LIMIT most
    $$;
"""
REMOVE = """
    DROP TRIGGER knowledge_passage_changed ON knowledge_passage;
    DROP FUNCTION knowledge_passage_changed, knowledge_passages_with, knowledge_passages_near_exact,
        knowledge_passages_near, knowledge_halfvec;
    DROP TABLE knowledge_passage_search, knowledge_passage_changes;
"""


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Makes all of it, and fills it from the passages there are; does nothing on other databases."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for statement in (TABLES, UNPACK, KEEP_IN_STEP, BY_WORDS, NEAR_EXACT, NEAR):
        schema_editor.execute(statement)
    schema_editor.execute("UPDATE knowledge_passage SET position = position")


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Undoes `install`."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REMOVE)


def renew_full_text(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Exchanges the function that `install` made in earlier releases; same arguments, same passages."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BY_WORDS)
