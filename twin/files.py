"""Answers that are files: content-addressed, so cacheable, with validators and byte ranges."""

from __future__ import annotations

import re
from io import SEEK_END

from django.http import HttpRequest, HttpResponse

from twin.artifacts import hash_of, load_bytes, open_artifact

_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
FOREVER = "private, max-age=31536000, immutable"
REVALIDATE = "private, max-age=60, must-revalidate"


def file_answer(request: HttpRequest, key: str, content_type: str, *, file_name: str | None = None) -> HttpResponse:
    """The artifact under `key`; 304 for a known ETag, 206 for a byte range."""
    etag = f'"{hash_of(key)}"'
    if request.headers.get("If-None-Match") == etag:
        return _with_headers(HttpResponse(status=304), etag, FOREVER)
    response = _ranged(request, key, content_type)
    if file_name:
        response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return _with_headers(response, etag, FOREVER)


def _ranged(request: HttpRequest, key: str, content_type: str) -> HttpResponse:
    match = _RANGE.match(request.headers.get("Range", ""))
    if match is None or match.groups() == ("", ""):
        return HttpResponse(load_bytes(key), content_type=content_type)
    first, last = match.groups()
    with open_artifact(key) as file:
        length = file.seek(0, SEEK_END)
        start = int(first) if first else max(0, length - int(last))
        end = min(int(last), length - 1) if first and last else length - 1
        if start > end:
            response = HttpResponse(status=416)
            response["Content-Range"] = f"bytes */{length}"
            return response
        file.seek(start)
        data = file.read(end - start + 1)
    response = HttpResponse(data, status=206, content_type=content_type)
    response["Content-Range"] = f"bytes {start}-{end}/{length}"
    return response


def _with_headers(response: HttpResponse, etag: str, cache: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = cache
    response["Accept-Ranges"] = "bytes"
    return response
