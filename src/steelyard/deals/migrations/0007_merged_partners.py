"""A registration of a partner that was merged is the survivor's, whoever writes it."""

from django.db import migrations

from steelyard.partners.public import writes_to_surviving_partner


class Migration(migrations.Migration):
    dependencies = [("deals", "0006_changes"), ("partners", "0006_merging")]

    operations = [writes_to_surviving_partner("deals_dealregistration")]
