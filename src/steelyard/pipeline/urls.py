"""Pages of the pipeline."""

from django.urls import path

from steelyard.pipeline.views import accounts, lists, records, stages

app_name = "pipeline"
urlpatterns = [
    path("pipeline/", lists.show_list, name="list"),
    path("pipeline/board/", lists.show_board, name="board"),
    path("pipeline/forecast/", lists.show_forecast, name="forecast"),
    path("pipeline/stages/", stages.show_stages, name="stages"),
    path("pipeline/stages/new/", stages.edit_stage, name="stage-new"),
    path("pipeline/stages/<slug:key>/", stages.edit_stage, name="stage"),
    path("accounts/", accounts.show_accounts, name="accounts"),
    path("accounts/new/", accounts.name_account, name="account-new"),
    path("accounts/<str:company_id>/release/", accounts.release_account, name="account-release"),
    path("installed-base/", accounts.show_installed, name="installed"),
    path("installed-base/new/", accounts.record_installed, name="installed-new"),
    path("installed-base/<str:installed_id>/end/", accounts.end_installed, name="installed-end"),
    path("pipeline/<str:opportunity_id>/", records.show_record, name="record"),
    path("pipeline/<str:opportunity_id>/terms/", records.edit, name="edit"),
    path("pipeline/<str:opportunity_id>/stage/", records.move, name="move"),
    path("pipeline/<str:opportunity_id>/activities/", records.log_activity, name="log-activity"),
    path("pipeline/<str:opportunity_id>/win/", records.close_won, name="won"),
    path("pipeline/<str:opportunity_id>/loss/", records.close_lost, name="lost"),
    path("pipeline/<str:opportunity_id>/reopening/", records.reopen, name="reopen"),
    path("pipeline/<str:opportunity_id>/owner/", records.assign_owner, name="owner"),
]
