from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "steelyard.identity"
    label = "identity"
