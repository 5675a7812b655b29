"""Reading the pipeline: opportunities, the board, the forecast, facts about accounts."""

from steelyard.pipeline.queries.accounts import get_account_facts
from steelyard.pipeline.queries.board import Board, Lane, get_board, get_lane
from steelyard.pipeline.queries.forecast import Dimension, Forecast, ForecastRow, get_forecast
from steelyard.pipeline.queries.installed import get_installed, list_installed_base, list_named_accounts
from steelyard.pipeline.queries.opportunities import (
    SORTS,
    OpportunityRecord,
    filtered,
    find_card,
    find_names,
    get_opportunity,
    get_record,
    list_activities,
    list_next_steps,
    list_opportunities,
    search_opportunities,
    terms_of,
)
from steelyard.pipeline.queries.stages import first_stage, list_stages, open_stages, require_stage
from steelyard.pipeline.queries.wins import count_wins

__all__ = [
    "SORTS",
    "Board",
    "Dimension",
    "Forecast",
    "ForecastRow",
    "Lane",
    "OpportunityRecord",
    "count_wins",
    "filtered",
    "find_card",
    "find_names",
    "first_stage",
    "get_account_facts",
    "get_board",
    "get_forecast",
    "get_installed",
    "get_lane",
    "get_opportunity",
    "get_record",
    "list_activities",
    "list_installed_base",
    "list_named_accounts",
    "list_next_steps",
    "list_opportunities",
    "list_stages",
    "open_stages",
    "require_stage",
    "search_opportunities",
    "terms_of",
]
