"""Resumable uploads: the tus protocol 1.0.0 (https://tus.io), core with creation, checksum, expiration, termination.

A piece counts once its request is through, so clients send pieces of a few megabytes. Beside the protocol, GET tells
how the upload stands as JSON, and names the revision that the complete file became.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any

from django.conf import settings
from django.utils.http import http_date
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.caller import Permission
from accounts.errors import FieldError, InvalidInput, PreconditionFailed
from accounts.http import ApiView
from accounts.idempotency import respond_once
from twin.models import Upload
from twin.selectors import get_facility, get_upload
from twin.serializers import PartialUploadSerializer, describe_upload
from twin.services.uploads import (
    Checksum,
    append_piece,
    cancel_upload,
    check_not_expired,
    create_upload,
)

VERSION = "1.0.0"
ALGORITHMS = ("sha1", "sha256", "md5")
CAPABILITIES = {
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,checksum,expiration,termination",
    "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
}


def _header(name: str, description: str, *, required: bool = True) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, description=description, required=required)


TUS = _header("Tus-Resumable", VERSION)


class PieceParser(BaseParser):
    """The body as it is, unread."""

    media_type = "application/offset+octet-stream"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The stream itself."""
        return stream


class TusView(ApiView):
    """What every answer of the protocol carries."""

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """What this server can do."""
        size = {"Tus-Max-Size": str(settings.UPLOAD_LIMIT_BYTES)}
        return Response(status=204, headers=CAPABILITIES | size)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """The version, always."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Tus-Resumable"] = VERSION
        if answer.status_code == 412:
            answer["Tus-Version"] = VERSION
        return answer

    def check_version(self, request: Request) -> None:
        """Raise ``PreconditionFailed`` for another version of the protocol."""
        if request.headers.get("Tus-Resumable") != VERSION:
            raise PreconditionFailed(f"Send Tus-Resumable: {VERSION}.")


@extend_schema(tags=["twin"])
class FacilityUploadsView(TusView):
    """Beginning an upload that can be gone on with."""

    @extend_schema(
        request=None,
        responses={201: PartialUploadSerializer},
        parameters=[
            TUS,
            _header("Upload-Length", "bytes of the whole file"),
            _header("Upload-Metadata", "`filename`, and `unit` and `up_axis` where they are known; values in base64"),
            _header("Idempotency-Key", "repeats get the first answer", required=False),
        ],
    )
    def post(self, request: Request, facility_id: str) -> Response:
        """Announce a file; its pieces go to the address in `Location`."""
        facility = get_facility(self.caller, facility_id)
        self.caller.check(Permission.WRITE_TWIN)
        self.check_version(request)
        return respond_once(request, self.caller, lambda: self._begin(request, facility), body_hash=_hash(request))

    def _begin(self, request: Request, facility: Any) -> Response:
        about = _metadata(request.headers.get("Upload-Metadata", ""))
        upload = create_upload(
            self.caller,
            facility,
            length=_number(request, "Upload-Length"),
            name=about.get("filename") or "upload",
            unit=about.get("unit", ""),
            up_axis=about.get("up_axis", ""),
        )
        location = {"Location": f"/api/v1/uploads/{upload.pk}/"}
        return Response(describe_upload(upload), status=201, headers=location | _state(upload))


@extend_schema(tags=["twin"])
class UploadView(TusView):
    """An upload on its way."""

    parser_classes = (PieceParser,)

    @extend_schema(responses=PartialUploadSerializer)
    def get(self, request: Request, upload_id: str) -> Response:
        """How it stands; with its revision once everything is there."""
        upload = get_upload(self.caller, upload_id)
        return Response(describe_upload(upload), headers=_state(upload) | {"Cache-Control": "no-store"})

    def head(self, request: Request, upload_id: str) -> Response:
        """How much is there."""
        upload = get_upload(self.caller, upload_id)
        check_not_expired(upload)
        return Response(headers=_state(upload) | {"Upload-Length": str(upload.length), "Cache-Control": "no-store"})

    @extend_schema(
        request={"application/offset+octet-stream": OpenApiTypes.BINARY},
        responses={204: None},
        parameters=[
            TUS,
            _header("Upload-Offset", "where the piece begins: what the upload has `received`"),
            _header("Upload-Checksum", "for example `sha256 <base64>`", required=False),
        ],
    )
    def patch(self, request: Request, upload_id: str) -> Response:
        """Send the next piece."""
        upload = get_upload(self.caller, upload_id)
        self.caller.check(Permission.WRITE_TWIN)
        self.check_version(request)
        length = request.META.get("CONTENT_LENGTH") or ""
        piece: Any = request.data if length != "0" else request._request
        upload = append_piece(
            self.caller,
            upload,
            offset=_number(request, "Upload-Offset"),
            piece=piece,
            size=int(length) if length.isdigit() else None,
            checksum=_checksum(request.headers.get("Upload-Checksum")),
        )
        return Response(status=204, headers=_state(upload))

    @extend_schema(responses={204: None}, parameters=[TUS])
    def delete(self, request: Request, upload_id: str) -> Response:
        """Give it up."""
        upload = get_upload(self.caller, upload_id)
        self.caller.check(Permission.WRITE_TWIN)
        self.check_version(request)
        cancel_upload(self.caller, upload)
        return Response(status=204)


def _state(upload: Upload) -> dict[str, str]:
    return {"Upload-Offset": str(upload.received), "Upload-Expires": http_date(upload.expires_at.timestamp())}


def _hash(request: Request) -> str:
    """What is asked for is in the headers, not in the body."""
    asked = [request.headers.get(name, "") for name in ("Upload-Length", "Upload-Metadata")]
    return hashlib.sha256("\n".join(asked).encode()).hexdigest()


def _number(request: Request, name: str) -> int:
    value = request.headers.get(name, "")
    if not (value.isascii() and value.isdigit()) or len(value) > 18:
        raise InvalidInput(f"{name} is a number of bytes.", [FieldError("", name)])
    return int(value)


def _metadata(header: str) -> dict[str, str]:
    """``key base64, key base64``; a key alone has an empty value."""
    found = {}
    for pair in filter(None, map(str.strip, header.split(","))):
        key, _, value = pair.partition(" ")
        found[key] = _decoded(value, "Upload-Metadata").decode(errors="replace")
    return found


def _checksum(header: str | None) -> Checksum | None:
    if header is None:
        return None
    algorithm, _, value = header.partition(" ")
    if algorithm not in ALGORITHMS:
        raise InvalidInput(f"Upload-Checksum is one of {', '.join(ALGORITHMS)}.", [FieldError("", "Upload-Checksum")])
    return Checksum(algorithm, _decoded(value, "Upload-Checksum"))


def _decoded(value: str, name: str) -> bytes:
    try:
        return base64.b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidInput(f"{name} is not base64.", [FieldError("", name)]) from error
