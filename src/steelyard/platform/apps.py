from importlib import import_module

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "steelyard.platform"
    label = "platform"

    def ready(self) -> None:
        """Register the events and jobs of the platform's own parts."""
        for module in ("exports.events", "imports.events", "imports.jobs", "webhooks.events", "webhooks.jobs"):
            import_module(f"{self.name}.{module}")
