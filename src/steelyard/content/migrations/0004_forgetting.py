"""Let the erasure of a person find what was read in documents, and forget it."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("content", "0003_feedback")]

    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "forgetting.sql").read_text(),
            "drop function content_forget_passages(uuid[]); drop function content_passages_like(text);",
        ),
    ]
