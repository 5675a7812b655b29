"""What is sold for a partner that was merged is the survivor's, whoever writes it."""

from django.db import migrations

from steelyard.partners.public import writes_to_surviving_partner


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0005_changes"), ("partners", "0006_merging")]

    operations = [
        writes_to_surviving_partner("pipeline_opportunity"),
        writes_to_surviving_partner("pipeline_installedproduct"),
    ]
