from importlib import import_module

from django.apps import AppConfig

from steelyard.platform import directory


class PartnersConfig(AppConfig):
    name = "steelyard.partners"
    label = "partners"

    def ready(self) -> None:
        """Register what this context contributes."""
        for module in ("events", "exports", "facts", "followers", "imports", "merging", "reactions", "portal"):
            import_module(f"{self.name}.{module}")
        from steelyard.partners.queries import find_names, tier_keys, type_keys
        from steelyard.program.public import register_catalog

        directory.register_organizations(find_names)
        register_catalog("tiers", tier_keys)
        register_catalog("partner_types", type_keys)
