"""The accounts app: organisations, members and roles, API clients, the audit trail."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registered first: every other app's rows hang from an organisation."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
