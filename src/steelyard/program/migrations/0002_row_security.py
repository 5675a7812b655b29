"""Partners read what is published and their own decisions; facts are the host's. And what every decision asks first."""

from django.db import migrations

from steelyard.platform.isolation import protect_rows, visible_through

_ANY_PARTNER = "(select steelyard_actor_kind()) = 'partner'"

# Volatile on purpose: the select takes its snapshot after the lock is granted, so a version published meanwhile is seen.
IN_FORCE = migrations.RunSQL(
    """
    create function program_in_force(wanted text, instant timestamptz)
    returns table (parents text, countries text, families text, versions text) language plpgsql volatile as $$
    begin
        perform pg_advisory_xact_lock_shared(hashtext('steelyard.program.rules'), hashtext(wanted));
        return query select
            (select coalesce(jsonb_object_agg(key, parent_id), '{}')::text from program_region),
            (select coalesce(jsonb_object_agg(country, region_id), '{}')::text from program_regioncountry),
            (select coalesce(jsonb_object_agg(key, requires_certification), '{}')::text
             from program_productfamily where is_active),
            (select coalesce(jsonb_agg(jsonb_build_array(coalesce(region_id, ''), id, label)), '[]')::text from (
                select distinct on (region_id) region_id, id, label from program_ruleversion
                where rulebook = wanted and state = 'published' and effective_from <= instant
                order by region_id, effective_from desc
            ) newest);
    end $$;
    """,
    "drop function program_in_force(text, timestamptz)",
)


class Migration(migrations.Migration):
    dependencies = [("program", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        protect_rows("program_region", using=_ANY_PARTNER, check="false"),
        protect_rows("program_regioncountry", using=_ANY_PARTNER, check="false"),
        protect_rows("program_productfamily", using=_ANY_PARTNER, check="false"),
        protect_rows("program_ruleversion", using=f"state = 'published' and {_ANY_PARTNER}", check="false"),
        protect_rows("program_decision", using=visible_through("partner_id")),
        # A partner's submission writes the facts of its decision, and can never read them back.
        protect_rows("program_decisionfacts", using="false", check="partner_id = (select steelyard_partner_id())"),
        IN_FORCE,
    ]
