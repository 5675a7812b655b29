"""Endpoints that take their time are known, so that they wait apart from the others."""

from pathlib import Path

from django.db import migrations, models

_QUESTIONS = (Path(__file__).parent / "webhook_questions.sql").read_text()
_NO_QUESTIONS = """
    drop function platform_webhook_may_tell(platform_webhook, boolean, uuid);
    drop function platform_webhook_wants(platform_webhook, text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0009_live"),
    ]

    # They use the table's row type, so PostgreSQL before version 18 adds no column while they exist.
    operations = [
        migrations.RunSQL(_NO_QUESTIONS, _QUESTIONS),
        migrations.AddField(
            model_name="webhook",
            name="is_slow",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(_QUESTIONS, _NO_QUESTIONS),
    ]
