from importlib import import_module

from django.apps import AppConfig

from steelyard.platform import directory
from steelyard.platform.live import hearing


class IdentityConfig(AppConfig):
    name = "steelyard.identity"
    label = "identity"

    def ready(self) -> None:
        """Register what this context contributes, tell the platform how to find people, and hear of sign-ins."""
        from django.contrib.auth.signals import user_logged_in

        from steelyard.identity.adapters import on_signed_in
        from steelyard.identity.queries.people import find_people
        from steelyard.identity.stamps import find_stamps

        for module in ("events", "exports", "holdings", "imports", "jobs", "merging", "periods", "reactions", "portal"):
            import_module(f"{self.name}.{module}")
        directory.register(find_people)
        hearing.register(find_stamps)
        user_logged_in.connect(on_signed_in, dispatch_uid="steelyard.identity.signed_in")
