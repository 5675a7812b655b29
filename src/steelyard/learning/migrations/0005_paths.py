"""Learning paths: partners see those that are for partners."""

import django.contrib.postgres.fields
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0004_practice"),
    ]

    operations = [
        migrations.CreateModel(
            name="LearningPath",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.SlugField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("summary", models.CharField(blank=True, max_length=500)),
                ("courses", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("for_partners", models.BooleanField(default=True)),
                ("for_host", models.BooleanField(default=False)),
                (
                    "partner_types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=50), default=list, size=None
                    ),
                ),
                (
                    "tiers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=50), default=list, size=None
                    ),
                ),
                (
                    "regions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                ("due_days", models.IntegerField(null=True)),
                ("assigns_itself", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["title", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("courses", []), _negated=True), name="a_path_has_courses"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_days", None), ("due_days__gte", 1), _connector="OR"),
                        name="a_path_gives_time",
                    ),
                ],
            },
        ),
        protect_rows("learning_learningpath", using="for_partners and is_active", check="false"),
    ]
