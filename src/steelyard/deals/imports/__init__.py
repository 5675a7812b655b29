"""Importing registrations: as they were decided elsewhere, or replayed, each decided by the rules at its own instant."""

from dataclasses import dataclass

from steelyard.deals.imports.decided import DecidedLoader
from steelyard.deals.imports.families import Families
from steelyard.deals.imports.fields import FIELDS
from steelyard.deals.imports.replay import ReplayLoader
from steelyard.platform.imports.mapping import Field
from steelyard.platform.imports.running import Loader, Run, register_importer


@dataclass(frozen=True, slots=True)
class RegistrationImporter:
    """Registrations; with the option `replay`, sales that are lived again."""

    key: str = "registrations"
    fields: tuple[Field, ...] = FIELDS
    options: tuple[str, ...] = ("replay", "families")

    def begin(self, run: Run) -> Loader:
        """Return the loader of one file. Raises: MappingWrong."""
        families = Families.of(run)
        return ReplayLoader(run, families) if run.options.get("replay") else DecidedLoader(run, families)


register_importer(RegistrationImporter())
