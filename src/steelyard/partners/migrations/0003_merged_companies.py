"""A partner whose company was merged is the survivor, whoever enrolls it."""

from django.db import migrations

from steelyard.companies.public import writes_to_survivor


class Migration(migrations.Migration):
    dependencies = [("partners", "0002_row_security"), ("companies", "0004_merging")]

    operations = [writes_to_survivor("partners_partner")]
