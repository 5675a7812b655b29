"""The use cases of partners, one function each."""

from steelyard.partners.commands.agreement_standings import settle_agreements
from steelyard.partners.commands.agreements import (
    accept_agreement,
    countersign_agreement,
    publish_agreement,
    request_agreement,
)
from steelyard.partners.commands.applications import confirm_application, require_open, send_application
from steelyard.partners.commands.automation import AUTOMATION_RULEBOOK, begin_runs, carry_out_step
from steelyard.partners.commands.benefits import define_benefit, except_benefit, settle_benefits
from steelyard.partners.commands.enrollment import enroll_partner
from steelyard.partners.commands.goals import answer_goal, propose_goal, revise_goal
from steelyard.partners.commands.inactivity import fill_quiet_periods, note_signs, tell_of_inactivity
from steelyard.partners.commands.lifecycle import return_partner, set_status
from steelyard.partners.commands.longtail import dismiss_rise, evaluate_tail
from steelyard.partners.commands.merging import merge_partners, undo_partner_merge
from steelyard.partners.commands.offboarding import (
    begin_offboarding,
    cancel_offboarding,
    complete_offboarding,
    remind_of_offboardings,
    settle_step,
)
from steelyard.partners.commands.onboarding import (
    ONBOARDING_RULEBOOK,
    advance_journeys,
    begin_onboarding,
    close_journey_task,
    end_journeys,
    remind_of_journey_tasks,
    start_journeys,
)
from steelyard.partners.commands.outreach import (
    OUTREACH_RULEBOOK,
    begin_outreach,
    end_outreach,
    end_pointless_outreach,
    end_unreachable_outreach,
    opt_out,
    send_due_mail,
)
from steelyard.partners.commands.portfolio import begin_audit, close_audit, decide_partnership, measure_audit
from steelyard.partners.commands.program import (
    assign_manager,
    assign_tier,
    end_certification,
    end_role,
    grant_role,
    record_agreement,
    record_certification,
    release_manager,
)
from steelyard.partners.commands.quality import RULEBOOK, assess_partners, confirm_data, remind_of_tasks
from steelyard.partners.commands.records import change_partner, change_profile, set_parent
from steelyard.partners.commands.recruiting import (
    PROFILE_RULEBOOK,
    SCREENING_DECISION,
    add_prospect,
    apply_for_partnership,
    approve_prospect,
    approve_prospects,
    assign_prospect,
    change_prospect,
    move_prospect,
    refuse_prospect,
    screen_prospect,
    sign_prospect,
)
from steelyard.partners.commands.requirements import give_evidence, review_evidence, settle_requirements
from steelyard.partners.commands.tasks import close_partner_task, open_partner_task, tell_partner
from steelyard.partners.commands.tiers import TIER_DECISION, TIER_RULEBOOK, evaluate_tiers
from steelyard.partners.commands.vetting import (
    clear_red_flag,
    decide_vetting,
    note_vetting_reading,
    record_red_flag,
    request_vetting,
    save_vetting_answers,
    submit_vetting,
)
from steelyard.partners.commands.vetting_standings import settle_vetting
from steelyard.partners.commands.words import define_partner_type, define_segment, define_tier, remove_segment

__all__ = [
    "AUTOMATION_RULEBOOK",
    "ONBOARDING_RULEBOOK",
    "OUTREACH_RULEBOOK",
    "PROFILE_RULEBOOK",
    "RULEBOOK",
    "SCREENING_DECISION",
    "TIER_DECISION",
    "TIER_RULEBOOK",
    "accept_agreement",
    "add_prospect",
    "advance_journeys",
    "answer_goal",
    "apply_for_partnership",
    "approve_prospect",
    "approve_prospects",
    "assess_partners",
    "assign_manager",
    "assign_prospect",
    "assign_tier",
    "begin_audit",
    "begin_offboarding",
    "begin_onboarding",
    "begin_outreach",
    "begin_runs",
    "cancel_offboarding",
    "carry_out_step",
    "change_partner",
    "change_profile",
    "change_prospect",
    "clear_red_flag",
    "close_audit",
    "close_journey_task",
    "close_partner_task",
    "complete_offboarding",
    "confirm_application",
    "confirm_data",
    "countersign_agreement",
    "decide_partnership",
    "decide_vetting",
    "define_benefit",
    "define_partner_type",
    "define_segment",
    "define_tier",
    "dismiss_rise",
    "end_certification",
    "end_journeys",
    "end_outreach",
    "end_pointless_outreach",
    "end_role",
    "end_unreachable_outreach",
    "enroll_partner",
    "evaluate_tail",
    "evaluate_tiers",
    "except_benefit",
    "fill_quiet_periods",
    "give_evidence",
    "grant_role",
    "measure_audit",
    "merge_partners",
    "move_prospect",
    "note_signs",
    "note_vetting_reading",
    "open_partner_task",
    "opt_out",
    "propose_goal",
    "publish_agreement",
    "record_agreement",
    "record_certification",
    "record_red_flag",
    "refuse_prospect",
    "release_manager",
    "remind_of_journey_tasks",
    "remind_of_offboardings",
    "remind_of_tasks",
    "remove_segment",
    "request_agreement",
    "request_vetting",
    "require_open",
    "return_partner",
    "review_evidence",
    "revise_goal",
    "save_vetting_answers",
    "screen_prospect",
    "send_application",
    "send_due_mail",
    "set_parent",
    "set_status",
    "settle_agreements",
    "settle_benefits",
    "settle_requirements",
    "settle_step",
    "settle_vetting",
    "sign_prospect",
    "start_journeys",
    "submit_vetting",
    "tell_of_inactivity",
    "tell_partner",
    "undo_partner_merge",
]
