from importlib import import_module

from django.apps import AppConfig

from steelyard.platform import directory


class PartnersConfig(AppConfig):
    name = "steelyard.partners"
    label = "partners"

    def ready(self) -> None:
        """Register what this context contributes."""
        for module in (
            *(
                "edits",
                "events",
                "exports",
                "facts",
                "followers",
                "imports",
                "merging",
                "periods",
                "places",
                "program",
                "reactions",
            ),
            "portal",
            *("agreements.events", "agreements.holdings", "agreements.reactions"),
            *(
                "quality.reactions",
                "tiers.reactions",
                "tiers.measures",
                "tiers.simulation.offering",
                "benefits.reactions",
                "lifecycle.reactions",
                "lifecycle.settling",
                "goals.reactions",
            ),
            *("recruiting.edits", "recruiting.events", "recruiting.holdings", "recruiting.imports"),
            *("recruiting.jobs", "recruiting.reactions"),
            *("outreach.events", "outreach.jobs", "outreach.reactions"),
            *("onboarding.reactions", "onboarding.reached"),
            *("inactivity.reactions", "inactivity.edits", "automation.doing", "automation.reactions"),
            *("vetting.events", "vetting.holdings", "vetting.measures", "vetting.reactions"),
            *("requirements.events", "requirements.holdings", "requirements.reached", "requirements.reactions"),
            *("portfolio.holdings", "portfolio.measures", "portfolio.reactions", "longtail.reactions"),
        ):
            import_module(f"{self.name}.{module}")
        from steelyard.partners.benefits.queries import benefit_keys
        from steelyard.partners.queries import find_names, tier_keys, type_keys
        from steelyard.program.public import register_catalog

        directory.register_organizations(find_names)
        register_catalog("tiers", tier_keys)
        register_catalog("partner_types", type_keys)
        register_catalog("benefits", benefit_keys)
