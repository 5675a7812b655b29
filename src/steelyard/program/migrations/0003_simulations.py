"""Simulations of drafts; no partner reads or writes anything of them."""

import django.db.models.deletion
from django.db import migrations, models

import steelyard.kernel.ids
import steelyard.program.terms
from steelyard.platform.isolation import protect_rows


class Migration(migrations.Migration):
    dependencies = [
        ("program", "0002_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Simulation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                ("rules", models.JSONField()),
                ("window_from", models.DateTimeField()),
                ("window_until", models.DateTimeField()),
                ("state", models.CharField(default=steelyard.program.terms.SimulationState["WAITING"], max_length=10)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.UUIDField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("total", models.PositiveIntegerField()),
                ("done", models.PositiveIntegerField(default=0)),
                ("summary", models.JSONField(null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("problem", models.TextField(blank=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="simulations",
                        to="program.ruleversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SimulatedChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject_id", models.UUIDField()),
                ("label", models.CharField(max_length=200)),
                ("partner_id", models.UUIDField()),
                ("region", models.CharField(blank=True, max_length=20)),
                ("kind", models.CharField(max_length=100)),
                ("rule", models.CharField(max_length=20)),
                ("decided_at", models.DateTimeField()),
                ("before", models.CharField(max_length=50)),
                ("after", models.CharField(max_length=50)),
                ("direction", models.CharField(max_length=10)),
                ("is_knock_on", models.BooleanField()),
                ("value", models.DecimalField(decimal_places=3, max_digits=15)),
                ("currency", models.CharField(max_length=3)),
                ("before_reasons", models.JSONField()),
                ("after_reasons", models.JSONField()),
                (
                    "simulation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="program.simulation"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="simulation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "running", "done", "cancelled", "failed"])),
                name="simulation_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="simulation",
            constraint=models.CheckConstraint(
                condition=models.Q(("window_until__gt", models.F("window_from"))),
                name="simulation_window_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="simulation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["waiting", "running"])),
                fields=("version",),
                name="one_simulation_of_a_draft_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="simulatedchange",
            index=models.Index(fields=["simulation", "decided_at", "id"], name="program_change_order"),
        ),
        migrations.AddConstraint(
            model_name="simulatedchange",
            constraint=models.UniqueConstraint(
                fields=("simulation", "subject_id"), name="one_change_per_simulated_decision"
            ),
        ),
        protect_rows("program_simulation", using="false", check="false"),
        protect_rows("program_simulatedchange", using="false", check="false"),
    ]
