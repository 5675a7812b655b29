from django.apps import AppConfig


class ProgramConfig(AppConfig):
    name = "steelyard.program"
    label = "program"

    def ready(self) -> None:
        from steelyard.program import events, jobs, portal, reactions  # noqa: F401 - registers what the program contributes
