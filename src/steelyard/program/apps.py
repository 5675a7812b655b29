from django.apps import AppConfig


class ProgramConfig(AppConfig):
    name = "steelyard.program"
    label = "program"

    def ready(self) -> None:
        from steelyard.program import events, exports, jobs, merging, portal, reactions  # noqa: F401 - registers what the program contributes
        from steelyard.program.queries.catalog import family_keys, region_keys
        from steelyard.program.registry import register_catalog

        register_catalog("regions", region_keys)
        register_catalog("families", family_keys)
