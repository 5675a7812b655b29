from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "steelyard.companies"
    label = "companies"

    def ready(self) -> None:
        """Register what this context contributes."""
        from steelyard.companies import edits, events, exports, holdings, imports, jobs, partner_words, portal  # noqa: F401
