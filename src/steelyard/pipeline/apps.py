from importlib import import_module

from django.apps import AppConfig


class PipelineConfig(AppConfig):
    name = "steelyard.pipeline"
    label = "pipeline"

    def ready(self) -> None:
        """Register what this context contributes."""
        for module in (
            "offboarding",
            "edits",
            "events",
            "exports",
            "facts",
            "holdings",
            "imports",
            "measures",
            "merging",
            "portal",
            "reactions",
        ):
            import_module(f"{self.name}.{module}")
