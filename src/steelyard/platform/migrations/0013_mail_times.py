"""When mails may come, by person, and which of them wait; everybody sees and writes their own."""

from django.db import migrations, models

from steelyard.platform.isolation import protect_rows
from steelyard.platform.mail_times import Rhythm

_MINE = "person_id = (select steelyard_person_id())"


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0012_retention"),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonalMailTimes",
            fields=[
                ("person_id", models.UUIDField(primary_key=True, serialize=False)),
                ("quiet_from", models.TimeField(null=True)),
                ("quiet_until", models.TimeField(null=True)),
                ("urgent_passes", models.BooleanField()),
                ("digest_at", models.TimeField()),
                ("digest_weekday", models.IntegerField()),
            ],
            options={
                "db_table": "platform_mailtimes",
            },
        ),
        migrations.AddField(
            model_name="notification",
            name="digest_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="notification",
            name="mail_due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="notificationpreference",
            name="rhythm",
            field=models.TextField(db_default="at_once", default=Rhythm.AT_ONCE),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("digest_id", None), ("mail_due_at__isnull", False)),
                fields=["mail_due_at"],
                name="platform_notice_due",
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("digest_id__isnull", False)), fields=["digest_id"], name="platform_notice_digest"
            ),
        ),
        migrations.AddConstraint(
            model_name="notificationpreference",
            constraint=models.CheckConstraint(
                condition=models.Q(("rhythm__in", ["at_once", "daily", "weekly"])), name="a_preference_has_a_rhythm"
            ),
        ),
        migrations.AddConstraint(
            model_name="personalmailtimes",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("quiet_from", None), ("quiet_until", None)),
                    models.Q(
                        ("quiet_from__isnull", False),
                        ("quiet_until__isnull", False),
                        models.Q(("quiet_from", models.F("quiet_until")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="quiet_hours_have_two_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="personalmailtimes",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest_weekday__range", (0, 6))), name="a_digest_has_a_day_of_the_week"
            ),
        ),
        protect_rows("platform_mailtimes", using=_MINE, check=_MINE),
    ]
