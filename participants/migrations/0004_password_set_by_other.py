from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0003_adding"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="password_set_by_other_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="lösenordet satt av någon annan"
            ),
        ),
    ]
