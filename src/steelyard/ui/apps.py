from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "steelyard.ui"
    label = "ui"

    def ready(self) -> None:
        from steelyard.ui import entries, exports  # noqa: F401 - contribute on import
