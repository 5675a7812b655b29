"""Reading manifests: `imsmanifest.xml` of SCORM 1.2 and 2004, `cmi5.xml` of cmi5; entities and document types are not read."""

import zipfile
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import IO, Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from steelyard.kernel.refusals import sentence
from steelyard.learning.packages.archives import opened, read_member, refuse
from steelyard.learning.packages.terms import MoveOn, PackageManifest, PackageStandard, PackageUnit

SCORM, CMI5 = "imsmanifest.xml", "cmi5.xml"
MOST_UNITS = 200
_MOST_BYTES = 5 * 1024**2
_BASE = "http://package.invalid/"

NO_MANIFEST = sentence("it has neither imsmanifest.xml nor cmi5.xml at its top.")
NO_XML = sentence("{name} is no XML that can be read, or declares entities.")
NO_EDITION = sentence("its manifest names neither SCORM 1.2 nor SCORM 2004: {said}.")
NO_UNIT = sentence("its manifest names nothing to open.")
TOO_MANY_UNITS = sentence("its manifest names more than {most} things to open.")
ELSEWHERE = sentence("its manifest opens {entry}, which is not in the package.")


def read_manifest(file: IO[bytes]) -> PackageManifest:
    """Return what the manifest of an archive says, when the archive is harmless and all that it opens is in it.

    Raises: PackageRefused.
    """
    with opened(file) as archive:
        names = set(archive.namelist())
        if CMI5 in names:
            manifest = _of_cmi5(_parse(archive, CMI5))
        elif SCORM in names:
            manifest = _of_scorm(_parse(archive, SCORM))
        else:
            raise refuse(NO_MANIFEST)
    if not manifest.units:
        raise refuse(NO_UNIT)
    if len(manifest.units) > MOST_UNITS:
        raise refuse(TOO_MANY_UNITS, most=MOST_UNITS)
    for unit in manifest.units:
        if member_of(unit.entry) not in names:
            raise refuse(ELSEWHERE, entry=unit.entry[:200])
    return manifest


def member_of(entry: str) -> str:
    """Return the name of the member that an entry opens; empty for one that leads elsewhere."""
    parts = urlsplit(entry)
    return "" if parts.scheme or parts.netloc else unquote(parts.path)


def _parse(archive: zipfile.ZipFile, name: str) -> Element:
    try:
        root: Element = fromstring(read_member(archive, name, most=_MOST_BYTES), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise refuse(NO_XML, name=name) from error
    return root


def _of_scorm(root: Element) -> PackageManifest:
    """Source: SCORM 1.2 and 2004 (4th Edition) Content Aggregation Models; IMS Content Packaging 1.1."""
    said = _text(root.find("{*}metadata/{*}schemaversion"))
    standard = _standard_of(said)
    resources = root.find("{*}resources")
    known = {} if resources is None else {one.get("identifier", ""): one for one in resources.findall("{*}resource")}
    bases = (_attribute(root, "base"), "" if resources is None else _attribute(resources, "base"))
    organization = _default_organization(root)
    items = [] if organization is None else list(organization.iter())
    units = [
        _scorm_unit(number, item, known[ref], bases)
        for number, item in enumerate((one for one in items if _name(one) == "item"), 1)
        if (ref := item.get("identifierref", "")) in known and known[ref].get("href")
    ]
    title = _text(None if organization is None else organization.find("{*}title"))
    return PackageManifest(standard=standard, title=title[:200], units=tuple(units))


def _standard_of(said: str) -> PackageStandard:
    if said == "1.2":
        return PackageStandard.SCORM_12
    if said.startswith("2004") or said == "CAM 1.3":
        return PackageStandard.SCORM_2004
    raise refuse(NO_EDITION, said=said[:40] or "-")


def _default_organization(root: Element) -> Element | None:
    every = root.findall("{*}organizations/{*}organization")
    chosen = _attribute(root.find("{*}organizations"), "default")
    return next((one for one in every if one.get("identifier") == chosen), next(iter(every), None))


def _scorm_unit(number: int, item: Element, resource: Element, bases: tuple[str, str]) -> PackageUnit:
    is_asset = _attribute(resource, "scormtype").lower() == "asset"
    mastery = _text(item.find("{*}masteryscore"))
    measure = _text(item.find(".//{*}primaryObjective/{*}minNormalizedMeasure"))
    return PackageUnit(
        key=f"unit-{number}",
        title=_text(item.find("{*}title"))[:200] or f"{number}",
        entry=_within((*bases, _attribute(resource, "base")), resource.get("href", ""), item.get("parameters", "")),
        move_on=MoveOn.NOT_APPLICABLE if is_asset else MoveOn.EITHER,
        launch_data=(_text(item.find("{*}datafromlms")) or _text(item.find("{*}dataFromLMS")))[:4000],
        mastery=_rate(mastery, 100) if mastery else _rate(measure, 1),
    )


def _of_cmi5(root: Element) -> PackageManifest:
    """Source: cmi5 (Quartz, 2016), 13 and 14: the course structure."""
    units = [
        PackageUnit(
            key=f"unit-{number}",
            title=_text(unit.find("{*}title/{*}langstring"))[:200] or f"{number}",
            entry=_text(unit.find("{*}url")),
            move_on=_move_on(unit.get("moveOn", "")),
            activity=unit.get("id", ""),
            launch_data=_text(unit.find("{*}launchParameters"))[:4000],
            mastery=_rate(unit.get("masteryScore", ""), 1),
        )
        for number, unit in enumerate((one for one in root.iter() if _name(one) == "au"), 1)
    ]
    title = _text(root.find("{*}course/{*}title/{*}langstring"))
    return PackageManifest(standard=PackageStandard.CMI5, title=title[:200], units=tuple(units))


def _move_on(said: str) -> MoveOn:
    return MoveOn(said) if said in set(MoveOn) else MoveOn.NOT_APPLICABLE


def _within(bases: tuple[str, ...], href: str, parameters: str) -> str:
    """Return an entry with its query, relative to the top of the package; one that leads elsewhere is left as it is."""
    address = _BASE
    for one in (*bases, href):
        address = urljoin(address, one)
    entry = address.removeprefix(_BASE)
    if not parameters:
        return entry
    glue = "" if parameters.startswith(("?", "#")) and "?" not in entry else "&" if "?" in entry else "?"
    return f"{entry}{glue}{parameters if not glue else parameters.lstrip('?&')}"


def _rate(said: str, of: int) -> Decimal | None:
    try:
        rate = Decimal(said.strip()) / of
    except InvalidOperation:
        return None
    return rate if rate.is_finite() and 0 <= rate <= 1 else None


def _text(element: Element | None) -> str:
    return "" if element is None else (element.text or "").strip()


def _attribute(element: Element | None, name: str) -> str:
    """Return an attribute in whichever namespace, however its name is capitalized."""
    return next((value for key, value in _attributes(element) if key.rpartition("}")[2].lower() == name), "")


def _attributes(element: Element | None) -> Iterator[tuple[str, Any]]:
    yield from () if element is None else element.attrib.items()


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
