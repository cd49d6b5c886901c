"""The Celery app. `celery -A workers.app worker -Q simulate,import,report,deliver` runs its tasks."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("foresite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()
app.autodiscover_tasks(["workers"])


@app.on_after_finalize.connect
def _connect_signals(**_signal: object) -> None:
    """Only workers get here: the web process sends by name and never finalises the task registry."""
    from workers import warm_up  # noqa: F401
