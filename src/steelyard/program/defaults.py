"""What a new installation begins with; all of it can be changed on the program's pages."""

from steelyard.kernel.refusals import sentence
from steelyard.program.terms import ProductFamilyCard, RegionCard


def _countries(codes: str) -> tuple[str, ...]:
    return tuple(codes.split())


REGIONS = (
    RegionCard(
        key="EMEA",
        name=sentence("Europe, Middle East and Africa"),
        countries=_countries(
            "AD AE AL AM AO AX AZ BA BF BG BH BI BJ BW BY CD CF CG CI CM CV CY DJ DZ EG EH ER ET FO GA GE GG GH GI GM GN"
            " GQ GR GW HR IL IM IQ IR JE JO KE KM KW LB LR LS LY MA MC MD ME MG MK ML MR MT MU MW MZ NA NE NG OM PS QA"
            " RE RO RS RU RW SA SC SD SH SJ SL SM SN SO SS ST SY SZ TD TG TN TR TZ UA UG VA YE YT ZA ZM ZW"
        ),
    ),
    RegionCard(
        key="DACH", name=sentence("Germany, Austria, Switzerland"), parent="EMEA", countries=_countries("AT CH DE LI")
    ),
    RegionCard(key="UKI", name=sentence("United Kingdom and Ireland"), parent="EMEA", countries=_countries("GB IE")),
    RegionCard(
        key="NORDICS",
        name=sentence("Nordics and Baltics"),
        parent="EMEA",
        countries=_countries("DK EE FI IS LT LV NO SE"),
    ),
    RegionCard(key="BENELUX", name=sentence("Benelux"), parent="EMEA", countries=_countries("BE LU NL")),
    RegionCard(
        key="SOUTH", name=sentence("France, Iberia and Italy"), parent="EMEA", countries=_countries("ES FR IT PT")
    ),
    RegionCard(key="CEE", name=sentence("Central Europe"), parent="EMEA", countries=_countries("CZ HU PL SI SK")),
    RegionCard(key="NA", name=sentence("North America"), countries=_countries("BM CA GL PM US")),
    RegionCard(
        key="LATAM",
        name=sentence("Latin America and the Caribbean"),
        countries=_countries(
            "AG AI AR AW BB BL BO BQ BR BS BZ CL CO CR CU CW DM DO EC FK GD GF GP GT GY HN HT JM KN KY LC MF MQ MS MX NI PA"
            " PE PR PY SR SV SX TC TT UY VC VE VG VI"
        ),
    ),
    RegionCard(
        key="APAC",
        name=sentence("Asia and Pacific"),
        countries=_countries(
            "AF AS AU BD BN BT CC CK CN CX FJ FM GU HK ID IN IO JP KG KH KI KP KR KZ LA LK MH MM MN MO MP MV MY NC NF NP NR"
            " NU NZ PF PG PH PK PN PW SB SG TH TJ TK TL TM TO TV TW UM UZ VN VU WF WS"
        ),
    ),
)
"""Every country lies in one region. The codes are ISO 3166-1 alpha-2."""

FAMILIES = (ProductFamilyCard(key="general", name=sentence("All products")),)
