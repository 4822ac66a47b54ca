from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("minutes", "0008_all_in_the_ledger"),
        ("participants", "0030_password_trials"),
    ]

    operations = [
        migrations.AddField(
            model_name="correction",
            name="approvers",
            field=models.ManyToManyField(
                related_name="corrections_to_approve",
                to="participants.person",
                verbose_name="ska godkännas av",
            ),
        ),
    ]
