"""`/healthz`: whether this process can reach what it stands on."""

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse


def health(_request: HttpRequest) -> JsonResponse:
    """200 with what answers; 503 where something does not."""
    parts = {"database": _try(_database), "valkey": _try(_valkey)}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _try(check: object) -> bool:
    try:
        check()  # type: ignore[operator]
    except Exception:  # noqa: BLE001 -- whatever it is, the part does not answer
        return False
    return True


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _valkey() -> None:
    cache.get("health")
