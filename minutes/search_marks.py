"""The database marks what is to be indexed anew, by triggers: in the same transaction, whoever writes.

So an entry can't fall behind its text: not by `update()`, not by `bulk_create`, not by SQL. Migrations
install them. SQLite forgets a table's triggers when a migration makes the table anew: `mend` puts them back
after each `migrate`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MARKS = "minutes_searchmark"


@dataclass(frozen=True)
class Mark:
    """What to mark when a row changes: its kind, and the column that says which.

    The kinds are the entries' own, and: m a whole meeting, h its head alone, r a revision, f a file's text,
    x an action, b a group. A trigger reads no table but its own: while SQLite makes a table anew, a trigger
    that reads it would stop the migration.
    """

    kind: str
    column: str
    only_if: str = ""  # a condition on the row `{r}`


@dataclass(frozen=True)
class Watch:
    table: str
    columns: tuple[str, ...]
    marks: tuple[Mark, ...]


ITEM = Mark("i", "item_id", "{r}.item_id IS NOT NULL")
HEAD = Mark("h", "meeting_id")
MINUTES = (
    Watch("minutes_meeting", ("body_id", "date", "number", "place", "status"), (Mark("m", "id"),)),
    Watch(
        "minutes_agendaitem",
        ("meeting_id", "number", "title", "matter_id", "background", "discussion", "proposal"),
        (Mark("i", "id"),),
    ),
    Watch("minutes_presenter", ("item_id", "person_id", "name"), (ITEM,)),
    Watch(
        "minutes_attachment",
        ("meeting_id", "item_id", "title", "file", "sha256"),
        (Mark("a", "id"), ITEM, Mark("h", "meeting_id", "{r}.item_id IS NULL")),
    ),
    Watch("minutes_officer", ("meeting_id", "person_id", "name"), (HEAD,)),
    Watch("minutes_attendance", ("meeting_id", "person_id", "name", "organization_id", "mode"), (HEAD,)),
    Watch(
        "minutes_correction",
        ("revision_id", "item_id", "new_text", "reason", "approved_at"),
        (ITEM, Mark("r", "revision_id", "{r}.item_id IS NULL")),
    ),
    Watch("minutes_matter", ("body_id", "title", "summary"), (Mark("t", "id"),)),
    Watch("minutes_papertext", ("sha256", "text"), (Mark("f", "id"),)),
    Watch("participants_person", ("name",), (Mark("p", "id"),)),
    Watch("participants_personalias", ("person_id", "name"), (Mark("p", "person_id"),)),
    Watch("participants_organization", ("name", "short_name"), (Mark("o", "id"),)),
    Watch("participants_organizationalias", ("organization_id", "name"), (Mark("o", "organization_id"),)),
    Watch("participants_body", ("name", "short_name", "number_prefix"), (Mark("b", "id"),)),
)
DECISIONS = (
    Watch("decisions_decision", ("item_id", "number", "slug", "text", "resolved_text"), (ITEM,)),
    Watch("decisions_action", ("item_id", "text", "responsible_id", "responsible_text", "due_text"), (ITEM,)),
    Watch("decisions_promise", ("item_id", "text", "due_text"), (ITEM,)),
    Watch("decisions_obligation", ("action_id", "organization_id"), (Mark("x", "action_id"),)),
)
SETS = {"minutes": MINUTES, "decisions": DECISIONS}
_OPERATIONS = ("INSERT", "UPDATE", "DELETE")


def install(schema_editor: Any, app: str) -> None:
    """Create the triggers of the app's tables; minutes has those of participants, too.

    A migration of an earlier day may not have every column yet: those that it lacks are left out.
    """
    remove(schema_editor, app)
    for statements in statements_of(schema_editor.connection, app).values():
        for statement in statements:
            schema_editor.execute(statement, None)


def mend(connection: Any) -> None:
    """Put back what SQLite forgot when a migration made a table anew."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')")
        there = {name for (name,) in cursor.fetchall()}
        for app, watches in SETS.items():
            if not {MARKS, *(watch.table for watch in watches)} <= there:
                continue
            for name, statements in statements_of(connection, app).items():
                for statement in statements if name not in there else []:
                    cursor.execute(statement)


