"""What time does to content: reminders before the day of review, and rest for what nobody reviewed."""

from datetime import datetime, timedelta

from django.db import transaction

from steelyard.content import queries
from steelyard.content.commands.subjects import subject_of
from steelyard.content.events import AssetArchived, ReviewDue
from steelyard.content.models import Asset
from steelyard.content.policies import due_reminder
from steelyard.content.terms import AssetState
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import record

NOT_REVIEWED = sentence("Nobody reviewed it in time.")


@transaction.atomic
def remind_of_reviews(*, now: datetime) -> int:
    """Remind the owners of what is to be reviewed soon, each day of the rules once, and return how many reminders were given."""
    rules, today = queries.rules_of_content(now), now.date()
    if not rules.reminder_days:
        return 0
    last_day = today + timedelta(days=max(rules.reminder_days))
    near = Asset.objects.filter(state=AssetState.PUBLISHED, review_by__lte=last_day).select_for_update(of=("self",))
    due = [
        (asset, days)
        for asset in near
        if (days := due_reminder(asset.review_by, today, rules, asset.reminded_days)) is not None
    ]
    for asset, days in due:
        asset.reminded_days = days
    Asset.objects.bulk_update([asset for asset, _ in due], ["reminded_days"], batch_size=500)
    record(
        *(
            ReviewDue(**subject_of(asset), review_by=asset.review_by, days=days, owner_id=asset.owner_id)
            for asset, days in due
        ),
        actor=SYSTEM,
        now=now,
    )
    return len(due)


@transaction.atomic
def archive_unreviewed(*, now: datetime) -> int:
    """Lay to rest what was not reviewed within the grace of the rules, and return how many assets that were."""
    rules = queries.rules_of_content(now)
    last_day = now.date() - timedelta(days=rules.grace_days)
    rows = Asset.objects.filter(state=AssetState.PUBLISHED, review_by__lt=last_day)
    late = list(rows.select_for_update(of=("self",)))
    Asset.objects.filter(id__in=[asset.id for asset in late]).update(
        state=AssetState.ARCHIVED, state_reason=NOT_REVIEWED
    )
    record(
        *(AssetArchived(**subject_of(asset), reason=NOT_REVIEWED, owner_id=asset.owner_id) for asset in late),
        actor=SYSTEM,
        now=now,
    )
    return len(late)
