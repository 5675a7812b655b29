from importlib import import_module

from django.apps import AppConfig

from steelyard.platform import directory


class PartnersConfig(AppConfig):
    name = "steelyard.partners"
    label = "partners"

    def ready(self) -> None:
        """Register what this context contributes."""
        for module in ("events", "imports", "reactions", "portal"):
            import_module(f"{self.name}.{module}")
        from steelyard.partners.queries import find_names

        directory.register_organizations(find_names)
