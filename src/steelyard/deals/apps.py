from django.apps import AppConfig


class DealsConfig(AppConfig):
    name = "steelyard.deals"
    label = "deals"

    def ready(self) -> None:
        from steelyard.deals import (  # noqa: F401
            automating,
            edits,
            events,
            exports,
            facts,
            holdings,
            imports,
            mail_actions,
            measures,
            merging,
            offboarding,
            periods,
            portal,
            program,
            reactions,
        )
        from steelyard.deals.simulation import offering  # noqa: F401
