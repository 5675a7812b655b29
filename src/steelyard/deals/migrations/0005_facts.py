"""What deals publishes to be analyzed: every registration that was submitted."""

from django.db import migrations

from steelyard.platform.analytics.tracking import track_changes

# The clock of a review is taken away when it ends; to tell later whether the promise was kept, the last one stays written down.
PROMISES = migrations.RunSQL(
    """
    alter table deals_dealregistration add column promised_at timestamptz;
    create function deals_keep_promise() returns trigger language plpgsql as $$
    begin
        new.promised_at := new.due_at;
        return new;
    end $$;
    create trigger deals_dealregistration_promise before insert or update on deals_dealregistration
        for each row when (new.due_at is not null) execute function deals_keep_promise();
    select set_config('steelyard.actor_kind', 'system', true);
    update deals_dealregistration set promised_at = due_at where due_at is not null;
    """,
    """
    drop trigger deals_dealregistration_promise on deals_dealregistration;
    drop function deals_keep_promise();
    alter table deals_dealregistration drop column promised_at;
    """,
)

REGISTRATIONS = migrations.RunSQL(
    """
    create view deals_fact_registrations with (security_invoker = true) as
    select r.id, r.partner_id, coalesce(r.region_id, '') as region, r.type, coalesce(t.tier, '') as tier,
        r.state, r.outcome, r.closure_code as closure, r.value, r.currency,
        coalesce(d.is_automatic, true) as is_automatic, r.opportunity_id,
        r.created_at at time zone 'utc' as created_at, r.submitted_at at time zone 'utc' as submitted_at,
        r.complete_at at time zone 'utc' as complete_at, r.promised_at at time zone 'utc' as promised_at,
        r.decided_at at time zone 'utc' as decided_at, r.protected_from at time zone 'utc' as protected_from,
        r.protected_until at time zone 'utc' as protected_until, r.closed_at at time zone 'utc' as closed_at,
        r.changed_in
    from deals_dealregistration r
    left join program_fact_decisions d on d.id = r.decision_id
    left join lateral (
        select tier from partners_fact_tiers t
        where t.partner_id = r.partner_id and t.since_on <= (r.submitted_at at time zone 'utc')::date
            and (t.until is null or t.until > (r.submitted_at at time zone 'utc')::date)
        order by t.since_on desc limit 1
    ) t on true
    where r.state <> 'draft';
    """,
    "drop view deals_fact_registrations",
)


class Migration(migrations.Migration):
    dependencies = [("deals", "0004_merged_companies"), ("partners", "0004_facts"), ("program", "0005_facts")]

    operations = [track_changes("deals_dealregistration"), PROMISES, REGISTRATIONS]
