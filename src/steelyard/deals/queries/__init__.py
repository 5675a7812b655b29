"""Reading registrations."""

from steelyard.deals.queries.drafts import get_draft
from steelyard.deals.queries.evidence import (
    list_comments,
    list_evidence,
    list_extensions,
    list_questions,
    open_evidence,
)
from steelyard.deals.queries.preview import preview_limit, preview_registration
from steelyard.deals.queries.records import get_registration
from steelyard.deals.queries.registrations import (
    count_by_state,
    count_views,
    count_waiting_for_host,
    find_cards,
    get_card,
    list_board,
    list_queue,
    list_registrations,
    search_registrations,
)
from steelyard.deals.queries.rendering import render_changes, render_reasons
from steelyard.deals.queries.review import get_review

__all__ = [
    "count_by_state",
    "count_views",
    "count_waiting_for_host",
    "find_cards",
    "get_card",
    "get_draft",
    "get_registration",
    "get_review",
    "list_board",
    "list_comments",
    "list_evidence",
    "list_extensions",
    "list_questions",
    "list_queue",
    "list_registrations",
    "open_evidence",
    "preview_limit",
    "preview_registration",
    "render_changes",
    "render_reasons",
    "search_registrations",
]
