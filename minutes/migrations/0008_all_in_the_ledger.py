from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("minutes", "0007_into_the_ledger")]

    operations = [
        migrations.AlterField(
            model_name="approval",
            name="entry",
            field=models.OneToOneField(
                on_delete=models.deletion.PROTECT,
                related_name="%(class)s",
                to="minutes.ledgerentry",
                verbose_name="post i liggaren",
            ),
        ),
        migrations.AlterField(
            model_name="changeproposal",
            name="entry",
            field=models.OneToOneField(
                on_delete=models.deletion.PROTECT,
                related_name="change_proposal",
                to="minutes.ledgerentry",
                verbose_name="post i liggaren",
            ),
        ),
        migrations.AlterField(
            model_name="correction",
            name="entry",
            field=models.OneToOneField(
                on_delete=models.deletion.PROTECT,
                related_name="correction",
                to="minutes.ledgerentry",
                verbose_name="post i liggaren",
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="entry",
            field=models.OneToOneField(
                on_delete=models.deletion.PROTECT,
                related_name="revision",
                to="minutes.ledgerentry",
                verbose_name="post i liggaren",
            ),
        ),
        migrations.AlterField(
            model_name="seal",
            name="entry",
            field=models.OneToOneField(
                on_delete=models.deletion.PROTECT,
                related_name="seal",
                to="minutes.ledgerentry",
                verbose_name="post i liggaren",
            ),
        ),
    ]
