from importlib import import_module

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "steelyard.insights"
    label = "insights"

    def ready(self) -> None:
        """Register what this context contributes."""
        import_module(f"{self.name}.portal")
