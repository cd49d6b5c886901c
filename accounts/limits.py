"""How often something may be asked for, told with every answer that counts.

The headers are those of draft-ietf-httpapi-ratelimit-headers: `RateLimit-Policy: "sign-in";q=20;w=60` is what holds,
`RateLimit: "sign-in";r=19;t=60` what is left of it, and for how many seconds.
"""

from __future__ import annotations

import math
from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle, ScopedRateThrottle
from rest_framework.views import APIView


class PostThrottle(ScopedRateThrottle):
    """Counts POSTs by address; nothing else of its view. The view names its rate in ``throttle_scope``."""

    history: list[float]
    now: float
    num_requests: int
    duration: int

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether one more may be."""
        return request.method != "POST" or super().allow_request(request, view)

    def headers(self) -> dict[str, str]:
        """What the answer tells; nothing for a request that does not count."""
        if not hasattr(self, "history"):
            return {}
        left = max(0, self.num_requests - len(self.history))
        resets_s = self.duration - (self.now - self.history[-1]) if self.history else self.duration
        return {
            "RateLimit-Policy": f'"{self.scope}";q={self.num_requests};w={self.duration}',
            "RateLimit": f'"{self.scope}";r={left};t={math.ceil(resets_s)}',
        }


class RateLimited(APIView):
    """A view whose answers tell their limits."""

    throttle_classes = (PostThrottle,)
    _throttles: list[BaseThrottle]

    def get_throttles(self) -> list[BaseThrottle]:
        """The ones that this request is counted by."""
        self._throttles = list(super().get_throttles())
        return self._throttles

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """The answer, with its limits."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        for throttle in getattr(self, "_throttles", ()):
            if isinstance(throttle, PostThrottle):
                for name, value in throttle.headers().items():
                    answer[name] = value
        return answer
