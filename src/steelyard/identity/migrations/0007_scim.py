"""What directories say over SCIM: a partner's lies beside the partner; tokens are the host's own, and sign-in reads all."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows

_MINE = "partner_id = (select steelyard_partner_id())"
_OF_MY_GROUPS = (
    "group_id in (select id from identity_directorygroup where partner_id = (select steelyard_partner_id()))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0006_oauth_clients"),
    ]

    operations = [
        migrations.CreateModel(
            name="DirectoryAccount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("partner_id", models.UUIDField(null=True)),
                ("user_name", models.CharField(max_length=300)),
                ("external_id", models.CharField(blank=True, max_length=300)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("is_active", models.BooleanField()),
                ("said", models.JSONField()),
                (
                    "standing",
                    models.TextField(
                        choices=[
                            ("in", "in"),
                            ("inactive", "inactive"),
                            ("not_covered", "not_covered"),
                            ("no_role", "no_role"),
                            ("of_others", "of_others"),
                        ]
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="accounts", to="identity.connection"
                    ),
                ),
                (
                    "membership",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="account",
                        to="identity.membership",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DirectoryGroup",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("partner_id", models.UUIDField(null=True)),
                ("name", models.CharField(max_length=300)),
                ("external_id", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="groups", to="identity.connection"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DirectoryGroupMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="identity.directoryaccount"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="identity.directorygroup"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="directorygroup",
            name="accounts",
            field=models.ManyToManyField(
                related_name="groups", through="identity.DirectoryGroupMember", to="identity.directoryaccount"
            ),
        ),
        migrations.CreateModel(
            name="ScimToken",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("hint", models.CharField(max_length=30)),
                ("secret_hash", models.BinaryField(unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("last_used_at", models.DateTimeField(null=True)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scim_tokens",
                        to="identity.connection",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="directoryaccount",
            index=models.Index(fields=["connection", "external_id"], name="identity_account_external_id"),
        ),
        migrations.AddConstraint(
            model_name="directoryaccount",
            constraint=models.UniqueConstraint(
                models.F("connection"),
                django.db.models.functions.text.Lower("user_name"),
                name="one_account_per_user_name_and_directory",
            ),
        ),
        migrations.AddConstraint(
            model_name="directorygroupmember",
            constraint=models.UniqueConstraint(fields=("group", "account"), name="an_account_is_once_in_a_group"),
        ),
        protect_rows("identity_scimtoken", using="false", check="false", admits_authentication=True),
        protect_rows("identity_directoryaccount", using=_MINE, admits_authentication=True),
        protect_rows("identity_directorygroup", using=_MINE, admits_authentication=True),
        protect_rows(
            "identity_directorygroupmember", using=_OF_MY_GROUPS, check=_OF_MY_GROUPS, admits_authentication=True
        ),
    ]
