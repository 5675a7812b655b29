from django.urls import path

from steelyard.ui.views import activity, exports, gallery, home, imports, list_views, live, palette, preferences

urlpatterns = [
    path("", home.home, name="home"),
    path("live", live.tell_news, name="live"),
    path("live/frame", live.show_frame, name="frame"),
    path("palette", palette.palette, name="palette"),
    path("keyboard", palette.keyboard_help, name="keyboard-help"),
    path("preferences", preferences.set_preferences, name="preferences"),
    path("first-steps/dismissal", preferences.dismiss_checklist, name="dismiss-checklist"),
    path("notifications", activity.show_notifications, name="notifications"),
    path("notifications/read", activity.mark_notifications_read, name="notifications-read"),
    path("notifications/preferences", activity.notification_preferences, name="notification-preferences"),
    path("audit", activity.audit, name="audit"),
    path("imports/", imports.show_imports, name="imports"),
    path("imports/new/", imports.new_import, name="import-new"),
    path("imports/templates/<str:kind>.csv", imports.empty_template, name="import-template"),
    path("imports/<str:import_id>/", imports.show_import, name="import"),
    path("imports/<str:import_id>/progress/", imports.show_progress, name="import-progress"),
    path("imports/<str:import_id>/columns/", imports.columns, name="import-columns"),
    path("imports/<str:import_id>/reading/", imports.read_differently, name="import-reading"),
    path("imports/<str:import_id>/rows/<int:number>/", imports.correct_row, name="import-row"),
    path("imports/<str:import_id>/replacements/", imports.replace_value, name="import-replacement"),
    path("imports/<str:import_id>/refused.csv", imports.download_refused, name="import-refused"),
    path("imports/<str:import_id>/steps/<str:step>/", imports.act, name="import-step"),
    path("exports/<slug:name>.<slug:file_format>", exports.export, name="export"),
    path("views", list_views.save, name="list-view-save"),
    path("views/<str:view_id>/removal", list_views.remove, name="list-view-remove"),
    path("gallery", gallery.gallery, name="gallery"),
]
