"""Who sees which rows of the platform's own tables, and the table of the shared cache."""

from django.core.management import call_command
from django.db import migrations

from steelyard.platform.isolation import VISIBLE_PARTNERS, protect_rows, visible_through


def create_cache_table(apps, schema_editor):
    call_command("createcachetable", verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("platform", "0001_initial")]

    operations = [
        migrations.RunPython(create_cache_table, migrations.RunPython.noop),
        VISIBLE_PARTNERS,
        protect_rows("platform_visibility", using="viewer_id = (select steelyard_partner_id())", check="false"),
        protect_rows("platform_event", using=f"not is_internal and {visible_through('partner_id')}"),
        protect_rows(
            "platform_notification",
            using="person_id = (select steelyard_person_id())",
            check="person_id = (select steelyard_person_id())",
        ),
        protect_rows(
            "platform_notificationpreference",
            using="person_id = (select steelyard_person_id())",
            check="person_id = (select steelyard_person_id())",
        ),
        protect_rows("platform_storedfile", using=f"not is_internal and {visible_through('partner_id')}"),
    ]
