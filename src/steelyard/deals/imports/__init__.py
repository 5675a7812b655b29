"""Importing registrations: as they were decided elsewhere, or replayed, each decided by the rules at its own instant."""

from steelyard.deals.imports.decided import DecidedLoader
from steelyard.deals.imports.families import Families
from steelyard.deals.imports.fields import FIELDS
from steelyard.deals.imports.replay import ReplayLoader
from steelyard.platform.imports.running import Importer, Loader, Run, register_importer


def _begin(run: Run) -> Loader:
    families = Families.of(run)
    return ReplayLoader(run, families) if run.options.get("replay") else DecidedLoader(run, families)


register_importer(Importer(key="registrations", fields=FIELDS, options=("replay", "families"), begin=_begin))
