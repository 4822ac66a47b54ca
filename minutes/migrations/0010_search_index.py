import django.db.models.deletion
from django.db import migrations, models

from minutes.search_marks import install, remove
from minutes.search_store import CREATE, DROP


def create_index(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, None)
    install(schema_editor, "minutes")
    # What is in the book already waits to be indexed: by the next search, or at once by `rebuild_search`.
    tables = {"m": "minutes_meeting", "t": "minutes_matter", "p": "participants_person"}
    for kind, table in {**tables, "o": "participants_organization"}.items():
        schema_editor.execute(
            f"INSERT INTO minutes_searchmark (kind, object_id) SELECT '{kind}', id FROM {table}", None
        )


def drop_index(apps, schema_editor):
    remove(schema_editor, "minutes")
    schema_editor.execute(DROP, None)


class Migration(migrations.Migration):
    dependencies = [
        ("minutes", "0008_all_in_the_ledger"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True, verbose_name="SHA-256")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="anmärkning")),
                ("read_at", models.DateTimeField(verbose_name="läst")),
            ],
            options={
                "verbose_name": "underlagets text",
                "verbose_name_plural": "underlagens texter",
            },
        ),
        migrations.CreateModel(
            name="SearchMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=1, verbose_name="slag")),
                ("object_id", models.BigIntegerField(verbose_name="rad")),
            ],
            options={
                "verbose_name": "sökmarkering",
                "verbose_name_plural": "sökmarkeringar",
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=60, unique=True, verbose_name="ord")),
            ],
            options={
                "verbose_name": "sökord",
                "verbose_name_plural": "sökord",
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("key", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="nyckel")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("i", "ärende"),
                            ("d", "beslut"),
                            ("m", "möte"),
                            ("a", "underlag"),
                            ("t", "ärendetråd"),
                            ("p", "person"),
                            ("o", "organisation"),
                        ],
                        max_length=1,
                        verbose_name="slag",
                    ),
                ),
                ("object_id", models.BigIntegerField(verbose_name="rad")),
                ("access", models.CharField(max_length=100, verbose_name="åtkomst")),
                ("needs_minutes", models.BooleanField(default=False, verbose_name="står bara i protokollet")),
                ("label", models.CharField(blank=True, max_length=120, verbose_name="beteckning")),
                ("slug", models.CharField(blank=True, max_length=160, verbose_name="adress")),
                ("title", models.TextField(blank=True, verbose_name="rubrik")),
                ("decision", models.TextField(blank=True, verbose_name="beslut")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("names", models.TextField(blank=True, verbose_name="namn")),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="search_entries",
                        to="minutes.agendaitem",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="search_entries",
                        to="minutes.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "sökpost",
                "verbose_name_plural": "sökposter",
                "indexes": [models.Index(fields=["kind", "object_id"], name="search_entry_object")],
            },
        ),
        migrations.RunPython(create_index, drop_index),
    ]
