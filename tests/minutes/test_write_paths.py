"""Twelve ways to write to sealed minutes and their evidence, for every guarded table: none does anything."""

import datetime as dt
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models, transaction
from django.db.models.deletion import ProtectedError, RestrictedError
from django.db.models.fields.files import FieldFile
from django.test import Client

from decisions.models import Obligation
from minutes import guards
from minutes.exports import meeting_record, whole
from minutes.guards import REFUSAL, AppendOnly
from minutes.importer.interchange import meeting_to_wire
from minutes.models import AgendaItem, Attendance, Meeting
from participants.models import User
from tests.admin_rows import Rows, admin_url, client_of, make_group, sent
from tests.conftest import logged_in
from tests.factories import make_organization

POSTGRESQL = connection.vendor == "postgresql"
TABLES = {guard.table: guard for guard in guards.registered()}
MODELS = {
    model._meta.db_table: model
    for model in apps.get_models(include_auto_created=True)
    if model._meta.db_table in TABLES
}


@pytest.fixture
def rows(db: None) -> Rows:
    """Make one row of everything, in a meeting whose minutes are sealed."""
    rows = make_group("SG")
    meeting = rows[Meeting]
    rows[Attendance].parts.add(meeting.parts.get())
    meeting.parts.create(position=2, title="Del två")
    make_organization("Annan kommun")
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.APPROVED)
    meeting.refresh_from_db()
    connection.check_constraints()  # PostgreSQL truncates no table that it has yet to check
    return rows


def test_every_guarded_table_has_a_model_and_a_row(rows: Rows) -> None:
    assert set(MODELS) == set(TABLES)
    for model in MODELS.values():
        assert model._default_manager.exists(), model


def columns(table: str) -> list[str]:
    """Return the columns that are evidence, or text of minutes."""
    own = TABLES[table].columns
    return list(own) or [field.column for field in MODELS[table]._meta.concrete_fields]


def everything() -> dict[str, list[Any]]:
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(TABLES):
            names = ", ".join(f'"{name}"' for name in columns(table))
            cursor.execute(f'SELECT {names} FROM "{table}"')
            rows = [
                tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()
            ]
            found[table] = sorted(rows, key=repr)
    return found


def row_of(table: str) -> Any:
    return MODELS[table]._default_manager.order_by("pk")[0]


def changed(row: Any) -> tuple[models.Field[Any, Any], Any]:
    """Return a column that must not change, and another value that it could have."""
    guarded = set(columns(row._meta.db_table))
    fields = [f for f in row._meta.concrete_fields if f.column in guarded and not f.primary_key]
    for field in sorted(fields, key=lambda one: one.is_relation):
        value = another(field, getattr(row, field.attname))
        if value is not None:
            return field, value
    raise AssertionError(f"{row} has nothing to change.")


def another(field: models.Field[Any, Any], value: Any) -> Any:
    if field.is_relation:
        model: Any = field.related_model
        others = model._default_manager.exclude(pk=value)
        return others.values_list("pk", flat=True).first()
    if field.choices:
        return next(key for key, _ in field.flatchoices if key != value)
    if isinstance(field, models.DateField):
        return None if value is None else value + dt.timedelta(days=1)
    if isinstance(field, models.IntegerField):
        return (value or 0) + 1
    if isinstance(field, models.BinaryField):
        return b"{}x"
    return (
        f"{value or ''}x"[: field.max_length]
        if isinstance(field, models.CharField | models.TextField)
        else None
    )


def refused(write: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError, match=REFUSAL[:40]), transaction.atomic():
        write()


def sql(statement: str, *values: Any) -> Callable[[], object]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    return run


# The ways. Each tries, and the test then compares everything.


def orm_save(table: str, rows: Rows) -> None:
    row = row_of(table)
    field, value = changed(row)
    setattr(row, field.attname, value)
    refused(row.save)
    refused(lambda: row.save(update_fields=[field.name]))


def update(table: str, rows: Rows) -> None:
    row = row_of(table)
    field, value = changed(row)
    manager = MODELS[table]._default_manager
    refused(lambda: manager.filter(pk=row.pk).update(**{field.attname: value}))
    setattr(row, field.attname, value)
    refused(lambda: manager.bulk_update([row], [field.name]))


def delete(table: str, rows: Rows) -> None:
    row = row_of(table)
    for write in (row.delete, MODELS[table]._default_manager.all().delete):
        with pytest.raises((DatabaseError, ProtectedError, RestrictedError)), transaction.atomic():
            write()


