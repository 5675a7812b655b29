"""Invented names: companies, domains and people that sound like their region and belong to nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


STEMS = _words(
    "Alder Amber Arbor Aster Aurum Beacon Birch Bluff Bramble Brook Cairn Canyon Cedar Cinder Cobalt Copper Coral"
    " Crest Cypress Delta Drift Ember Falcon Fennel Fjord Flint Gable Garnet Glacier Granite Harbor Hazel Heron"
    " Hollow Indigo Iris Ivory Jasper Juniper Kestrel Lagoon Lantern Larch Laurel Linden Lumen Maple Marlow Meadow"
    " Merid Mistral Nimbus Nordic Oakham Obsid Onyx Opal Orchard Osprey Pebble Pine Plover Quarry Quill Raven Ridge"
    " Rowan Sable Saffron Sequoia Shale Sierra Slate Solace Sparrow Spruce Summit Tamar Teal Thistle Timber Topaz"
    " Tundra Umber Vale Velvet Verdant Vesper Walnut Willow Wren Yarrow"
)
"""First words of company names."""

_TRADES = {
    "en": _words(
        "Logistics Foods Health Energy Insurance Motors Textiles Chemicals Airports Rail Retail Bank Media Schools"
        " Mining Paper Shipping Pharma Telecom Utilities Software Robotics Hotels Publishing Aerospace Dairy Steel"
        " Plastics Optics Biotech Freight Water Gardens"
    ),
    "de": _words(
        "Logistik Lebensmittel Klinik Energie Versicherung Maschinenbau Textil Chemie Bau Handel Verlag Stahl Papier"
        " Optik Molkerei Werkzeuge Antriebstechnik Pharma Stadtwerke Technik"
    ),
    "fr": _words("Logistique Santé Énergie Assurances Textile Chimie Banque Transports Édition Optique"),
    "es": _words("Logística Alimentos Salud Energía Seguros Minería Textil Banco Transportes Puertos"),
    "ja": _words("Seiki Shokuhin Denki Kagaku Unyu Seiyaku Tetsudo Ginko"),
}
_GIVEN = {
    "en": _words("Olivia Noah Amelia Liam Grace Ethan Ruby Caleb Maya Owen Zoe Isaac Nora Felix"),
    "de": _words("Lena Jonas Marta Tobias Anke Lukas Frieda Henrik Ines Sebastian Katrin Moritz"),
    "fr": _words("Camille Hugo Élodie Mathis Inès Bastien Margaux Théo Sylvie Julien"),
    "es": _words("Lucía Mateo Valeria Diego Carmen Iván Paula Andrés Marisol Rafael"),
    "ja": _words("Yuki Haruto Aiko Ren Emi Daichi Sora Naoko"),
}
_FAMILY = {
    "en": _words("Ashdown Barlow Chandra Dawson Ekwueme Fairley Goddard Hale Ingram Joshi Kerr Lowe"),
    "de": _words("Achterberg Brandt Cramer Dietz Ehlers Fischbach Grothe Hagedorn Jürgens Kessler Lohmann"),
    "fr": _words("Aubert Besson Carlier Delmas Ferrand Garnier Huet Joly Lacroix Marchand"),
    "es": _words("Aranda Bermejo Cordero Domínguez Esquivel Fuentes Gallardo Herrera Ibarra Luján"),
    "ja": _words("Arakawa Endo Fujita Hayashi Inoue Kimura Mori Okada Sakai Ueno"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A country with the language of its names, its cities, legal forms, top-level domain and currency."""

    country: str
    language: str
    cities: tuple[str, ...]
    forms: tuple[str, ...]
    suffix: str
    currency: str


PLACES = (
    Place(
        "DE",
        "de",
        _words("Hamburg Köln Leipzig Stuttgart Nürnberg Kiel"),
        ("GmbH", "AG", "SE", "GmbH & Co. KG"),
        "de",
        "EUR",
    ),
    Place("AT", "de", _words("Wien Graz Linz"), ("GmbH", "AG"), "at", "EUR"),
    Place("CH", "de", _words("Zürich Basel Bern"), ("AG", "GmbH"), "ch", "CHF"),
    Place(
        "GB", "en", _words("Leeds Bristol Glasgow Norwich Cardiff"), ("Ltd", "plc", "Limited", "LLP"), "co.uk", "GBP"
    ),
    Place("IE", "en", _words("Cork Galway Dublin"), ("DAC", "Ltd"), "ie", "EUR"),
    Place("FR", "fr", _words("Lyon Nantes Lille Toulouse"), ("SA", "SAS", "SARL"), "fr", "EUR"),
    Place("ES", "es", _words("Valencia Sevilla Bilbao"), ("S.A.", "S.L."), "es", "EUR"),
    Place("NL", "en", _words("Utrecht Rotterdam Eindhoven"), ("B.V.", "N.V."), "nl", "EUR"),
    Place("SE", "en", _words("Malmö Uppsala Göteborg"), ("AB",), "se", "SEK"),
    Place(
        "US",
        "en",
        _words("Denver Austin Columbus Portland Raleigh Tucson"),
        ("Inc.", "LLC", "Corp.", "Company"),
        "com",
        "USD",
    ),
    Place("CA", "en", _words("Ottawa Calgary Halifax"), ("Inc.", "Ltd."), "ca", "CAD"),
    Place("MX", "es", _words("Puebla Monterrey Mérida"), ("S.A. de C.V.",), "mx", "MXN"),
    Place("JP", "ja", _words("Osaka Nagoya Sendai"), ("K.K.", "Co., Ltd."), "jp", "JPY"),
    Place("AU", "en", _words("Perth Adelaide Hobart"), ("Pty Ltd",), "com.au", "AUD"),
)

_WEIGHTS = (20, 5, 6, 18, 4, 9, 6, 7, 5, 28, 6, 4, 4, 5)


@dataclass(frozen=True, slots=True)
class InventedCompany:
    """A company that does not exist."""

    name: str
    domain: str
    place: Place
    city: str


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """A person who does not exist."""

    name: str
    email: str


def invent_companies(random: Random) -> Iterator[InventedCompany]:
    """Yield ever new companies with distinct names and domains."""
    seen: set[str] = set()
    while True:
        place = random.choices(PLACES, _WEIGHTS)[0]
        first, second = random.choice(STEMS), random.choice(STEMS).lower()
        stem = first if random.random() < 0.45 else first + second
        trade = random.choice(_TRADES[place.language])
        core = f"{stem} {trade}" if random.random() < 0.85 else stem
        domain = f"{''.join(c for c in core.lower() if c.isascii() and c.isalnum())}.{place.suffix}"
        if domain in seen:
            continue
        seen.add(domain)
        yield InventedCompany(f"{core} {random.choice(place.forms)}", domain, place, random.choice(place.cities))


def invent_person(random: Random, language: str, domain: str) -> InventedPerson:
    """Return a person of that language with an address at that domain."""
    given, family = random.choice(_GIVEN[language]), random.choice(_FAMILY[language])
    local = "".join(c for c in _plain(f"{given}.{family}").lower() if c.isascii() and (c.isalnum() or c == "."))
    return InventedPerson(f"{given} {family}", f"{local}{random.randrange(10, 100)}@{domain}")


def _plain(text: str) -> str:
    for letter, plain in {
        "ü": "ue",
        "ö": "oe",
        "ä": "ae",
        "é": "e",
        "É": "E",
        "è": "e",
        "í": "i",
        "á": "a",
        "ú": "u",
    }.items():
        text = text.replace(letter, plain)
    return text
