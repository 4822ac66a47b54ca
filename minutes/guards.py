"""Triggers that make the database itself refuse changes to evidence, whoever asks and by which way.

They are put in place after each `migrate` (SQLite makes tables anew when a column changes, and its triggers
go with the old one), and `manage.py check --database default` warns if one is missing or another.

- `AppendOnly`: rows are added, never changed or removed.
- `Frozen`: the rows of a meeting can't be added, changed or removed while its text lies before the justerare
  and when it is approved. Columns that are no part of the text may change: the matter that an item belongs
  to, how far an obligation has come.

SQLite's INSERT OR REPLACE removes the old row without asking a DELETE trigger, so there is one before INSERT
that looks for a row in the way, by each unique key. PostgreSQL's TRUNCATE needs a trigger of its own, and
each is ENABLE ALWAYS, so that a session in the role of a replica doesn't pass by.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "Protokollboken: raden är bevis eller hör till ett låst protokoll och kan inte ändras"
PREFIX = "guard_"


@dataclass(frozen=True)
class AppendOnly:
    """Evidence. Each of `keys` is a set of columns that is unique; `once` may be set while `open` holds."""

    table: str
    keys: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    # SQL about OLD: as long as it holds, the columns in `once` may still be set.
    open: str = ""
    # SQL about OLD: only then is it kept from being removed.
    kept: str = "1 = 1"


@dataclass(frozen=True)
class Frozen:
    """A table whose rows belong to a meeting; `meeting` is SQL for its key, with {row} for the row."""

    table: str
    meeting: str
    columns: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...] = (("id",),)


Guard = AppendOnly | Frozen

_guards: list[Guard] = []


def register(guards: Iterable[Guard]) -> None:
    """Take an app's guards in; each app does so when it is ready."""
    _guards.extend(guard for guard in guards if guard not in _guards)


def registered() -> list[Guard]:
    return list(_guards)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every guard in place anew, whose table there is."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for guard in _guards:
            if guard.table in tables:
                for statement in _statements(guard, connection.vendor):
                    cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away: before SQLite makes tables anew, and when tests empty the book."""
    with connection.cursor() as cursor:
        for name, table in sorted(installed(connection)):
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def installed(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], str]:
    """Return each guard that the database has, as (trigger, table), and a digest of what it does."""
    if connection.vendor == "postgresql":
        query = """
            SELECT t.tgname, c.relname, p.prosrc || t.tgenabled::text || t.tgtype::text
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE NOT t.tgisinternal AND t.tgname LIKE 'guard\\_%'
              AND pg_table_is_visible(c.oid)"""
    else:
        query = """
            SELECT name, tbl_name, sql FROM sqlite_master
            WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'"""
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {
            (name, table): hashlib.sha256(text.encode()).hexdigest()
            for name, table, text in cursor.fetchall()
        }


