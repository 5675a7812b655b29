"""Sequences of mails to prospects, and mailboxes that want none: the host alone reads or writes them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0012_applications"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OptOut",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("mailbox", models.CharField(max_length=64, unique=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Outreach",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sequence", models.CharField(max_length=30)),
                ("begun_at", models.DateTimeField()),
                ("sent", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ending", models.CharField(blank=True, max_length=20)),
                (
                    "begun_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "prospect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="outreach", to="partners.prospect"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OutreachMail",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("recipient", models.EmailField(max_length=254)),
                ("subject", models.CharField(max_length=400)),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "outreach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mails", to="partners.outreach"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="outreach",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["next_at"], name="partners_due_mails"),
        ),
        migrations.AddIndex(
            model_name="outreach",
            index=models.Index(fields=["-begun_at", "id"], name="partners_recent_outreach"),
        ),
        migrations.AddIndex(
            model_name="outreach",
            index=models.Index(fields=["sequence", "ending"], name="partners_outreach_tally"),
        ),
        migrations.AddConstraint(
            model_name="outreach",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("prospect",),
                name="a_prospect_is_in_one_sequence_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="outreach",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ending", ""), ("next_at__isnull", False)),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ending__in", ["answered", "moved_on", "unwanted", "stopped", "finished"]),
                        ("next_at", None),
                    ),
                    _connector="OR",
                ),
                name="a_sequence_runs_or_has_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="outreachmail",
            constraint=models.UniqueConstraint(fields=("outreach", "number"), name="a_mail_of_a_sequence_is_sent_once"),
        ),
        protect_rows("partners_outreach", using="false", check="false"),
        protect_rows("partners_outreachmail", using="false", check="false"),
        protect_rows("partners_optout", using="false", check="false"),
    ]
