"""When the database wrote an event, and what tells a reader up to where nothing is missing."""

from django.db import migrations
from django.db.models.expressions import RawSQL

import steelyard.platform.models
from steelyard.platform.changes import CHANGE_FUNCTIONS

NEXT_EVENT = migrations.RunSQL(
    """
    -- Known as writing before it takes a number: a reader of the log either sees that it writes, or is earlier.
    create function steelyard_next_event() returns bigint language plpgsql volatile as $$
    begin
        perform pg_current_xact_id();
        return nextval('public.platform_event_sequence');
    end $$;
    """,
    "drop function steelyard_next_event()",
)
RECORDED_AT = migrations.RunSQL(
    """
    -- Without a default first: what is there already is not written again, and stays without.
    alter table platform_event add column recorded_at timestamptz;
    alter table platform_event alter column recorded_at set default steelyard_changing_at();
    """,
    "alter table platform_event drop column recorded_at",
)


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0007_imports"),
    ]

    operations = [
        CHANGE_FUNCTIONS,
        NEXT_EVENT,
        migrations.SeparateDatabaseAndState(
            database_operations=[RECORDED_AT],
            state_operations=[
                migrations.AddField(
                    model_name="eventrecord",
                    name="recorded_at",
                    field=steelyard.platform.models.RecordedAtField(
                        db_default=RawSQL("steelyard_changing_at()", []), null=True
                    ),
                )
            ],
        ),
        migrations.AlterField(
            model_name="eventrecord",
            name="sequence",
            field=steelyard.platform.models.SequenceField(db_default=RawSQL("steelyard_next_event()", []), unique=True),
        ),
    ]
