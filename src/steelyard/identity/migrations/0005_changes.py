"""When memberships changed last, with who their people are."""

import django.utils.timezone
from django.db import migrations

import steelyard.platform.changes
from steelyard.platform.changes import track_changes, track_changes_of_part

_IS_ANOTHER = (
    "(old.name, old.email, old.title, old.phone, old.language, old.is_active)"
    " is distinct from (new.name, new.email, new.title, new.phone, new.language, new.is_active)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0008_changes"),
        ("identity", "0004_connections"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="updated_at",
            field=steelyard.platform.changes.UpdatedAtField(default=django.utils.timezone.now, editable=False),
        ),
        track_changes("identity_membership"),
        track_changes_of_part(
            "identity_person", whole="identity_membership", column="id", key="person_id", when=_IS_ANOTHER
        ),
    ]
