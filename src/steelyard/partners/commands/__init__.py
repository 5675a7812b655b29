"""The use cases of partners, one function each."""

from steelyard.partners.commands.enrollment import (
    change_partner,
    change_profile,
    enroll_partner,
    set_parent,
    set_status,
)
from steelyard.partners.commands.merging import merge_partners, undo_partner_merge
from steelyard.partners.commands.program import (
    assign_manager,
    assign_tier,
    end_role,
    grant_role,
    record_agreement,
    record_certification,
    release_manager,
)
from steelyard.partners.commands.words import define_partner_type, define_segment, define_tier, remove_segment

__all__ = [
    "assign_manager",
    "assign_tier",
    "change_partner",
    "change_profile",
    "define_partner_type",
    "define_segment",
    "define_tier",
    "end_role",
    "enroll_partner",
    "grant_role",
    "merge_partners",
    "record_agreement",
    "record_certification",
    "release_manager",
    "remove_segment",
    "set_parent",
    "set_status",
    "undo_partner_merge",
]
