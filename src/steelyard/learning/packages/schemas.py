"""Packages as the API gives them."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from steelyard.kernel.ids import public_id
from steelyard.learning.packages.terms import LaunchCard, PackageManifest, PackageStandard, UnitCard, UnitState
from steelyard.platform.http.schemas import Schema


class CoursePackageOut(Schema):
    """A package to be named in a lesson by its file, and what can be opened in it."""

    file_id: str
    standard: PackageStandard
    title: str
    units: list[str]

    @classmethod
    def of(cls, file_id: UUID, manifest: PackageManifest) -> "CoursePackageOut":
        """Return the package for the API."""
        return cls(
            file_id=public_id("file", file_id),
            standard=manifest.standard,
            title=manifest.title,
            units=[unit.title for unit in manifest.units],
        )


class PackageUnitOut(Schema):
    """A unit of a package, and how far its learner is; `score` in percent."""

    key: str
    title: str
    state: UnitState
    score: Decimal | None
    seconds: int

    @classmethod
    def of(cls, card: UnitCard) -> "PackageUnitOut":
        """Return the unit for the API."""
        return cls(**{name: getattr(card, name) for name in cls.model_fields})


class PackageLaunchOut(Schema):
    """A unit that was opened: `address` is for a frame of a page at the portal's own address, and shows it until `until`."""

    id: str
    unit: str
    address: str
    until: datetime

    @classmethod
    def of(cls, card: LaunchCard, address: str) -> "PackageLaunchOut":
        """Return the launch for the API."""
        return cls(id=card.public_id, unit=card.unit.key, address=address, until=card.until)
