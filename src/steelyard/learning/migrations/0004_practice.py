"""Practical work: seen with its enrollment, written by its learner's partner alone; whoever grades it is the host's."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows

OF_ENROLLMENT = "exists (select 1 from learning_enrollment e where e.id = enrollment_id)"
OF_OWN_ENROLLMENT = (
    "exists (select 1 from learning_enrollment e"
    " where e.id = enrollment_id and e.partner_id = (select steelyard_partner_id()))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0003_badges"),
    ]

    operations = [
        migrations.CreateModel(
            name="Work",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("lesson", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=200)),
                ("number", models.IntegerField()),
                ("text", models.TextField(blank=True)),
                ("file_id", models.UUIDField(null=True)),
                ("handed_in_at", models.DateTimeField()),
                ("graded_at", models.DateTimeField(null=True)),
                ("graded_by", models.UUIDField(null=True)),
                ("is_accepted", models.BooleanField(null=True)),
                ("feedback", models.CharField(blank=True, max_length=4000)),
                (
                    "enrollment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="learning.enrollment",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["handed_in_at", "id"], name="learning_work_handed_in"),
                    models.Index(
                        condition=models.Q(("graded_at", None)),
                        fields=["handed_in_at", "id"],
                        name="learning_work_waiting",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enrollment", "lesson", "number"), name="one_piece_of_work_per_number"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("graded_at", None)),
                        fields=("enrollment", "lesson"),
                        name="one_piece_of_work_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("graded_at", None), ("graded_by", None), ("is_accepted", None)),
                            models.Q(
                                ("graded_at__isnull", False),
                                ("graded_by__isnull", False),
                                ("is_accepted__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="graded_work_has_a_grader",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="work",
            trigger=pgtrigger.compiler.Trigger(
                name="graded_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."graded_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8d9c2b21716fdc7fb5c61cbebb40c6ea5b1583fc",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_graded_once_72205",
                    table="learning_work",
                    when="BEFORE",
                ),
            ),
        ),
        protect_rows("learning_work", using=OF_ENROLLMENT, check=OF_OWN_ENROLLMENT),
    ]
