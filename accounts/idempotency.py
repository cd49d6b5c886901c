"""`Idempotency-Key`: a POST repeated with the same key and body gets the first one's answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from django.db import IntegrityError, transaction
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from accounts.caller import Caller
from accounts.errors import FieldError, InvalidInput, Unprocessable
from accounts.models import IdempotencyKey

KEPT_HEADERS = ("Location", "ETag")


def respond_once(
    request: Request, caller: Caller, work: Callable[[], Response], *, body_hash: str | None = None
) -> Response:
    """`work()`, or the stored answer to the same request. `work` is what parses the body.

    The key's row and the work share one transaction: a second request with the key waits on the
    unique index until the first has its answer. A changed body is ``Unprocessable``.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        with transaction.atomic():
            return work()
    if not 1 <= len(key) <= 200:
        raise InvalidInput("An Idempotency-Key has 1 to 200 characters.", [FieldError("", "Idempotency-Key")])
    if body_hash is None:
        body_hash = hashlib.sha256(request._request.body).hexdigest()
    identity = {
        "organisation_id": caller.organisation_id,
        "actor": caller.key,
        "method": str(request.method),
        "path": request.path[:300],
        "key": key,
    }
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = IdempotencyKey.objects.create(**identity, body_hash=body_hash)
        except IntegrityError:
            return _repeat(IdempotencyKey.objects.get(**identity), body_hash)
        response = work()
        row.status, row.body = response.status_code, _plain(response.data)
        row.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
        row.save(update_fields=["status", "body", "headers"])
    return response


def _repeat(row: IdempotencyKey, body_hash: str) -> Response:
    if row.body_hash != body_hash:
        raise Unprocessable("This Idempotency-Key was used with another body.")
    return Response(row.body, status=row.status, headers=row.headers)


def _plain(data: object) -> object:
    return json.loads(json.dumps(data, cls=JSONEncoder))
