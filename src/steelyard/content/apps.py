from importlib import import_module

from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "steelyard.content"
    label = "content"

    def ready(self) -> None:
        """Register what this context contributes."""
        for module in (
            "events",
            "exports",
            "forgetting",
            "guides.events",
            "holdings",
            "kits.events",
            "measures",
            "merging",
            "program",
            "questions.events",
            "reactions",
            "roadmap.events",
            "jobs",
            "portal",
        ):
            import_module(f"{self.name}.{module}")
