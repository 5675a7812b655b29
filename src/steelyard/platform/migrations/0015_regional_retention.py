"""How long what is kept of partners in a region, where the law there says otherwise."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0014_clock"),
    ]

    operations = [
        migrations.AddField(
            model_name="retentionperiod",
            name="region",
            field=models.CharField(default="", db_default="", max_length=20),
        ),
        migrations.AlterField(
            model_name="retentionperiod",
            name="key",
            field=models.CharField(max_length=50),
        ),
        migrations.AddConstraint(
            model_name="retentionperiod",
            constraint=models.UniqueConstraint(fields=["key", "region"], name="one_period_per_kind_and_region"),
        ),
    ]
