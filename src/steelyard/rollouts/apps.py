from importlib import import_module

from django.apps import AppConfig


class RolloutsConfig(AppConfig):
    name = "steelyard.rollouts"
    label = "rollouts"

    def ready(self) -> None:
        """Register what this context contributes."""
        for module in ("events", "exports", "holdings", "jobs", "merging", "portal", "reactions"):
            import_module(f"{self.name}.{module}")
        from steelyard.platform.features import register_gates
        from steelyard.rollouts.queries.gates import find_gates

        register_gates(find_gates)