def raw_sql(table: str, rows: Rows) -> None:
    row = row_of(table)
    field, value = changed(row)
    key = row._meta.pk.column
    refused(
        sql(f'UPDATE "{table}" SET "{field.column}" = %s WHERE "{key}" = %s', stored(field, value), row.pk)
    )
    refused(sql(f'DELETE FROM "{table}" WHERE "{key}" = %s', row.pk))
    refused(sql(f'DELETE FROM "{table}"'))


def stored(field: models.Field[Any, Any], value: Any) -> Any:
    return field.get_db_prep_save(value, connection)


def values_of(row: Any, **other: Any) -> tuple[str, str, list[Any]]:
    """Return names, placeholders and values for an INSERT of the row as it is, but for what is given."""
    fields = row._meta.concrete_fields
    values = [stored(field, other.get(field.attname, getattr(row, field.attname))) for field in fields]
    return ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields)), values


def replace(table: str, rows: Rows) -> None:
    """REPLACE and upserts; on PostgreSQL also TRUNCATE, and the role in which triggers sleep."""
    row = row_of(table)
    field, value = changed(row)
    names, places, values = values_of(row, **{field.attname: value})
    key = row._meta.pk.column
    upsert = f'ON CONFLICT ("{key}") DO UPDATE SET "{field.column}" = excluded."{field.column}"'
    refused(sql(f'INSERT INTO "{table}" ({names}) VALUES ({places}) {upsert}', *values))
    if POSTGRESQL:
        refused(sql(f'TRUNCATE "{table}" CASCADE'))
        change = f'UPDATE "{table}" SET "{field.column}" = %s WHERE "{key}" = %s'
        for statement, given in (
            (change, [stored(field, value), row.pk]),
            (f'TRUNCATE "{table}" CASCADE', []),
        ):

            def as_a_replica(statement: str = statement, given: list[Any] = given) -> None:
                sql("SET LOCAL session_replication_role = replica")()
                sql(statement, *given)()

            refused(as_a_replica)
        return
    for recursive in ("ON", "OFF"):  # OFF: the DELETE trigger is not asked by REPLACE
        sql(f"PRAGMA recursive_triggers={recursive}")()
        refused(sql(f'INSERT OR REPLACE INTO "{table}" ({names}) VALUES ({places})', *values))
        refused(sql(f'REPLACE INTO "{table}" ({names}) VALUES ({places})', *values))
        if recursive == "OFF":  # a new key, and another unique one in the way
            again = values_of(row, **{row._meta.pk.attname: 10**6})
            with suppress(DatabaseError), transaction.atomic():
                sql(f'INSERT OR REPLACE INTO "{table}" ({again[0]}) VALUES ({again[1]})', *again[2])()
                if isinstance(TABLES[table], AppendOnly):  # a row more is no change, if the old one stands
                    sql(f'SELECT 1 FROM "{table}" WHERE "{key}" = %s', row.pk)()
                    transaction.set_rollback(True)
                    assert row_is_there(table, row.pk)
    sql("PRAGMA recursive_triggers=ON")()


def row_is_there(table: str, key: Any) -> bool:
    return bool(MODELS[table]._default_manager.filter(pk=key).exists())


def loaddata(table: str, rows: Rows, folder: Path) -> None:
    row = row_of(table)
    field, value = changed(row)
    setattr(row, field.attname, value)
    fixture = folder / "changed.json"
    fixture.write_text(serializers.serialize("json", [row]))
    refused(lambda: call_command("loaddata", fixture, verbosity=0))


def bulk_create(table: str, rows: Rows) -> None:
    row = row_of(table)
    field, value = changed(row)
    setattr(row, field.attname, value)
    pk = row._meta.pk.name
    refused(
        lambda: MODELS[table]._default_manager.bulk_create(
            [row], update_conflicts=True, update_fields=[field.name], unique_fields=[pk]
        )
    )


@pytest.mark.parametrize("table", sorted(TABLES))
def test_the_database_refuses(rows: Rows, table: str, tmp_path: Path) -> None:
    before = everything()
    for way in (orm_save, update, delete, raw_sql, replace, bulk_create):
        way(table, rows)
        assert everything() == before, way.__name__
    loaddata(table, rows, tmp_path)
    assert everything() == before


