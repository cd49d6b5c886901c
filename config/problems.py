"""Every error of the API as an RFC 9457 problem document: the one place that knows status codes."""

from __future__ import annotations

from collections.abc import Iterator
from errno import EDQUOT, ENOSPC
from typing import Any

import structlog
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from accounts import errors

log = structlog.get_logger(__name__)
CONTENT_TYPE = "application/problem+json"
NO_ROOM = "There is no room left on the server to keep this. Nothing of it was kept; tell whoever runs it."

STATUS: dict[type[errors.DomainError], tuple[int, str]] = {
    errors.NotSignedIn: (401, "Not signed in"),
    errors.NotAllowed: (403, "Not allowed"),
    errors.NotFound: (404, "Not found"),
    errors.InvalidInput: (400, "Invalid input"),
    errors.Unprocessable: (422, "Cannot be done"),
    errors.Conflict: (409, "Conflict"),
    errors.PreconditionRequired: (428, "Precondition required"),
    errors.PreconditionFailed: (412, "Precondition failed"),
    errors.Gone: (410, "Gone"),
    errors.TooLarge: (413, "Too large"),
    errors.ChecksumMismatch: (460, "Checksum mismatch"),  # the status of the tus protocol
    errors.StorageFull: (507, "Insufficient storage"),
    errors.Unavailable: (503, "Not available"),
}


def problem(status: int, title: str, detail: str, faults: Any = (), **extra: Any) -> dict[str, Any]:
    """The document itself."""
    kind = title.lower().replace(" ", "-")
    return {
        **extra,
        "type": f"/problems/{kind}",
        "title": title,
        "status": status,
        "detail": detail,
        "errors": [{"pointer": pointer, "message": message} for pointer, message in faults],
    }


def handle_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Django REST framework's exception handler."""
    set_rollback()
    if isinstance(error, errors.DomainError):
        status, title = STATUS[type(error)]
        faults = [(fault.pointer, fault.message) for fault in error.errors]
        response = Response(problem(status, title, error.message, faults, **error.extra), status=status)
        if status == 401:
            response["WWW-Authenticate"] = 'Bearer realm="api"'
    elif isinstance(error, Http404):
        response = Response(problem(404, "Not found", "There is nothing here."), status=404)
    elif isinstance(error, exceptions.ValidationError):
        faults = list(_flatten("", error.detail))
        detail = "; ".join(message for _, message in faults[:3])
        response = Response(problem(400, "Invalid input", detail, faults), status=400)
    elif isinstance(error, exceptions.APIException):
        response = _from_framework(error)
    elif isinstance(error, OSError) and error.errno in (ENOSPC, EDQUOT):
        log.error("storage is full", path=getattr(context.get("request"), "path", ""))
        response = Response(problem(507, "Insufficient storage", NO_ROOM), status=507)
    else:
        log.error("unhandled error", exc_info=error, path=getattr(context.get("request"), "path", ""))
        response = Response(
            problem(500, "Internal error", "Something went wrong on our side; it has been logged."), status=500
        )
    response.content_type = CONTENT_TYPE
    return response


def _from_framework(error: exceptions.APIException) -> Response:
    title = str(error.default_detail).rstrip(".")
    detail = str(error.detail) if isinstance(error.detail, str) else title
    response = Response(problem(error.status_code, title, detail), status=error.status_code)
    if wait := getattr(error, "wait", None):
        response["Retry-After"] = str(int(wait) + 1)
    if header := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = header
    return response


def _flatten(pointer: str, detail: Any) -> Iterator[tuple[str, str]]:
    if isinstance(detail, dict):
        for key, value in detail.items():
            yield from _flatten(pointer if key == "non_field_errors" else f"{pointer}/{key}", value)
    elif isinstance(detail, list) and any(isinstance(item, dict | list) for item in detail):
        for index, value in enumerate(detail):
            yield from _flatten(f"{pointer}/{index}", value)
    elif isinstance(detail, list):
        for item in detail:
            yield pointer, str(item)
    else:
        yield pointer, str(detail)


def csrf_failure(_request: HttpRequest, reason: str = "") -> JsonResponse:
    """A request with a session but without its token."""
    return JsonResponse(
        problem(403, "Not allowed", f"CSRF check failed: {reason}"), status=403, content_type=CONTENT_TYPE
    )


def not_found(_request: HttpRequest) -> JsonResponse:
    """Any path below /api/ that is not one."""
    return JsonResponse(problem(404, "Not found", "There is nothing here."), status=404, content_type=CONTENT_TYPE)
