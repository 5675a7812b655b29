"""A registration at a merged company is the survivor's; a claim that was read before the merge is asked for again."""

from pathlib import Path

from django.db import migrations

from steelyard.companies.public import writes_to_survivor

_FOLDER = Path(__file__).parent
_REPLACE = ("create function", "create or replace function")
_CLAIMS_BEFORE = (_FOLDER / "claims_on.sql").read_text().replace(*_REPLACE)
_CLAIMS_NOW = (_FOLDER / "claims_on_unmerged.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("deals", "0003_disputes"), ("companies", "0004_merging")]

    operations = [
        migrations.RunSQL(_CLAIMS_NOW, _CLAIMS_BEFORE),
        writes_to_survivor("deals_dealregistration"),
    ]