def remove(schema_editor: Any, app: str) -> None:
    vendor = schema_editor.connection.vendor
    for watch in SETS[app]:
        for operation in _OPERATIONS:
            name = _name(app, watch, operation)
            if vendor == "sqlite":
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}", None)
            else:
                schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE", None)


def statements_of(connection: Any, app: str) -> dict[str, list[str]]:
    """Return the SQL of each trigger, by its name."""
    make = _for_sqlite if connection.vendor == "sqlite" else _for_postgresql
    return {
        _name(app, watch, operation): make(_name(app, watch, operation), watch, operation)
        for watch in _as_they_are(connection, SETS[app])
        for operation in _OPERATIONS
    }


def _as_they_are(connection: Any, watches: tuple[Watch, ...]) -> Iterator[Watch]:
    with connection.cursor() as cursor:
        for watch in watches:
            there = {row.name for row in connection.introspection.get_table_description(cursor, watch.table)}
            columns = tuple(column for column in watch.columns if column in there)
            marks = tuple(mark for mark in watch.marks if mark.column in there)
            yield Watch(watch.table, columns, marks)


def _name(app: str, watch: Watch, operation: str) -> str:
    return f"search_{app}_{watch.table}_{operation.lower()}"


def _for_sqlite(name: str, watch: Watch, operation: str) -> list[str]:
    sides = {"INSERT": ["NEW"], "DELETE": ["OLD"], "UPDATE": ["NEW", "OLD"]}[operation]
    inserts = [
        f"INSERT INTO {MARKS} (kind, object_id) {_select(mark, side, '')};"
        for side in sides
        for mark in watch.marks
    ]
    of, when = "", ""
    if operation == "UPDATE":
        of = " OF " + ", ".join(f'"{column}"' for column in watch.columns)
        when = "WHEN " + " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in watch.columns)
    body = "\n".join(dict.fromkeys(inserts))
    event = f"AFTER {operation}{of} ON {watch.table} FOR EACH ROW {when}"
    return [f"CREATE TRIGGER {name} {event}\nBEGIN\n{body}\nEND"]


def _for_postgresql(name: str, watch: Watch, operation: str) -> list[str]:
    """Make a trigger of the statement, not of each row: one call for all rows of a bulk insert."""
    tables = {"INSERT": "NEW TABLE AS new_rows", "DELETE": "OLD TABLE AS old_rows"}
    tables["UPDATE"] = f"{tables['DELETE']} {tables['INSERT']}"
    sides = {"INSERT": ["new_rows"], "DELETE": ["old_rows"], "UPDATE": ["new_rows", "old_rows"]}[operation]
    inserts = [
        f"INSERT INTO {MARKS} (kind, object_id) {_select(mark, 'r', _changed(watch, side, operation))};"
        for side in sides
        for mark in watch.marks
    ]
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$\nBEGIN\n"
        + "\n".join(inserts)
        + "\nRETURN NULL;\nEND $body$",
        f"CREATE TRIGGER {name} AFTER {operation} ON {watch.table} REFERENCING {tables[operation]} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]


def _changed(watch: Watch, side: str, operation: str) -> str:
    if operation != "UPDATE":
        return f"{side} r"
    other = "old_rows" if side == "new_rows" else "new_rows"
    differs = " OR ".join(f'n."{c}" IS DISTINCT FROM o."{c}"' for c in watch.columns)
    return f"(SELECT n.* FROM {side} n JOIN {other} o ON n.id = o.id WHERE {differs}) r"


def _select(mark: Mark, row: str, table: str) -> str:
    """Return the rows to mark; on SQLite the row is there without a table."""
    source = f" FROM {table}" if table else ""
    where = f" WHERE {mark.only_if.format(r=row)}" if mark.only_if else ""
    return f"SELECT DISTINCT '{mark.kind}', {row}.{mark.column}{source}{where}"
