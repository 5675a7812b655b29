"""Partners read the pilots that admit them and what their own people said, and say more; plans and answers are the host's."""

from django.db import migrations

from steelyard.partners.public import writes_to_surviving_partner
from steelyard.platform.changes import track_changes
from steelyard.platform.isolation import protect_rows

_OWN = "partner_id = (select steelyard_partner_id())"
_PILOT = f"""state <> 'draft' and (
    id in (select rollout_id from rollouts_admission where {_OWN})
    or id in (select rollout_id from rollouts_pilotfeedback where {_OWN})
)"""  # noqa: S608 - made of constants

# A partner that a rollout does not admit sees nothing of it, and yet must be told that the feature is closed.
GATES = migrations.RunSQL(
    """
    create function rollouts_gates(wanted uuid, on_day date)
    returns table (feature text, is_open boolean, is_pilot boolean)
    language sql stable security definer set search_path = public, pg_temp set steelyard.actor_kind = 'system'
    begin atomic
        select feature::text,
            case when state = 'ended' then ending = 'released' else for_everybody or admitted end,
            state <> 'ended' and admitted and not for_everybody
        from (
            select r.feature, r.state, r.ending,
                coalesce(r.everybody_on <= least(on_day, r.paused_on), false) as for_everybody,
                exists (
                    select from rollouts_admission a
                    where a.rollout_id = r.id and a.partner_id = wanted and a.opens_on <= least(on_day, r.paused_on)
                ) as admitted
            from rollouts_rollout r
            where r.is_in_force and (steelyard_partner_id() is null or steelyard_partner_id() = wanted)
        ) standing;
    end;
    """,
    "drop function rollouts_gates(uuid, date)",
)

ANSWERS_ARE_THE_HOSTS = migrations.RunSQL(
    """
    alter policy rollouts_pilotfeedback_update on rollouts_pilotfeedback
        using ((select steelyard_sees_everything())) with check ((select steelyard_sees_everything()));
    alter policy rollouts_pilotfeedback_delete on rollouts_pilotfeedback using ((select steelyard_sees_everything()));
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):
    dependencies = [("rollouts", "0001_initial"), ("platform", "0008_changes"), ("partners", "0006_merging")]

    operations = [
        protect_rows("rollouts_admission", using=_OWN, check="false"),
        protect_rows("rollouts_pilotfeedback", using=_OWN),
        ANSWERS_ARE_THE_HOSTS,
        protect_rows("rollouts_rollout", using=_PILOT, check="false"),
        protect_rows("rollouts_phase", using="false", check="false"),
        protect_rows("rollouts_pick", using="false", check="false"),
        track_changes("rollouts_rollout"),
        track_changes("rollouts_pilotfeedback"),
        writes_to_surviving_partner("rollouts_pilotfeedback"),
        GATES,
    ]
