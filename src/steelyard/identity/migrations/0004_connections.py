"""Connections to identity providers: the host's own, which sign-in reads; whom they know is each person's own."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0003_access_policies"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        migrations.CreateModel(
            name="Connection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("kind", models.TextField(choices=[("oidc", "oidc"), ("saml", "saml")])),
                ("partner_id", models.UUIDField(null=True)),
                ("issuer", models.CharField(max_length=500)),
                ("client_id", models.CharField(blank=True, max_length=300)),
                ("sealed_secret", models.TextField(blank=True)),
                ("sign_in_url", models.CharField(blank=True, max_length=500)),
                ("certificate", models.TextField(blank=True)),
                ("group_claim", models.CharField(blank=True, max_length=200)),
                ("group_roles", models.JSONField(default=dict)),
                (
                    "default_roles",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("provisions", models.BooleanField(default=False)),
                ("vouches_second_factor", models.BooleanField(default=False)),
                ("is_enforced", models.BooleanField(default=False)),
                ("is_enabled", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issuer", "client_id"), name="one_connection_per_issuer_and_client"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "default_roles__contained_by",
                                    [
                                        "account_executive",
                                        "auditor",
                                        "channel_manager",
                                        "enablement",
                                        "executive",
                                        "finance",
                                        "marketing",
                                        "program_admin",
                                    ],
                                ),
                                ("partner_id__isnull", True),
                            ),
                            models.Q(
                                (
                                    "default_roles__contained_by",
                                    ["architect", "partner_admin", "partner_marketing", "seller"],
                                ),
                                ("partner_id__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="roles_of_a_connection_belong_to_its_side",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConnectionDomain",
            fields=[
                ("name", models.CharField(max_length=253, primary_key=True, serialize=False)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="domains", to="identity.connection"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", django.db.models.functions.text.Lower("name"))),
                        name="domains_are_lower_case",
                    )
                ],
            },
        ),
        protect_rows("identity_connection", using="false", check="false", admits_authentication=True),
        protect_rows("identity_connectiondomain", using="false", check="false", admits_authentication=True),
        protect_rows(
            "socialaccount_socialaccount",
            using="user_id = (select steelyard_person_id())",
            check="user_id = (select steelyard_person_id())",
            admits_authentication=True,
        ),
        protect_rows("socialaccount_socialapp", using="false", check="false"),
        protect_rows("socialaccount_socialtoken", using="false", check="false"),
    ]
