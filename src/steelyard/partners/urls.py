"""Pages of partners."""

from django.urls import path

from steelyard.partners.agreements import views as agreements
from steelyard.partners.automation import views as automation
from steelyard.partners.benefits import views as benefits
from steelyard.partners.coverage import views as coverage
from steelyard.partners.goals import views as goals
from steelyard.partners.inactivity import views as inactivity
from steelyard.partners.lifecycle import views as lifecycle
from steelyard.partners.longtail import views as longtail
from steelyard.partners.onboarding import views as onboarding
from steelyard.partners.outreach import views as outreach
from steelyard.partners.portfolio import views as portfolio
from steelyard.partners.quality import views as quality
from steelyard.partners.recruiting import applying
from steelyard.partners.recruiting import views as recruiting
from steelyard.partners.requirements import views as requirements
from steelyard.partners.tiers import views as tiers
from steelyard.partners.vetting import views as vetting
from steelyard.partners.views import changes, lists, merging, records, words

app_name = "partners"
urlpatterns = [
    path("partners/", lists.show_list, name="list"),
    path("partners/new/", changes.enroll, name="enroll"),
    path("partners/suggestions/", lists.suggest, name="suggest"),
    path("partners/segments/", lists.keep_segment, name="segment-new"),
    path("partners/segments/<str:segment_id>/removal/", lists.drop_segment, name="segment-remove"),
    path("partners/merges/", merging.show_merges, name="merges"),
    path("partners/merges/<str:partner_merge_id>/undoing/", merging.undo_merge, name="merge-undo"),
    path("partners/agreements/", agreements.show_standings, name="agreements"),
    path("partners/agreements/versions/", agreements.show_versions, name="agreement-versions"),
    path("partners/agreements/versions/new/", agreements.publish_version, name="agreement-version-new"),
    path("partners/agreements/versions/<str:agreement_version_id>/", agreements.show_version, name="agreement-version"),
    path("partners/agreements/<str:agreement_id>/", agreements.show_agreement, name="agreement"),
    path("partners/agreements/<str:agreement_id>/file/", agreements.download_agreement, name="agreement-file"),
    path(
        "partners/agreements/<str:agreement_id>/countersignature/",
        agreements.countersign_agreement,
        name="agreement-countersign",
    ),
    path("partners/vetting/", vetting.show_standings, name="vetting"),
    path("partners/vetting/<str:vetting_case_id>/", vetting.show_case, name="vetting-case"),
    path("partners/vetting/<str:vetting_case_id>/decision/", vetting.decide_case, name="vetting-decide"),
    path(
        "partners/vetting/<str:vetting_case_id>/files/<str:vetting_question>/",
        vetting.download_answer,
        name="vetting-file",
    ),
    path("partners/red-flags/<str:red_flag_id>/clearance/", vetting.clear_flag, name="red-flag-clear"),
    path("partners/red-flags/<str:red_flag_id>/file/", vetting.download_flag_evidence, name="red-flag-file"),
    path("partners/requirements/", requirements.show_standings, name="requirements"),
    path(
        "partners/requirements/documents/<str:requirement_evidence_id>/",
        requirements.download_evidence,
        name="requirement-document",
    ),
    path(
        "partners/requirements/documents/<str:requirement_evidence_id>/review/",
        requirements.review_evidence,
        name="requirement-review",
    ),
    path("partners/audits/", portfolio.show_audits, name="audits"),
    path("partners/audits/new/", portfolio.begin_audit, name="audit-new"),
    path("partners/audits/<str:portfolio_audit_id>/", portfolio.show_audit, name="audit"),
    path("partners/audits/<str:portfolio_audit_id>/closing/", portfolio.close_audit, name="audit-close"),
    path("partners/audits/<str:portfolio_audit_id>/comparison/", portfolio.compare, name="audit-compare"),
    path("partners/audits/<str:portfolio_audit_id>/partners/<str:partner_id>/", portfolio.decide, name="audit-partner"),
    path("partners/benefits/", benefits.show_benefits, name="benefits"),
    path("partners/benefits/new/", benefits.edit_benefit, name="benefit-new"),
    path("partners/benefits/<slug:key>/", benefits.edit_benefit, name="benefit"),
    path("partners/goals/", goals.show_goals, name="goals"),
    path("partners/goals/<str:goal_id>/", goals.show_goal, name="goal"),
    path("partners/goals/<str:goal_id>/revision/", goals.revise_goal, name="goal-revise"),
    path("partners/goals/<str:goal_id>/answer/", goals.answer_goal, name="goal-answer"),
    path("partners/states/", lifecycle.show_lives, name="lives"),
    path("partners/offboardings/", lifecycle.show_offboardings, name="offboardings"),
    path("partners/offboardings/<str:offboarding_id>/", lifecycle.show_offboarding, name="offboarding"),
    path(
        "partners/offboardings/<str:offboarding_id>/completion/",
        lifecycle.complete_offboarding,
        name="offboarding-complete",
    ),
    path(
        "partners/offboardings/<str:offboarding_id>/cancellation/",
        lifecycle.cancel_offboarding,
        name="offboarding-cancel",
    ),
    path(
        "partners/offboardings/<str:offboarding_id>/steps/<str:step_key>/",
        lifecycle.settle_step,
        name="offboarding-step",
    ),
    path("partners/automations/", automation.show_automations, name="automations"),
    path("partners/automations/parts/", automation.show_parts, name="automation-parts"),
    path("partners/automations/trial/", automation.show_trial, name="automation-trial"),
    path("partners/automations/runs/", automation.show_runs, name="automation-runs"),
    path("partners/automations/runs/<str:run_id>/", automation.show_run, name="automation-run"),
    path("partners/inactive/", inactivity.show_inactive, name="inactive"),
    path("partners/long-tail/", longtail.show_long_tail, name="long-tail"),
    path("partners/long-tail/partners/", longtail.show_members, name="tail-members"),
    path("partners/rising/", longtail.show_rises, name="rises"),
    path("partners/rising/<str:rise_id>/", longtail.show_rise, name="rise"),
    path("partners/rising/<str:rise_id>/dismissal/", longtail.dismiss_rise, name="rise-dismiss"),
    path("partners/tasks/", automation.show_tasks, name="tasks"),
    path("partners/tasks/<str:partner_task_id>/closure/", automation.close_task, name="task-close"),
    path("partners/journeys/", onboarding.show_journeys, name="journeys"),
    path("partners/journeys/curves/", onboarding.show_curves, name="journey-curves"),
    path("partners/journeys/tasks/<str:task_id>/closure/", onboarding.close_task, name="journey-task-close"),
    path("partners/journeys/tasks/<str:task_id>/evidence/", onboarding.download_evidence, name="journey-evidence"),
    path("partners/quality/", quality.show_scores, name="scores"),
    path("partners/quality/tasks/", quality.show_tasks, name="data-tasks"),
    path("partners/coverage/", coverage.show_gaps, name="coverage"),
    path("partners/outreach/", outreach.show_outreach, name="outreach"),
    path("no-more-mails/<str:token>/", outreach.refuse_mails, name="opt-out"),
    path("partners/prospects/", recruiting.show_list, name="prospects"),
    path("partners/prospects/board/", recruiting.show_board, name="prospect-board"),
    path("partners/prospects/new/", recruiting.add, name="prospect-new"),
    path("partners/prospects/<str:prospect_id>/", recruiting.show_prospect, name="prospect"),
    path("partners/prospects/<str:prospect_id>/facts/", recruiting.edit, name="prospect-edit"),
    path("partners/prospects/<str:prospect_id>/owner/", recruiting.assign, name="prospect-owner"),
    path("partners/prospects/<str:prospect_id>/stage/", recruiting.move, name="prospect-move"),
    path("partners/prospects/<str:prospect_id>/screening/", recruiting.screen, name="prospect-screen"),
    path("partners/prospects/<str:prospect_id>/outreach/", outreach.begin, name="outreach-begin"),
    path("partners/prospects/<str:prospect_id>/outreach/end/", outreach.end, name="outreach-end"),
    path("partners/prospects/<str:prospect_id>/approval/", recruiting.approve, name="prospect-approve"),
    path("partners/prospects/<str:prospect_id>/refusal/", recruiting.refuse, name="prospect-refuse"),
    path("partners/standings/", tiers.show_standings, name="standings"),
    path("partners/tiers/", words.show_tiers, name="tiers"),
    path("partners/tiers/new/", words.edit_tier, name="tier-new"),
    path("partners/tiers/<slug:key>/", words.edit_tier, name="tier"),
    path("partners/types/", words.show_types, name="types"),
    path("partners/types/new/", words.edit_type, name="type-new"),
    path("partners/types/<slug:key>/", words.edit_type, name="type"),
    path("become-a-partner/", applying.apply, name="apply"),
    path("become-a-partner/sent/", applying.show_sent, name="application-sent"),
    path("become-a-partner/<str:token>/", applying.confirm, name="application"),
    path("organization/", records.show_own, name="own"),
    path("organization/agreements/", agreements.show_own_agreements, name="own-agreements"),
    path("organization/agreements/<str:agreement_version_id>/", agreements.accept_agreement, name="agreement-accept"),
    path("organization/vetting/", vetting.show_own_vetting, name="own-vetting"),
    path("organization/vetting/<str:questionnaire>/", vetting.answer_questionnaire, name="vetting-answer"),
    path("organization/requirements/", requirements.show_own_requirements, name="own-requirements"),
    path("organization/journey/", onboarding.show_own_journey, name="own-journey"),
    path("organization/roadmap/", tiers.show_own_roadmap, name="own-roadmap"),
    path("organization/profile/", changes.edit_own_profile, name="own-profile"),
    path("partners/<str:partner_id>/", records.show_record, name="record"),
    path("partners/<str:partner_id>/profile/", changes.edit_profile, name="profile"),
    path("partners/<str:partner_id>/roles/<slug:type_key>/end/", changes.end_role, name="role-end"),
    path("partners/<str:partner_id>/agreements/", agreements.show_partner_agreements, name="agreements-of"),
    path("partners/<str:partner_id>/agreements/request/", agreements.request_agreement, name="agreement-request"),
    path("partners/<str:partner_id>/vetting/", vetting.show_partner_vetting, name="vetting-of"),
    path("partners/<str:partner_id>/vetting/request/", vetting.request_vetting, name="vetting-request"),
    path("partners/<str:partner_id>/red-flags/new/", vetting.record_flag, name="red-flag-new"),
    path("partners/<str:partner_id>/requirements/", requirements.show_partner_requirements, name="requirements-of"),
    path("partners/<str:partner_id>/requirements/documents/", requirements.give_evidence, name="requirement-give"),
    path("partners/<str:partner_id>/life/", lifecycle.show_life, name="life"),
    path("partners/<str:partner_id>/offboarding/", lifecycle.begin_offboarding, name="offboarding-new"),
    path("partners/<str:partner_id>/return/", lifecycle.return_partner, name="return"),
    path("partners/<str:partner_id>/journey/", onboarding.show_partner_journey, name="journey"),
    path("partners/<str:partner_id>/goals/new/", goals.propose_goal, name="goal-new"),
    path("partners/<str:partner_id>/roadmap/", tiers.show_roadmap, name="roadmap"),
    path("partners/<str:partner_id>/quality/", quality.show_quality, name="quality"),
    path("partners/<str:partner_id>/quality/<str:confirmed>/", quality.confirm, name="quality-confirm"),
    path("partners/<str:partner_id>/merge/", merging.choose_other, name="merge"),
    path("partners/<str:partner_id>/merge/<str:other_partner_id>/", merging.merge_with, name="merge-with"),
    path(
        "partners/<str:partner_id>/managers/<str:person_id>/release/", changes.release_manager, name="manager-release"
    ),
    path("partners/<str:partner_id>/<str:what>/", changes.change, name="change"),
]
