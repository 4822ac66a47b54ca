from django.db import migrations

from minutes.search_marks import install, remove


class Migration(migrations.Migration):
    dependencies = [("decisions", "0002_origins"), ("minutes", "0010_search_index")]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: install(schema_editor, "decisions"),
            lambda apps, schema_editor: remove(schema_editor, "decisions"),
        )
    ]
