"""Uploaded packages: the host's; how far a learner is in one is seen with the enrollment, what a unit says by the host alone."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows

OF_ENROLLMENT = "exists (select 1 from learning_enrollment e where e.id = enrollment_id)"
OF_RUN = "exists (select 1 from learning_packagerun r where r.id = run_id)"


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0005_paths"),
    ]

    operations = [
        migrations.CreateModel(
            name="PackageDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("resource", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=200)),
                ("content_type", models.CharField(max_length=100)),
                ("body", models.BinaryField()),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PackageLaunch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.IntegerField()),
                ("begun_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("sequence", models.IntegerField(default=0)),
                ("seconds", models.IntegerField(default=0)),
                ("secret_hash", models.BinaryField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PackageRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("lesson", models.CharField(max_length=60)),
                ("unit", models.CharField(max_length=20)),
                ("launches", models.IntegerField(default=0)),
                ("state", models.JSONField(default=dict)),
                ("is_completed", models.BooleanField(default=False)),
                ("is_passed", models.BooleanField(null=True)),
                ("score", models.DecimalField(decimal_places=1, max_digits=4, null=True)),
                ("seconds", models.IntegerField(default=0)),
                ("done_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PackageStatement",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("verb", models.CharField(max_length=300)),
                ("is_defined", models.BooleanField()),
                ("body", models.JSONField()),
                ("stored_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Package",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("file_id", models.UUIDField(unique=True)),
                ("standard", models.CharField(max_length=20)),
                ("manifest", models.JSONField()),
                ("added_at", models.DateTimeField()),
                ("added_by", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("standard__in", ["scorm_12", "scorm_2004", "cmi5"])),
                        name="package_standard_is_known",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="package",
            trigger=pgtrigger.compiler.Trigger(
                name="never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c5478b58ad72bed621e78e4e962a45b89eb62f60",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_never_changes_2a15a",
                    table="learning_package",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="packagerun",
            name="enrollment",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="learning.enrollment"
            ),
        ),
        migrations.AddField(
            model_name="packagelaunch",
            name="run",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="learning.packagerun"
            ),
        ),
        migrations.AddField(
            model_name="packagedocument",
            name="run",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="learning.packagerun"
            ),
        ),
        migrations.AddField(
            model_name="packagestatement",
            name="launch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="learning.packagelaunch"
            ),
        ),
        migrations.AddConstraint(
            model_name="packagerun",
            constraint=models.UniqueConstraint(fields=("enrollment", "lesson", "unit"), name="one_run_per_unit"),
        ),
        migrations.AddConstraint(
            model_name="packagerun",
            constraint=models.CheckConstraint(
                condition=models.Q(("score", None), models.Q(("score__gte", 0), ("score__lte", 100)), _connector="OR"),
                name="score_is_percent",
            ),
        ),
        migrations.AddConstraint(
            model_name="packagelaunch",
            constraint=models.UniqueConstraint(fields=("run", "number"), name="one_launch_per_number"),
        ),
        migrations.AddConstraint(
            model_name="packagedocument",
            constraint=models.UniqueConstraint(fields=("run", "resource", "key"), name="one_document_per_key"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="packagestatement",
            trigger=pgtrigger.compiler.Trigger(
                name="said_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="15951bd7dc08a2b1cee345e142ea97cfbce569e4",
                    operation="UPDATE",
                    pgid="pgtrigger_said_once_13a13",
                    table="learning_packagestatement",
                    when="BEFORE",
                ),
            ),
        ),
        protect_rows("learning_package", using="false", check="false"),
        protect_rows("learning_packagerun", using=OF_ENROLLMENT, check="false"),
        protect_rows("learning_packagelaunch", using=OF_RUN, check="false"),
        protect_rows("learning_packagestatement", using="false", check="false"),
        protect_rows("learning_packagedocument", using="false", check="false"),
    ]
