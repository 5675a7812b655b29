"""The use cases of deal registration."""

from steelyard.deals.commands.direct import open_direct_opportunity
from steelyard.deals.commands.disputes import (
    answer_dispute,
    appeal_ruling,
    file_dispute,
    name_arbiter,
    report_overdue_dispute,
    rule_on_dispute,
    withdraw_dispute,
)
from steelyard.deals.commands.drafts import DraftSaved, discard_draft, remove_evidence, save_draft
from steelyard.deals.commands.extensions import decide_extension, request_extension
from steelyard.deals.commands.following import add_comment, add_evidence, give_information
from steelyard.deals.commands.life import (
    appeal_registration,
    cancel_registration,
    convert_registration,
    reassign_manager,
    record_lost,
    record_won,
    withdraw_registration,
)
from steelyard.deals.commands.passing import close_registrations_of, pass_on_registrations
from steelyard.deals.commands.review import decide_registration_by_hand, request_information
from steelyard.deals.commands.submission import Submitted, submit_registration
from steelyard.deals.commands.time import (
    approve_provisionally,
    escalate_review,
    expire_registration,
    reconsider_registration,
    remind_of_end,
)

__all__ = [
    "DraftSaved",
    "Submitted",
    "add_comment",
    "add_evidence",
    "answer_dispute",
    "appeal_registration",
    "appeal_ruling",
    "approve_provisionally",
    "cancel_registration",
    "close_registrations_of",
    "convert_registration",
    "decide_extension",
    "decide_registration_by_hand",
    "discard_draft",
    "escalate_review",
    "expire_registration",
    "file_dispute",
    "give_information",
    "name_arbiter",
    "open_direct_opportunity",
    "pass_on_registrations",
    "reassign_manager",
    "reconsider_registration",
    "record_lost",
    "record_won",
    "remind_of_end",
    "remove_evidence",
    "report_overdue_dispute",
    "request_extension",
    "request_information",
    "rule_on_dispute",
    "save_draft",
    "submit_registration",
    "withdraw_dispute",
    "withdraw_registration",
]
