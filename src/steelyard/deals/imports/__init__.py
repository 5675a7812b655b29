"""Importing registrations: as they were decided elsewhere, or replayed, each decided by the rules at its own instant."""

from steelyard.deals.imports.decided import DecidedLoader, take_back
from steelyard.deals.imports.families import Families
from steelyard.deals.imports.fields import FIELDS
from steelyard.deals.imports.replay import ReplayLoader
from steelyard.deals.imports.submitted import SUBMISSION_FIELDS, SubmissionLoader, can_submit, withdraw
from steelyard.deals.models import DealRegistration
from steelyard.deals.permissions import can_review
from steelyard.kernel.refusals import sentence
from steelyard.platform.imports.running import Importer, Loader, Run, register_importer


def _begin(run: Run) -> Loader:
    families = Families.of(run)
    return ReplayLoader(run, families) if run.options.get("replay") else DecidedLoader(run, families)


register_importer(
    Importer(
        key="registrations",
        label=sentence("Registrations decided elsewhere"),
        noun=DealRegistration.PREFIX,
        area="deals",
        fields=FIELDS,
        can_import=can_review,
        take_back=take_back,
        options=("replay", "families"),
        options_in_parts=("families",),
        begin=_begin,
    )
)
register_importer(
    Importer(
        key="submissions",
        label=sentence("Deals to register"),
        noun=DealRegistration.PREFIX,
        area="deals",
        fields=SUBMISSION_FIELDS,
        can_import=can_submit,
        take_back=withdraw,
        options=("families",),
        options_in_parts=("families",),
        begin=lambda run: SubmissionLoader(run, Families.of(run)),
    )
)
