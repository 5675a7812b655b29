from importlib import import_module

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "steelyard.platform"
    label = "platform"

    def ready(self) -> None:
        """Register the platform's own events and jobs, what the platform holds of people, and what follows partners."""
        own = ("audit.events", "exports.events", "imports.events", "imports.jobs", "webhooks.events", "webhooks.jobs")
        edits = ("bulk_edits.events", "bulk_edits.jobs", "mailing.events")
        privacy = ("privacy.events", "privacy.holdings", "privacy.jobs", "privacy.periods")
        for module in (*own, *edits, "digests", "partner_rows", *privacy):
            import_module(f"{self.name}.{module}")
