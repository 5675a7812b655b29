"""People see themselves, their colleagues and the host's people; sign-in may look anybody up.

The sign-in package's own tables are closed in the same way, although nothing of Steelyard lists them.
"""

from django.db import migrations

from steelyard.platform.isolation import protect_rows, visible_through

_ME = "(select steelyard_person_id())"
_MY_PARTNER = "(select steelyard_partner_id())"

_KNOWN_MEMBERSHIPS = (
    f"partner_id is null and {_MY_PARTNER} is not null or person_id = {_ME} or {visible_through('partner_id')}"
)
_HAS_KNOWN_MEMBERSHIP = "exists (select 1 from identity_membership m where m.person_id = identity_person.id)"
_COLLEAGUES_KEYS = (
    "membership_id in (select id from identity_membership where partner_id = (select steelyard_partner_id()))"
)
_MY_KEYS = "membership_id in (select id from identity_membership where person_id = (select steelyard_person_id()))"

# In PL/pgSQL because that keeps the plan: every request with a key asks this, and planning it takes longer than running it.
# Whoever has a key's hash has the key, so it looks people up as sign-in does, whoever is asking. It notes the use of a key
# unless that was done after `unless_after`; whoever holds the row is writing the same, and nobody waits for it.
USE_KEY = migrations.RunSQL(
    """
    create function identity_use_key(asked bytea, used_at timestamptz, unless_after timestamptz) returns table (
        key_id uuid, scopes text[], expires_at timestamptz, revoked_at timestamptz, last_used_at timestamptz,
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
        select k.id, k.scopes::text[], k.expires_at, k.revoked_at, k.last_used_at,
               m.id, m.partner_id, m.roles::text[], m.since_at, m.until,
               p.id, p.email::text, p.name::text, p.title::text, p.phone::text, p.language::text, p.time_zone::text,
               p.is_active, p.created_at
        from identity_apikey k join identity_membership m on m.id = k.membership_id join identity_person p on p.id = m.person_id
        where k.secret_hash = asked;
    end $$;
    """,
    "drop function identity_use_key(bytea, timestamptz, timestamptz)",
)


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0001_initial"),
        ("platform", "0002_row_security"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        protect_rows("identity_membership", using=_KNOWN_MEMBERSHIPS, admits_authentication=True),
        protect_rows(
            "identity_person",
            using=f"id = {_ME} or {_HAS_KNOWN_MEMBERSHIP}",
            check=f"id = {_ME}",
            admits_authentication=True,
        ),
        protect_rows("identity_invitation", using=f"partner_id = {_MY_PARTNER}", admits_authentication=True),
        protect_rows(
            "identity_apikey",
            using=f"{_COLLEAGUES_KEYS} or {_MY_KEYS}",
            check=f"{_COLLEAGUES_KEYS} or {_MY_KEYS}",
            admits_authentication=True,
        ),
        protect_rows(
            "identity_session", using=f"person_id = {_ME}", check=f"person_id = {_ME}", admits_authentication=True
        ),
        protect_rows(
            "account_emailaddress", using=f"user_id = {_ME}", check=f"user_id = {_ME}", admits_authentication=True
        ),
        protect_rows("account_emailconfirmation", using="false", check="false", admits_authentication=True),
        USE_KEY,
    ]
