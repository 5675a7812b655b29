from django.urls import path

from steelyard.ui.views import activity, gallery, home, list_views, palette, preferences

urlpatterns = [
    path("", home.home, name="home"),
    path("palette", palette.palette, name="palette"),
    path("keyboard", palette.keyboard_help, name="keyboard-help"),
    path("preferences", preferences.set_preferences, name="preferences"),
    path("first-steps/dismissal", preferences.dismiss_checklist, name="dismiss-checklist"),
    path("notifications", activity.show_notifications, name="notifications"),
    path("notifications/read", activity.mark_notifications_read, name="notifications-read"),
    path("notifications/preferences", activity.notification_preferences, name="notification-preferences"),
    path("audit", activity.audit, name="audit"),
    path("views", list_views.save, name="list-view-save"),
    path("views/<str:view_id>/removal", list_views.remove, name="list-view-remove"),
    path("gallery", gallery.gallery, name="gallery"),
]
