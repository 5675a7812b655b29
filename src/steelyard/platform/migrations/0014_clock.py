"""What the database writes of when something changed never goes back, whatever its clock does."""

from django.db import migrations

from steelyard.platform.changes import STEADY_CLOCK


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0013_mail_times"),
    ]

    operations = [STEADY_CLOCK]
