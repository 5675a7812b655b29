from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "steelyard.platform"
    label = "platform"
