"""What a new installation knows of types and tiers, and who sees which partner's rows."""

from django.db import migrations

from steelyard.partners.terms import STARTING_TIERS, STARTING_TYPES
from steelyard.platform.isolation import protect_rows, visible_through

OWN_OR_CHILD = visible_through("partner_id")


def add_starting_words(apps, _schema_editor):
    PartnerType, Tier = apps.get_model("partners", "PartnerType"), apps.get_model("partners", "Tier")
    PartnerType.objects.bulk_create(
        PartnerType(key=kind.key, name=kind.name, transacts=kind.transacts) for kind in STARTING_TYPES
    )
    Tier.objects.bulk_create(Tier(key=tier.key, name=tier.name, rank=tier.rank) for tier in STARTING_TIERS)


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        migrations.RunPython(add_starting_words, migrations.RunPython.noop),
        protect_rows("partners_partnertype", using="true", check="false"),
        protect_rows("partners_tier", using="true", check="false"),
        protect_rows("partners_segment", using="false", check="false"),
        protect_rows("partners_partner", using=visible_through("id"), check="false"),
        protect_rows("partners_partnerprofile", using=OWN_OR_CHILD),
        *(
            protect_rows(f"partners_{table}", using=OWN_OR_CHILD, check="false")
            for table in ("partnerrole", "tierassignment", "agreement", "certification", "managerassignment")
        ),
    ]
