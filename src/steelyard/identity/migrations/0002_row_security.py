"""People see themselves, their colleagues and the host's people; sign-in may look anybody up."""

from django.db import migrations

from steelyard.platform.isolation import protect_rows, visible_through

_OWN_MEMBERSHIPS = f"partner_id is null or person_id = (select steelyard_person_id()) or {visible_through('partner_id')}"


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        protect_rows("identity_membership", using=_OWN_MEMBERSHIPS, admits_authentication=True),
        protect_rows(
            "identity_person",
            using="id = (select steelyard_person_id())"
            " or exists (select 1 from identity_membership m where m.person_id = identity_person.id)",
            check="id = (select steelyard_person_id())"
            " or exists (select 1 from identity_membership m where m.person_id = identity_person.id)",
            admits_authentication=True,
        ),
    ]
