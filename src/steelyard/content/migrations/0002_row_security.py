"""The libraries and audiences of a new installation, who sees which rows, and the index of words."""

from pathlib import Path

from django.db import migrations

from steelyard.content.terms import EVERY_PARTNER, HOST_ONLY, STARTING_LIBRARIES
from steelyard.kernel.ids import new_id
from steelyard.partners.public import writes_to_surviving_partner
from steelyard.platform.changes import track_changes
from steelyard.platform.isolation import protect_rows, visible_through

HERE = Path(__file__).parent
OPEN = "in (select content_open_audience_ids())"
SHOWN = "exists (select 1 from content_asset a where a.current_version_id = {})"


def add_starting_words(apps, _schema_editor):
    Library, Audience = apps.get_model("content", "Library"), apps.get_model("content", "Audience")
    Library.objects.bulk_create(Library(id=new_id(), key=one.key, name=one.name) for one in STARTING_LIBRARIES)
    Audience.objects.create(id=new_id(), name=EVERY_PARTNER)
    Audience.objects.create(id=new_id(), name=HOST_ONLY, is_internal=True)


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0001_initial"),
        ("identity", "0001_initial"),
        ("partners", "0006_merging"),
        ("platform", "0008_changes"),
        ("program", "0002_row_security"),
    ]

    operations = [
        migrations.RunPython(add_starting_words, migrations.RunPython.noop),
        migrations.RunSQL(
            (HERE / "entitlement.sql").read_text(),
            "drop function content_open_audience_ids()",
        ),
        protect_rows("content_library", using="true", check="false"),
        protect_rows("content_audience", using=f"id {OPEN}", check="false"),
        protect_rows("content_asset", using=f"state = 'published' and audience_id {OPEN}", check="false"),
        protect_rows("content_assetversion", using=SHOWN.format("content_assetversion.id"), check="false"),
        protect_rows("content_versionreading", using=SHOWN.format("version_id"), check="false"),
        protect_rows("content_assetusage", using="false", check="false"),
        protect_rows("content_use", using=visible_through("partner_id")),
        track_changes("content_asset"),
        writes_to_surviving_partner("content_use"),
        migrations.RunSQL(
            (HERE / "search.sql").read_text(),
            """
            drop function content_excerpt(uuid, int); drop function content_snippets(text, text[], uuid[], text);
            drop function content_matches(text, text[]); drop function content_question(text, text[]);
            drop function content_index_assets(uuid[], jsonb);
            drop function content_keep_passages(uuid, regconfig, int[], text[]);
            drop schema content_index cascade;
            """,
        ),
    ]
