"""Pages of deal registration."""

from django.urls import path

from steelyard.deals.views import approvals, direct, disputes, following, lists, poaching, records, registering

app_name = "deals"
urlpatterns = [
    path("deals/", lists.show_list, name="registrations"),
    path("deals/board/", lists.show_board, name="board"),
    path("deals/new/", registering.register, name="new"),
    path("deals/preview/", registering.preview, name="preview"),
    path("deals/companies/", registering.suggest, name="companies"),
    path("deals/drafts/", registering.keep_draft, name="draft"),
    path("deals/drafts/<str:registration_id>/", registering.edit_draft, name="edit"),
    path("deals/drafts/<str:registration_id>/discard/", registering.discard_draft, name="discard"),
    path("deals/direct/", poaching.show_log, name="poaching"),
    path("deals/direct/new/", direct.open_direct, name="direct_new"),
    path("deals/evidence/<str:evidence_id>/", following.download_evidence, name="evidence"),
    path("deals/<str:registration_id>/", records.show_record, name="registration"),
    path("deals/<str:registration_id>/comments/", following.comment, name="comment"),
    path("deals/<str:registration_id>/answer/", following.answer, name="answer"),
    path("deals/<str:registration_id>/evidence/", following.add_evidence, name="add_evidence"),
    path("deals/<str:registration_id>/extension/", following.extend, name="extend"),
    path("deals/<str:registration_id>/extension/decision/", following.decide_extension, name="decide_extension"),
    path("deals/<str:registration_id>/conversion/", following.convert, name="convert"),
    path("deals/<str:registration_id>/withdrawal/", following.withdraw, name="withdraw"),
    path("deals/<str:registration_id>/appeal/", following.appeal, name="appeal"),
    path("deals/<str:registration_id>/revocation/", following.revoke, name="revoke"),
    path("deals/<str:registration_id>/manager/", following.reassign, name="reassign"),
    path("deals/<str:registration_id>/dispute/", disputes.file, name="file_dispute"),
    path("disputes/", disputes.show_docket, name="disputes"),
    path("disputes/<str:dispute_id>/", disputes.show_dispute, name="dispute"),
    path("disputes/<str:dispute_id>/statements/", disputes.answer, name="dispute_answer"),
    path("disputes/<str:dispute_id>/arbiter/", disputes.name_arbiter, name="dispute_arbiter"),
    path("disputes/<str:dispute_id>/ruling/", disputes.rule, name="dispute_ruling"),
    path("disputes/<str:dispute_id>/withdrawal/", disputes.withdraw, name="dispute_withdrawal"),
    path("disputes/<str:dispute_id>/appeal/", disputes.appeal, name="dispute_appeal"),
    path("approvals/", approvals.show_queue, name="approvals"),
    path("approvals/<str:registration_id>/", approvals.show_case, name="approval"),
    path("approvals/<str:registration_id>/decision/", approvals.decide, name="decide"),
    path("approvals/<str:registration_id>/question/", approvals.ask, name="ask"),
]
