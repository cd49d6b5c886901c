"""The twin app: facilities, their CAD revisions, parts and cameras."""

from django.apps import AppConfig


class TwinConfig(AppConfig):
    """Its pure packages (`cad`, `geometry`, `depth`, `demo`) never see this."""

    name = "twin"

    def ready(self) -> None:
        """Say which columns hold artifact keys."""
        from twin.artifacts import register_field
        from twin.models import Revision
        from twin.services.keys import REVISION_KEYS, list_revision_keys, register_keys

        for field in REVISION_KEYS:
            register_field(Revision, field)
        register_keys(list_revision_keys)
