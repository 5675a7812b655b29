"""What program publishes to be analyzed: every decision, and whether the rules or a person made it."""

from django.db import migrations

DECISIONS = migrations.RunSQL(
    """
    create view program_fact_decisions with (security_invoker = true) as
    select id, kind, subject_id, partner_id, outcome, decided_at, decided_by is null as is_automatic
    from program_decision;
    """,
    "drop view program_fact_decisions",
)


class Migration(migrations.Migration):
    dependencies = [("program", "0004_publication")]

    operations = [DECISIONS]
