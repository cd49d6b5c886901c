"""The ASGI application: HTTP to Django, WebSockets to the consumers."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATABASE_POOL", "1")

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()  # sets Django up; the imports below need it

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402

from config.full_disk import ToldWhenFull  # noqa: E402
from config.websockets import urlpatterns  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": ToldWhenFull(django_application),
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(urlpatterns))),
    }
)
