"""The config app: it has no rows, only the `up` command and what serves pages."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Makes `config.management` discoverable."""

    name = "config"
