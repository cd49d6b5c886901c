"""Which scopes an OAuth client may ask for: those of its API client row."""

from typing import Any

from oauth2_provider.scopes import SettingsScopes

from accounts.models import ApiClient


class ClientScopes(SettingsScopes):  # type: ignore[misc]
    """A token never carries more than its client was given; asked for nothing, it carries all of that."""

    def get_available_scopes(self, application: Any = None, *_args: Any, **_kwargs: Any) -> list[str]:
        client = ApiClient.objects.filter(application=application).first()
        return list(client.scopes) if client is not None else []

    def get_default_scopes(self, application: Any = None, *_args: Any, **_kwargs: Any) -> list[str]:
        return self.get_available_scopes(application)
