"""OAuth clients, whose access tokens are keys; asking for a key also says whose token it is."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows

# As `identity_use_key` (0002), and whose access token the key is; that one stays for what runs beside during an upgrade.
USE_CREDENTIAL = migrations.RunSQL(
    """
    create function identity_use_credential(asked bytea, used_at timestamptz, unless_after timestamptz) returns table (
        key_id uuid, scopes text[], expires_at timestamptz, revoked_at timestamptz, last_used_at timestamptz, client_id uuid,
        membership_id uuid, partner_id uuid, roles text[], since_at timestamptz, until timestamptz,
        person_id uuid, email text, name text, title text, phone text, language text, time_zone text,
        is_active boolean, created_at timestamptz
    ) language plpgsql volatile set steelyard.actor_kind = 'authentication' as $$
    #variable_conflict use_column
    begin
        update identity_apikey set last_used_at = used_at where id in (
            select k.id
            from identity_apikey k join identity_membership m on m.id = k.membership_id join identity_person p on p.id = m.person_id
            where k.secret_hash = asked and (k.last_used_at is null or k.last_used_at <= unless_after)
              and k.revoked_at is null and (k.expires_at is null or k.expires_at > used_at) and m.until is null and p.is_active
            for update of k skip locked
        );
        return query
        select k.id, k.scopes::text[], k.expires_at, k.revoked_at, k.last_used_at, k.client_id,
               m.id, m.partner_id, m.roles::text[], m.since_at, m.until,
               p.id, p.email::text, p.name::text, p.title::text, p.phone::text, p.language::text, p.time_zone::text,
               p.is_active, p.created_at
        from identity_apikey k join identity_membership m on m.id = k.membership_id join identity_person p on p.id = m.person_id
        where k.secret_hash = asked;
    end $$;
    """,
    "drop function identity_use_credential(bytea, timestamptz, timestamptz)",
)
_COLLEAGUES = "membership_id in (select id from identity_membership where partner_id = (select steelyard_partner_id()))"
_MINE = "membership_id in (select id from identity_membership where person_id = (select steelyard_person_id()))"


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0005_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="OAuthClient",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("hint", models.CharField(max_length=30)),
                ("secret_hash", models.BinaryField()),
                ("scopes", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("last_used_at", models.DateTimeField(null=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="clients", to="identity.membership"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="apikey",
            name="client",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to="identity.oauthclient"
            ),
        ),
        migrations.AddConstraint(
            model_name="oauthclient",
            constraint=models.CheckConstraint(
                condition=models.Q(("scopes", []), _negated=True), name="a_client_has_a_scope"
            ),
        ),
        protect_rows(
            "identity_oauthclient",
            using=f"{_COLLEAGUES} or {_MINE}",
            check=f"{_COLLEAGUES} or {_MINE}",
            admits_authentication=True,
        ),
        USE_CREDENTIAL,
    ]
