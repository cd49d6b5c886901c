"""The scenarios app: variants, runs, comparisons and reports."""

from django.apps import AppConfig


class ScenariosConfig(AppConfig):
    """Its pure packages (`layout`, `simulation`, `metrics`, `safety`, `statistics`) never see this."""

    name = "scenarios"

    def ready(self) -> None:
        """Say which columns hold artifact keys."""
        from scenarios.models import Playback, Report
        from scenarios.services.keys import list_file_keys
        from twin.artifacts import register_field
        from twin.services.keys import register_keys

        register_field(Report, "file_key")
        register_field(Playback, "file_key")
        register_keys(list_file_keys)