def wanted(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], str]:
    """Return what `installed` should, for the tables that there are."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    texts = {}
    for guard in _guards:
        if guard.table not in tables:
            continue
        if connection.vendor == "postgresql":
            name = PREFIX + guard.table
            texts[name + "_row", guard.table] = _body(guard) + "A31"
            texts[name + "_truncate", guard.table] = _truncate_body(guard) + "A34"
        else:
            texts |= {(name, guard.table): text for name, text in _sqlite(guard)}
    return {key: hashlib.sha256(text.encode()).hexdigest() for key, text in texts.items()}


def _statements(guard: Guard, vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield from _postgresql(guard)
        return
    for name, text in _sqlite(guard):
        yield f'DROP TRIGGER IF EXISTS "{name}"'
        yield text


# Conditions, in SQL that both databases read. NEW and OLD are the rows; {differs} is their IS NOT.


def _locked(meeting: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM minutes_meeting m WHERE m.id = {meeting}"
        " AND m.status IN ('circulated', 'approved')"
        " AND EXISTS (SELECT 1 FROM minutes_revision r WHERE r.meeting_id = m.id))"
    )


def _changed(columns: Iterable[str], differs: str) -> str:
    return "(" + " OR ".join(f'OLD."{name}" {differs} NEW."{name}"' for name in columns) + ")"


def _in_the_way(table: str, keys: Iterable[tuple[str, ...]], also: str = "") -> str:
    same = " OR ".join("(" + " AND ".join(f'x."{name}" = NEW."{name}"' for name in key) + ")" for key in keys)
    return f'EXISTS (SELECT 1 FROM "{table}" x WHERE ({same}){also})'


def _refused(guard: Guard, differs: str) -> dict[str, str]:
    """Return, for INSERT, UPDATE and DELETE, the condition under which it is refused."""
    if isinstance(guard, AppendOnly):
        held = "1 = 1"
        if guard.once:
            held = f"(NOT ({guard.open}) OR {_changed(guard.columns, differs)})"
        return {"INSERT": _in_the_way(guard.table, guard.keys), "UPDATE": held, "DELETE": guard.kept}
    old, new, other = (_locked(guard.meeting.format(row=row)) for row in ("OLD", "NEW", "x"))
    insert = _in_the_way(guard.table, guard.keys, f" AND {other}")
    if guard.table == "minutes_meeting":
        back = "OLD.status = 'approved' AND NEW.status <> 'approved'"
        update = f"({_changed(guard.columns, differs)} OR ({back})) AND {old}"
        return {"INSERT": insert, "UPDATE": update, "DELETE": old}
    return {
        "INSERT": f"{new} OR {insert}",
        "UPDATE": f"{_changed(guard.columns, differs)} AND ({old} OR {new})",
        "DELETE": old,
    }


def _sqlite(guard: Guard) -> Iterator[tuple[str, str]]:
    for event, condition in _refused(guard, "IS NOT").items():
        name = f"{PREFIX}{guard.table}_{event.lower()}"
        yield (
            name,
            f'CREATE TRIGGER "{name}" BEFORE {event} ON "{guard.table}" WHEN {condition} '
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        )


def _postgresql(guard: Guard) -> Iterator[str]:
    name = PREFIX + guard.table
    for body, function in ((_body(guard), name), (_truncate_body(guard), f"{name}_all")):
        yield (
            f'CREATE OR REPLACE FUNCTION "{function}"() RETURNS trigger LANGUAGE plpgsql AS '
            f"$guard${body}$guard$"
        )
    for trigger, when, function in (
        (f"{name}_row", "BEFORE INSERT OR UPDATE OR DELETE", f'FOR EACH ROW EXECUTE FUNCTION "{name}"()'),
        (f"{name}_truncate", "BEFORE TRUNCATE", f'FOR EACH STATEMENT EXECUTE FUNCTION "{name}_all"()'),
    ):
        yield f'DROP TRIGGER IF EXISTS "{trigger}" ON "{guard.table}"'
        yield f'CREATE TRIGGER "{trigger}" {when} ON "{guard.table}" {function}'
        yield f'ALTER TABLE "{guard.table}" ENABLE ALWAYS TRIGGER "{trigger}"'


def _body(guard: Guard) -> str:
    """Return the function for a row: it holds the meeting, so that nobody locks it in between."""
    refused = _refused(guard, "IS DISTINCT FROM")
    raised = f"RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = '{REFUSAL}';"
    lines = ["BEGIN"]
    for event, condition in refused.items():
        row = "OLD" if event == "DELETE" else "NEW"
        held = ""
        if isinstance(guard, Frozen) and guard.table != "minutes_meeting":
            held = f"PERFORM 1 FROM minutes_meeting WHERE id = {guard.meeting.format(row=row)} FOR SHARE;"
        lines.append(
            f"IF TG_OP = '{event}' THEN {held} IF {condition} THEN {raised} END IF; RETURN {row}; END IF;"
        )
    return "\n".join([*lines, "RETURN NULL;", "END"])


def _truncate_body(guard: Guard) -> str:
    there = f'EXISTS (SELECT 1 FROM "{guard.table}")'
    if isinstance(guard, Frozen):
        there = "EXISTS (SELECT 1 FROM minutes_revision)"
    raised = f"RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = '{REFUSAL}';"
    return f"BEGIN\nIF {there} THEN {raised} END IF;\nRETURN NULL;\nEND"
