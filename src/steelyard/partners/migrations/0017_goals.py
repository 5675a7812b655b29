"""Goals that partners and the host agree on, and who sees which of them."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import steelyard.kernel.ids
import steelyard.platform.changes
from steelyard.partners.forwards import writes_to_surviving_partner
from steelyard.platform.changes import track_changes
from steelyard.platform.isolation import protect_rows, visible_through

OF_GOAL = "exists (select 1 from partners_goal g where g.id = goal_id)"


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0016_mailboxes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Goal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("metric", models.CharField(max_length=100)),
                ("starts_on", models.DateField()),
                ("until", models.DateField()),
                ("created_at", models.DateTimeField()),
                (
                    "updated_at",
                    steelyard.platform.changes.UpdatedAtField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="goals", to="partners.partner"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GoalRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.SmallIntegerField()),
                ("target", models.DecimalField(decimal_places=2, max_digits=18)),
                ("shape", models.CharField(max_length=10)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("by_host", models.BooleanField()),
                ("proposed_by", models.UUIDField(null=True)),
                ("proposed_at", models.DateTimeField()),
                ("answered_by", models.UUIDField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("is_agreed", models.BooleanField(null=True)),
                (
                    "goal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="partners.goal",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.AddIndex(
            model_name="goal",
            index=models.Index(fields=["-starts_on", "-id"], name="partners_newest_goals"),
        ),
        migrations.AddIndex(
            model_name="goal",
            index=models.Index(fields=["updated_at", "id"], name="partners_goal_updated"),
        ),
        migrations.AddConstraint(
            model_name="goal",
            constraint=models.UniqueConstraint(
                fields=("partner", "metric", "starts_on"), name="one_goal_for_a_thing_from_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="goal",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("starts_on"))), name="goal_ends_after_it_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="goalrevision",
            constraint=models.UniqueConstraint(fields=("goal", "number"), name="one_revision_of_a_goal_per_number"),
        ),
        migrations.AddConstraint(
            model_name="goalrevision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at", None)), fields=("goal",), name="one_open_proposal_of_a_goal"
            ),
        ),
        migrations.AddConstraint(
            model_name="goalrevision",
            constraint=models.CheckConstraint(condition=models.Q(("target__gt", 0)), name="goal_target_is_positive"),
        ),
        migrations.AddConstraint(
            model_name="goalrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(("shape__in", ["linear", "seasonal"])), name="goal_shape_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="goalrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("is_agreed", None)),
                    models.Q(("answered_at__isnull", False), ("is_agreed__isnull", False)),
                    _connector="OR",
                ),
                name="an_answered_proposal_has_an_answer",
            ),
        ),
        protect_rows("partners_goal", using=visible_through("partner_id")),
        protect_rows("partners_goalrevision", using=OF_GOAL, check=OF_GOAL),
        writes_to_surviving_partner("partners_goal"),
        track_changes("partners_goal"),
    ]
