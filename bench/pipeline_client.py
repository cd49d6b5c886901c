"""A planner's session over HTTP and WebSocket, for measuring the real stack from outside; standard library mostly."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

POLL_S = 0.2
FIRST_REFUSAL = 4400  # close codes from here on are the server's decision


class ApiError(Exception):
    """A response that is not a success, with the problem document's words."""


class Planner:
    """Signed in at one server."""

    def __init__(self, base_url: str, email: str, password: str) -> None:
        self.base_url = base_url.rstrip("/")
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self._csrf_token_from_server()
        self.post("session/", {"email": email, "password": password})

    def get(self, path: str) -> Any:
        """The decoded body of a GET under /api/v1/."""
        return self._request("GET", path)[1]

    def post(self, path: str, body: Any) -> Any:
        """The decoded body of a POST under /api/v1/."""
        return self._request("POST", path, body)[1]

    def patch(self, path: str, body: Any, *, if_match: str) -> Any:
        """The decoded body of a PATCH under /api/v1/."""
        return self._request("PATCH", path, body, {"If-Match": if_match})[1]

    def messages(self, path: str, *, seconds: float) -> Iterator[tuple[dict[str, Any], bytes | None]]:
        """Each message of a WebSocket, a preview together with its picture, until `seconds` have passed.

        A connection that breaks is taken up again behind the last message that was seen.
        """
        deadline, last = time.monotonic() + seconds, 0
        while time.monotonic() < deadline:
            try:
                for message, picture in self._connection(f"{path}?after={last}", deadline):
                    last = max(last, int(message.get("seq") or 0))
                    yield message, picture
            except ConnectionClosed as closed:
                if closed.rcvd is not None and closed.rcvd.code >= FIRST_REFUSAL:
                    raise ApiError(f"{path}: closed with {closed.rcvd.code}") from closed
                time.sleep(POLL_S)

    def _connection(self, path: str, deadline: float) -> Iterator[tuple[dict[str, Any], bytes | None]]:
        url = self.base_url.replace("http", "ws", 1) + path
        cookie = "; ".join(f"{c.name}={c.value}" for c in self.cookies)
        headers = {"Cookie": cookie}
        with connect(url, additional_headers=headers, origin=Origin(self.base_url), max_size=2**24) as socket:
            while (left := deadline - time.monotonic()) > 0:
                try:
                    message = json.loads(socket.recv(timeout=left))
                    picture = socket.recv(timeout=left) if message["type"] == "preview" else None
                except TimeoutError:
                    return
                yield message, picture if isinstance(picture, bytes) else None

    def _csrf_token_from_server(self) -> None:
        try:
            self._request("GET", "session/")
        except ApiError:
            return  # not signed in yet; the cookie came with the refusal

    def _request(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        token = next((c.value for c in self.cookies if c.name == "csrftoken"), "") or ""
        request = urllib.request.Request(
            f"{self.base_url}/api/v1/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Content-Type": "application/json",
                "Accept": "application/json",
                "X-CSRFToken": token,
                "Referer": self.base_url + "/",
                **(headers or {}),
            },
        )
        try:
            with self._opener.open(request, timeout=60) as response:
                content = response.read()
                return response.status, json.loads(content) if content else None
        except urllib.error.HTTPError as error:
            raise ApiError(f"{method} {path}: {error.code} {error.read()[:500].decode(errors='replace')}") from error
