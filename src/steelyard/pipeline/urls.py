"""Pages of the pipeline."""

from django.urls import path

from steelyard.pipeline.views import lists, records

app_name = "pipeline"
urlpatterns = [
    path("pipeline/", lists.show_list, name="list"),
    path("pipeline/board/", lists.show_board, name="board"),
    path("pipeline/forecast/", lists.show_forecast, name="forecast"),
    path("pipeline/export/", lists.export, name="export"),
    path("pipeline/several/", lists.change_several, name="change-several"),
    path("pipeline/<str:opportunity_id>/", records.show_record, name="record"),
    path("pipeline/<str:opportunity_id>/terms/", records.edit, name="edit"),
    path("pipeline/<str:opportunity_id>/stage/", records.move, name="move"),
    path("pipeline/<str:opportunity_id>/activities/", records.log_activity, name="log-activity"),
    path("pipeline/<str:opportunity_id>/win/", records.close_won, name="won"),
    path("pipeline/<str:opportunity_id>/loss/", records.close_lost, name="lost"),
    path("pipeline/<str:opportunity_id>/reopening/", records.reopen, name="reopen"),
    path("pipeline/<str:opportunity_id>/owner/", records.assign_owner, name="owner"),
]
