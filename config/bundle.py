"""The browser bundle: hashed assets through whitenoise, `index.html` for every page of the product."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe
from whitenoise.middleware import WhiteNoiseMiddleware

NOT_BUILT = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Foresite</title></head>
<body><h1>The browser bundle is not built</h1>
<p>Run <code>make build</code>, or <code>make run</code>, which does it too. The API answers at
<a href="/api/v1/docs/">/api/v1/docs/</a>.</p></body></html>"""


class Bundle(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Serves the bundle's files whole: an asynchronous server cannot stream Django's synchronous files."""

    def __init__(self, get_response: Any = None) -> None:
        super().__init__(get_response)
        if settings.BUNDLE_DIR.is_dir():
            self.add_files(str(settings.BUNDLE_DIR))

    def immutable_file_test(
        self,
        path: str,  # noqa: ARG002 -- whitenoise's signature
        url: str,
    ) -> bool:
        """Vite puts a hash of the content into the name of everything under /assets/."""
        return bool(re.match(r"^/assets/.+-[\w-]{8}\.\w+", url))

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        """The file's answer, ranges and validators included."""
        answer = static_file.get_response(request.method, request.META)
        content = b""
        if answer.file is not None:
            with answer.file as file:
                content = file.read()
        response = HttpResponse(content, status=int(answer.status))
        del response["content-type"]
        for name, value in answer.headers:
            response[name] = value
        return response


@require_safe
@ensure_csrf_cookie
def page(request: HttpRequest) -> HttpResponse:
    """The single page that the browser's router takes over from."""
    index = settings.BUNDLE_DIR / "index.html"
    if not index.is_file():
        return HttpResponse(NOT_BUILT, status=503)
    response = HttpResponse(index.read_bytes())
    response["Cache-Control"] = "no-cache"
    if request.path.startswith("/shared/"):
        # Who follows a link that is meant for few: tell nobody where from, and be in no index.
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response
