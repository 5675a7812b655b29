"""The stages of a new installation, who sees which rows, and the facts a decision may ask for across partners."""

from pathlib import Path

from django.db import migrations

from steelyard.pipeline.terms import STARTING_STAGES
from steelyard.platform.isolation import protect_rows, visible_through

ACCOUNT_FACTS = (Path(__file__).parent / "account_facts.sql").read_text()

OF_VISIBLE = "exists (select 1 from pipeline_opportunity o where o.id = opportunity_id)"
OF_OWN = (
    "exists (select 1 from pipeline_opportunity o"
    " where o.id = opportunity_id and o.partner_id = (select steelyard_partner_id()))"
)


def add_starting_stages(apps, _schema_editor):
    Stage = apps.get_model("pipeline", "Stage")
    Stage.objects.bulk_create(
        Stage(key=s.key, name=s.name, kind=s.kind, position=s.position, probability=s.probability)
        for s in STARTING_STAGES
    )


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        migrations.RunPython(add_starting_stages, migrations.RunPython.noop),
        protect_rows("pipeline_stage", using="true", check="false"),
        protect_rows("pipeline_opportunity", using=visible_through("partner_id")),
        protect_rows("pipeline_opportunityline", using=OF_VISIBLE, check=OF_OWN),
        protect_rows(
            "pipeline_activity", using=f"not is_internal and {OF_VISIBLE}", check=f"not is_internal and {OF_OWN}"
        ),
        protect_rows("pipeline_accountassignment", using="false", check="false"),
        protect_rows("pipeline_installedproduct", using=visible_through("partner_id"), check="false"),
        migrations.RunSQL(ACCOUNT_FACTS, "drop function pipeline_account_facts(uuid[], timestamptz, timestamptz)"),
    ]
