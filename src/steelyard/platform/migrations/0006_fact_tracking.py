"""What tables need to say in which transaction a row last changed."""

from django.db import migrations

from steelyard.platform.analytics.tracking import TRACKING_FUNCTION


class Migration(migrations.Migration):
    dependencies = [("platform", "0005_webhooks")]

    operations = [TRACKING_FUNCTION]
