from importlib import import_module

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "steelyard.partners"
    label = "partners"

    def ready(self) -> None:
        """Register what this context contributes."""
        for module in ("events", "portal"):
            import_module(f"{self.name}.{module}")
