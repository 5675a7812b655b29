"""What happened is said on a channel as it is committed, for open pages."""

from pathlib import Path

from django.db import migrations

_NOT_LIVE = """
    drop trigger platform_tell_person on platform_notification;
    drop function platform_tell_person();
    drop trigger platform_tell_what_happened on platform_eventabout;
    drop function platform_tell_what_happened();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0008_changes"),
    ]

    operations = [migrations.RunSQL((Path(__file__).parent / "live.sql").read_text(), _NOT_LIVE)]
