from importlib import import_module

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "steelyard.platform"
    label = "platform"

    def ready(self) -> None:
        """Register the events and jobs of the platform's own parts, and what the platform holds of people."""
        own = ("audit.events", "exports.events", "imports.events", "imports.jobs", "webhooks.events", "webhooks.jobs")
        for module in (*own, "privacy.holdings"):
            import_module(f"{self.name}.{module}")
