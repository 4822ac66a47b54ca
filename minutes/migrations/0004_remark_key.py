from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("minutes", "0003_the_desk")]

    operations = [
        migrations.AddField(
            model_name="remark",
            name="key",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=64, verbose_name="nyckel"
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="remark",
            constraint=models.UniqueConstraint(
                condition=~Q(key=""), fields=("meeting", "key"), name="remark_unique_key"
            ),
        ),
    ]
