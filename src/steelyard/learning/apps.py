from importlib import import_module

from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "steelyard.learning"
    label = "learning"

    def ready(self) -> None:
        """Register what this context contributes."""
        for module in (
            "automating",
            "events",
            "exports",
            "holdings",
            "imports",
            "measures",
            "merging",
            "paths.jobs",
            "portal",
            "reactions",
            "records.jobs",
            "sessions.events",
            "sessions.jobs",
            "sessions.program",
            "sessions.reactions",
        ):
            import_module(f"{self.name}.{module}")
