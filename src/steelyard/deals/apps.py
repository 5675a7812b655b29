from django.apps import AppConfig


class DealsConfig(AppConfig):
    name = "steelyard.deals"
    label = "deals"

    def ready(self) -> None:
        from steelyard.deals import events, exports, facts, holdings, imports, merging, portal, program, reactions  # noqa: F401
        from steelyard.deals.simulation import offering  # noqa: F401
