"""The composition root as a Django app: loading it makes Celery's app the current one."""

from django.apps import AppConfig


class WorkersConfig(AppConfig):
    """Last of ours: it may import all others, none imports it."""

    name = "workers"

    def ready(self) -> None:
        """Configure Celery, so that the web process can send tasks by name."""
        from workers import app  # noqa: F401
