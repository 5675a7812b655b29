from importlib import import_module

from django.apps import AppConfig

from steelyard.platform import directory


class IdentityConfig(AppConfig):
    name = "steelyard.identity"
    label = "identity"

    def ready(self) -> None:
        """Load what registers itself, and tell the platform how to find people."""
        for module in ("events", "queries.people"):
            import_module(f"{self.name}.{module}")
        from steelyard.identity.queries.people import find_people

        directory.register(find_people)
