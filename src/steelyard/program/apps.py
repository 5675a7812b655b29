from django.apps import AppConfig


class ProgramConfig(AppConfig):
    name = "steelyard.program"
    label = "program"

    def ready(self) -> None:
        from steelyard.program import events, portal  # noqa: F401 - registers the events and what the shell shows
