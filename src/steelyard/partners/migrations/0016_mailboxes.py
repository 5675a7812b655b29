"""Mailboxes that refuse mails: a task for partners, and an end of sequences."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0015_onboarding"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="datatask",
            name="kind_of_data_task_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="outreach",
            name="a_sequence_runs_or_has_ended",
        ),
        migrations.AddConstraint(
            model_name="datatask",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["fill", "contacts", "record", "addresses"])),
                name="kind_of_data_task_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="outreach",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ending", ""), ("next_at__isnull", False)),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ending__in", ["answered", "moved_on", "unwanted", "unreachable", "stopped", "finished"]),
                        ("next_at", None),
                    ),
                    _connector="OR",
                ),
                name="a_sequence_runs_or_has_ended",
            ),
        ),
    ]
