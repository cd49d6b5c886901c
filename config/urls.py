"""The paths of the product: the API, tokens for machines, and the page for everything else."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView
from oauth2_provider.views import RevokeTokenView, TokenView

from config.bundle import page
from config.docs import ApiDocsView
from config.health import health
from config.problems import not_found

api: list[URLPattern | URLResolver] = [
    path("schema/", SpectacularAPIView.as_view(permission_classes=[], authentication_classes=[]), name="schema"),
    path("docs/", ApiDocsView.as_view(), name="docs"),
    path("", include("accounts.urls")),
    path("", include("twin.urls")),
    path("", include("scenarios.urls")),
    path("", include("worlds.urls")),
]

urlpatterns = [
    path("api/v1/", include(api)),
    re_path(r"^api/", not_found),
    path("o/token/", TokenView.as_view(), name="token"),
    path("o/revoke_token/", RevokeTokenView.as_view(), name="revoke-token"),
    path("healthz", health, name="health"),
    re_path(r"^(?!api/|o/|ws/|assets/|static/).*$", page, name="page"),
]
