"""Full text search on SQLite: FTS5, kept in step with the passages by triggers, in the same transaction.

A row of the FTS table needs an integer that VACUUM leaves alone; `knowledge_passage_lookup` gives each passage one.
`knowledge_passage_changes` counts each tenant's changes, for whoever keeps passages in memory. It has no foreign key,
because deleting a tenant deletes its passages, which counts once more.

Django rebuilds a table to alter it, and its triggers go with it: a migration that alters Passage calls `install` again.
The triggers name no other table of Django's: SQLite would refuse to rebuild that one.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = [
    """CREATE TABLE IF NOT EXISTS knowledge_passage_lookup (
        number INTEGER PRIMARY KEY, passage_id TEXT NOT NULL UNIQUE, tenant_id TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS knowledge_passage_changes (tenant_id TEXT PRIMARY KEY, count INTEGER NOT NULL)""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS knowledge_passage_fts USING fts5(
        tenant, heading, body, tokenize = 'porter unicode61 remove_diacritics 2')""",
]

COUNT = """
    INSERT INTO knowledge_passage_changes (tenant_id, count) VALUES ({row}.tenant_id, 1)
    ON CONFLICT (tenant_id) DO UPDATE SET count = count + 1;
"""
ADD = """
    INSERT INTO knowledge_passage_lookup (passage_id, tenant_id) VALUES (new.id, new.tenant_id);
    INSERT INTO knowledge_passage_fts (rowid, tenant, heading, body)
        SELECT number, new.tenant_id, new.title || ' ' || new.heading, new.text FROM knowledge_passage_lookup
        WHERE passage_id = new.id;
"""
REMOVE = """
    DELETE FROM knowledge_passage_fts
        WHERE rowid = (SELECT number FROM knowledge_passage_lookup WHERE passage_id = old.id);
    DELETE FROM knowledge_passage_lookup WHERE passage_id = old.id;
"""
TRIGGERS = {
    "insert": ADD + COUNT.format(row="new"),
    "update": REMOVE + ADD + COUNT.format(row="new"),
    "delete": REMOVE + COUNT.format(row="old"),
}


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Makes what is missing; does nothing on other databases."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for statement in TABLES:
        schema_editor.execute(statement)
    for event, body in TRIGGERS.items():
        name = f"knowledge_passage_after_{event}"
        schema_editor.execute(
            f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {event.upper()} ON knowledge_passage BEGIN {body} END"
        )


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Undoes `install`."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for event in TRIGGERS:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS knowledge_passage_after_{event}")
    for table in ("knowledge_passage_fts", "knowledge_passage_changes", "knowledge_passage_lookup"):
        schema_editor.execute(f"DROP TABLE IF EXISTS {table}")
