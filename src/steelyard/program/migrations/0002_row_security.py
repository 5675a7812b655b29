"""Partners read what is published and their own decisions; facts are the host's. And the question that every decision asks first."""

from django.db import migrations

from steelyard.platform.isolation import protect_rows, visible_through

_ANY_PARTNER = "(select steelyard_actor_kind()) = 'partner'"

# Volatile on purpose: the select takes its snapshot after the lock is granted, so a version published meanwhile is seen.
RULES_IN_FORCE = migrations.RunSQL(
    """
    create function program_rules_in_force(wanted text, within text, instant timestamptz)
    returns table (id uuid, label text, rules text) language plpgsql volatile as $$
    begin
        perform pg_advisory_xact_lock_shared(hashtext('steelyard.program.rules'), hashtext(wanted));
        return query
            with recursive path (key, parent_id, depth) as (
                select r.key, r.parent_id, 1 from program_region r where r.key = within
                union all
                select r.key, r.parent_id, path.depth + 1
                from program_region r join path on r.key = path.parent_id where path.depth < 20
            ), newest as (
                select distinct on (v.region_id) v.id, v.label::text, v.rules::text, path.depth
                from program_ruleversion v left join path on path.key = v.region_id
                where v.rulebook = wanted and v.state = 'published' and v.effective_from <= instant
                    and (v.region_id is null or path.key is not null)
                order by v.region_id, v.effective_from desc
            )
            select newest.id, newest.label, newest.rules from newest order by newest.depth desc nulls first;
    end $$;
    """,
    "drop function program_rules_in_force(text, text, timestamptz)",
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
        RULES_IN_FORCE,
    ]
