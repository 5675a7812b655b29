"""Who sees which companies: the directory is everyone's, an unlisted company its introducer's, words are whose they are.

Match keys and open questions of identity span partners: no partner reads them, yet introducing a company writes them.
"""

from django.db import migrations

from steelyard.platform.isolation import protect_rows, visible_through

_DIRECTORY, _HOST = "'00000000-0000-0000-0000-000000000000'::uuid", "'00000000-0000-0000-0000-000000000001'::uuid"
_OF_VISIBLE_COMPANY = "exists (select 1 from companies_company c where c.id = company_id)"
_OWN_OR_OF_THE_HOST = f"{visible_through('partner_id')} or (partner_id is null and {_OF_VISIBLE_COMPANY})"
_BY_A_PARTNER = "(select steelyard_actor_kind()) = 'partner'"


class Migration(migrations.Migration):
    dependencies = [("companies", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        protect_rows(
            "companies_company",
            using=f"is_listed or {visible_through('introduced_by')}",
            check="introduced_by = (select steelyard_partner_id()) and not is_listed",
        ),
        protect_rows("companies_companyname", using=_OWN_OR_OF_THE_HOST),
        protect_rows("companies_companydomain", using=_OWN_OR_OF_THE_HOST),
        protect_rows("companies_companyidentifier", using=_OF_VISIBLE_COMPANY, check="false"),
        protect_rows("companies_matchkey", using="false", check=_BY_A_PARTNER),
        protect_rows("companies_possibleduplicate", using="false", check=_BY_A_PARTNER),
        protect_rows(
            "companies_searchterm",
            using=f"audience = {_DIRECTORY} or {visible_through('audience')}",
            check=f"audience in ({_HOST}, (select steelyard_partner_id()))",
        ),
    ]
