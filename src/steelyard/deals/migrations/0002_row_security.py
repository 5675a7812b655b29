"""Partners see their registrations and what follows them, but not internal comments and overrides; rules see every claim."""

from pathlib import Path

from django.db import migrations

from steelyard.platform.isolation import protect_rows, visible_through

_VISIBLE = visible_through("partner_id")
_OWN_DRAFT = "(partner_id = (select steelyard_partner_id()) and registered_by_id is null)"
_OF_A_VISIBLE_REGISTRATION = "exists (select from deals_dealregistration r where r.id = registration_id)"
_CLAIMS_ON = (Path(__file__).parent / "claims_on.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("deals", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        protect_rows(
            "deals_dealregistration",
            using=f"{_VISIBLE} and (state <> 'draft' or {_OWN_DRAFT})",
            check=f"partner_id = (select steelyard_partner_id()) and (state <> 'draft' or {_OWN_DRAFT})",
        ),
        protect_rows("deals_registrationline", using=_VISIBLE),
        protect_rows("deals_evidence", using=f"{_VISIBLE} and {_OF_A_VISIBLE_REGISTRATION}"),
        protect_rows(
            "deals_comment",
            using=f"not is_internal and {_VISIBLE}",
            check="not is_internal and partner_id = (select steelyard_partner_id())",
        ),
        protect_rows("deals_informationrequest", using=_VISIBLE),
        protect_rows("deals_extensionrequest", using=_VISIBLE),
        protect_rows("deals_directoverride", using="false", check="false"),
        migrations.RunSQL(
            _CLAIMS_ON, "drop function deals_claims_on(uuid[], uuid, text[], uuid, timestamptz, timestamptz, boolean)"
        ),
    ]
