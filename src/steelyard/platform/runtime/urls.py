"""Addresses for machines; they stand outside the pages and the API."""

from django.urls import path

from steelyard.platform.runtime import health

app_name = "runtime"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.show_metrics, name="metrics"),
]