def test_import_changes_nothing(rows: Rows, tmp_path: Path) -> None:
    meeting = rows[Meeting]
    record = meeting_to_wire(meeting_record(whole(Meeting.objects.all()).get(pk=meeting.pk)))
    record["place"], record["items"][0]["background"] = "Annan plats", "Annan bakgrund."
    file = tmp_path / "changed.json"
    file.write_text(json.dumps([record]))
    before = everything()
    for flags in ([], ["--replace"]):
        with suppress(CommandError, SystemExit):
            call_command("load_minutes", str(file), *flags, verbosity=0)
    assert everything() == before


# The admin: what a secretary and a superuser can send, whether the page offers it or not.

IN_ADMIN = sorted(table for table, model in MODELS.items() if model in admin.site._registry)


def clients(rows: Rows) -> list[Client]:
    return [client_of(rows), logged_in(User.objects.create_superuser("root@example.org", "x"))]


def forged(row: Any) -> dict[str, Any]:
    """Return every column of the row as a form would send it, one of them changed."""
    field, value = changed(row)
    data = {one.name: getattr(row, one.attname) for one in row._meta.concrete_fields if not one.primary_key}
    data[field.name] = value
    sent_as = {name: str(given) if isinstance(given, FieldFile) else given for name, given in data.items()}
    return {
        name: given
        for name, given in sent_as.items()
        if given is not None and not isinstance(given, bytes | memoryview)
    }


def form(client: Client, table: str, rows: Rows) -> None:
    row = row_of(table)
    client.post(admin_url(row), forged(row))
    client.post(admin_url(type(row), "add"), forged(row))


def inline(client: Client, table: str, rows: Rows) -> None:
    """Send a whole page of the meeting and of the item, with rows changed, added and ticked for removal."""
    for row in (rows[Meeting], rows[AgendaItem]):
        page = client.get(admin_url(row))
        if page.status_code != 200:
            continue
        data = sent(page)
        prefix = MODELS[table]._meta.model_name
        for name in [*data]:
            if name.endswith("-TOTAL_FORMS"):
                data[name] = str(int(data[name]) + 1)
        target = row_of(table)
        for name in (
            "officers",
            "attendances",
            "items",
            "parts",
            "attachments",
            "presenters",
            "decisions",
            "actions",
        ):
            given = forged(target)
            data |= {f"{name}-0-{key}": value for key, value in given.items()}
            data |= {f"{name}-0-id": target.pk, f"{name}-0-DELETE": "on", f"{name}-TOTAL_FORMS": "2"}
            data |= {f"{name}-INITIAL_FORMS": "1", f"{name}-1-title": prefix, f"{name}-1-text": "Nytt."}
        client.post(admin_url(row), data)


def list_edit(client: Client, table: str, rows: Rows) -> None:
    row = row_of(table)
    data = {f"form-0-{name}": value for name, value in forged(row).items()}
    management = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": row.pk, "_save": "Spara"}
    client.post(admin_url(type(row), "changelist"), {**data, **management})


def bulk_action(client: Client, table: str, rows: Rows) -> None:
    row = row_of(table)
    chosen = {"_selected_action": [row.pk], "select_across": "1", "post": "yes"}
    for action in ("delete_selected", "publish", "renumber"):
        client.post(admin_url(type(row), "changelist"), {"action": action, **chosen})


def delete_page(client: Client, table: str, rows: Rows) -> None:
    client.post(admin_url(row_of(table), "delete"), {"post": "yes"})


@pytest.mark.parametrize("table", IN_ADMIN)
def test_the_admin_changes_nothing(rows: Rows, table: str) -> None:
    before = everything()
    for client in clients(rows):
        for way in (form, inline, list_edit, bulk_action, delete_page):
            way(client, table, rows)
            assert everything() == before, way.__name__


# What may change all the same, so that the guards are no wider than they should be.


def test_how_far_things_have_come_may_change(rows: Rows) -> None:
    before = everything()
    assert Obligation.objects.update(status="done") == 1
    assert AgendaItem.objects.filter(meeting=rows[Meeting]).update(matter=None) == 2
    assert Meeting.objects.update(next_text="Vi ses i maj.") == 1
    assert everything() == before


def test_nothing_is_added_to_sealed_minutes_but_evidence_is(rows: Rows) -> None:
    refused(lambda: rows[Meeting].items.create(position=9, title="Nytt ärende"))
    refused(lambda: rows[AgendaItem].decisions.create(text="Nytt beslut."))
    refused(lambda: rows[Attendance].parts.add(rows[Meeting].parts.get(position=2)))
