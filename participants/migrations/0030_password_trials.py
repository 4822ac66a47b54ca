import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0004_password_set_by_other")]

    operations = [
        migrations.CreateModel(
            name="PasswordTrial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="när")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="password_trials",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="konto",
                    ),
                ),
            ],
            options={
                "verbose_name": "lösenordsförsök",
                "verbose_name_plural": "lösenordsförsök",
                "ordering": ["user", "at"],
                "indexes": [models.Index(fields=["user", "at"], name="password_trial_newest")],
            },
        ),
    ]
