from django.urls import path

from steelyard.ui.views import gallery, home, palette, preferences

urlpatterns = [
    path("", home.home, name="home"),
    path("palette", palette.palette, name="palette"),
    path("keyboard", palette.keyboard_help, name="keyboard-help"),
    path("preferences", preferences.set_preferences, name="preferences"),
    path("first-steps/dismissal", preferences.dismiss_checklist, name="dismiss-checklist"),
    path("gallery", gallery.gallery, name="gallery"),
]
