"""What companies leave to a worker."""

from steelyard.companies.commands.duplicates import suggest_duplicates
from steelyard.companies.commands.quality import assess_companies
from steelyard.kernel.actors import SYSTEM
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every, job


@job("steelyard.companies.look_for_duplicates", queue="upkeep")
def look_for_duplicates() -> None:
    """Compare all companies, and ask people about those that may be one."""
    with as_system():
        suggest_duplicates(actor=SYSTEM, now=utc_now())


@every("40 2 * * *", "steelyard.companies.assess_data")
def assess_data() -> None:
    """Assess the data of every company."""
    with as_system():
        assess_companies(now=utc_now())
