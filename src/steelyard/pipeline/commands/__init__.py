"""The use cases of the pipeline, one function each."""

from steelyard.pipeline.commands.accounts import (
    assign_account,
    end_installed_product,
    record_installed_product,
    release_account,
)
from steelyard.pipeline.commands.closing import close_lost, close_won, reopen
from steelyard.pipeline.commands.opportunities import change_opportunity, open_opportunity, remove_opportunity
from steelyard.pipeline.commands.passing import pass_on_opportunities
from steelyard.pipeline.commands.stages import define_stage
from steelyard.pipeline.commands.working import assign_owner, assign_partner_owner, log_activity, move_stage

__all__ = [
    "assign_account",
    "assign_owner",
    "assign_partner_owner",
    "change_opportunity",
    "close_lost",
    "close_won",
    "define_stage",
    "end_installed_product",
    "log_activity",
    "move_stage",
    "open_opportunity",
    "pass_on_opportunities",
    "record_installed_product",
    "release_account",
    "remove_opportunity",
    "reopen",
]
