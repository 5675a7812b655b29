"""Pages of insights."""

from django.urls import path

from steelyard.insights import views

app_name = "insights"
urlpatterns = [
    path("insights/", views.show_executive, name="executive"),
    path("insights/export/", views.export_executive, name="export"),
    path("insights/boards/<slug:board>/", views.show_board, name="board"),
    path("insights/boards/<slug:board>/export/", views.export_board, name="board-export"),
    path("insights/<slug:metric_name>/", views.show_metric, name="metric"),
    path("insights/<slug:metric_name>/export/", views.export_metric, name="metric-export"),
    path("insights/<slug:metric_name>/records/export/", views.export_records, name="records-export"),
]
