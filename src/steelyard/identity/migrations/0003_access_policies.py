"""What organizations ask at sign-in; second factors are their person's own, and sign-in reads them."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0002_row_security"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessPolicy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("partner_id", models.UUIDField(null=True)),
                (
                    "second_factor_roles",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("partner_id",), name="one_access_policy_per_organization", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("partner_id", None),
                            (
                                "second_factor_roles__contained_by",
                                ["architect", "partner_admin", "partner_marketing", "seller"],
                            ),
                            _connector="OR",
                        ),
                        name="a_partner_asks_of_its_own_roles",
                    ),
                ],
            },
        ),
        protect_rows(
            "identity_accesspolicy",
            using="partner_id is null or partner_id = (select steelyard_partner_id())",
            admits_authentication=True,
        ),
        protect_rows(
            "mfa_authenticator",
            using="user_id = (select steelyard_person_id())",
            check="user_id = (select steelyard_person_id())",
            admits_authentication=True,
        ),
    ]
