import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("minutes", "0004_remark_key")]

    operations = [
        migrations.RemoveConstraint(model_name="draft", name="draft_unique_form"),
        # The drafts that are there get one key together: until now a form had one at most.
        migrations.AddField(
            model_name="draft",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, verbose_name="nyckel"),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                fields=("user", "meeting", "form", "key"), name="draft_unique_key"
            ),
        ),
    ]
