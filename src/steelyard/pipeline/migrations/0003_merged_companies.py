"""What is written down at a merged company is the survivor's."""

from django.db import migrations

from steelyard.companies.public import writes_to_survivor


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0002_row_security"), ("companies", "0004_merging")]

    operations = [
        writes_to_survivor("pipeline_opportunity"),
        writes_to_survivor("pipeline_accountassignment"),
        writes_to_survivor("pipeline_installedproduct"),
    ]
