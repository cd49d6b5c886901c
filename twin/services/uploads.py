"""Uploads in pieces: a connection that breaks costs the piece it was in, not the file.

The row says how many bytes count. A piece is written behind them, flushed to the disk and checked before the row says
so; whatever a killed process left behind that place is written over. Nothing of an upload is visible to anybody until
all of it is there and has become a revision, in one transaction.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.core.files.base import File
from django.db import OperationalError, transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.caller import Caller, Permission
from accounts.errors import ChecksumMismatch, Conflict, FieldError, Gone, InvalidInput, StorageFull, TooLarge
from accounts.ids import parse_id
from twin.cad.units import METRES
from twin.models import Facility, Upload
from twin.services.products import printable
from twin.services.revisions import check_upload_size, create_revision

KEPT = timedelta(hours=24)  # after the last piece
MOST_OPEN = 4  # so many uploads of the largest size may be on their way in an organisation at a time
ORPHAN_S = 3600.0  # a file without a row is removed after this long
_READ_BYTES = 1 << 20


class Stream(Protocol):
    """What can be read piece by piece."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Checksum:
    """What a piece's content must hash to."""

    algorithm: str  # a name that hashlib knows
    digest: bytes


def create_upload(
    caller: Caller, facility: Facility, *, length: int, name: str, unit: str = "", up_axis: str = ""
) -> Upload:
    """Room for `length` bytes that are to come."""
    caller.check(Permission.WRITE_TWIN)
    if unit and unit not in METRES:
        raise InvalidInput("Unknown unit.", [FieldError("/unit", f"{unit} is none of {', '.join(METRES)}.")])
    if up_axis not in ("", "y", "z"):
        raise InvalidInput("Unknown axis.", [FieldError("/up_axis", f"{up_axis} is neither y nor z.")])
    check_upload_size(length)
    _check_room(caller, length)
    return Upload.objects.create(
        facility=facility,
        name=printable(name)[:255],
        unit=unit,
        up_axis=up_axis,
        length=length,
        expires_at=timezone.now() + KEPT,
    )


def append_piece(
    caller: Caller, upload: Upload, *, offset: int, piece: Stream, size: int | None, checksum: Checksum | None = None
) -> Upload:
    """Add the bytes of `piece` behind the first `offset`; the last piece makes the revision.

    `size` is the number of bytes announced. ``Conflict`` where `offset` is not where the upload stands or another
    request is writing, ``TooLarge`` where more comes than was announced, ``ChecksumMismatch`` where other bytes come.
    In each of these cases the upload stays as it was.
    """
    caller.check(Permission.WRITE_TWIN)
    with transaction.atomic():
        upload = _lock(upload)
        check_not_expired(upload)
        if offset != upload.received:
            raise Conflict(f"The upload stands at byte {upload.received}, not {offset}.")
        if size is not None and offset + size > upload.length:
            raise TooLarge(f"The upload was announced with {upload.length} bytes.")
        with _part_file(upload) as file:
            upload.received += _write(file, upload, piece, checksum)
        upload.expires_at = timezone.now() + KEPT
        if upload.received == upload.length and upload.revision is None:
            _finish(caller, upload)
        upload.save(update_fields=["received", "expires_at", "revision"])
    return upload


def cancel_upload(caller: Caller, upload: Upload) -> None:
    """Give an upload up and remove what came of it."""
    caller.check(Permission.WRITE_TWIN)
    with transaction.atomic():
        _lock(upload).delete()
        transaction.on_commit(partial(_part_path(upload).unlink, missing_ok=True))


def check_not_expired(upload: Upload) -> None:
    """Raise ``Gone`` for an upload that waited too long."""
    if upload.expires_at < timezone.now():
        raise Gone("This upload was given up, because nothing came for a day. Begin again.")


def sweep_uploads() -> int:
    """Remove uploads that were given up, and files that belong to none; returns how many files went."""
    removed = 0
    with transaction.atomic():
        for upload in Upload.objects.filter(expires_at__lt=timezone.now()).select_for_update(skip_locked=True):
            removed += _part_path(upload).exists()
            _part_path(upload).unlink(missing_ok=True)
            upload.delete()
    for path in _list_old_files():
        if not Upload.objects.filter(pk=parse_id(path.name), revision=None).exists():
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _list_old_files() -> list[Path]:
    folder: Path = settings.UPLOAD_DIR
    if not folder.is_dir():
        return []
    before = time.time() - ORPHAN_S
    return [Path(entry.path) for entry in os.scandir(folder) if entry.is_file() and entry.stat().st_mtime < before]


def _check_room(caller: Caller, length: int) -> None:
    limit: int = settings.UPLOAD_LIMIT_BYTES
    rows = Upload.objects.filter(facility__organisation_id=caller.organisation_id, revision=None)
    open_bytes = rows.filter(expires_at__gt=timezone.now()).aggregate(total=Sum("length"))["total"] or 0
    if open_bytes + length > MOST_OPEN * limit:
        raise Conflict(
            f"Uploads with {open_bytes >> 20} MB are on their way already; finish or cancel one of them first."
        )
    folder: Path = settings.UPLOAD_DIR
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < 2 * length:  # once in pieces, once whole
        raise StorageFull("There is no room left on the server for this file; tell whoever runs it.")


def _lock(upload: Upload) -> Upload:
    try:
        return Upload.objects.select_for_update(nowait=True, of=("self",)).select_related("facility").get(pk=upload.pk)
    except OperationalError as error:
        raise Conflict("Another request is writing to this upload.") from error
    except Upload.DoesNotExist as error:
        raise Gone("This upload was cancelled.") from error


def _part_path(upload: Upload) -> Path:
    folder: Path = settings.UPLOAD_DIR
    return folder / str(upload.pk)


@contextmanager
def _part_file(upload: Upload) -> Iterator[BinaryIO]:
    """The part file behind what counts."""
    path = _part_path(upload)
    path.parent.mkdir(parents=True, exist_ok=True)
    if upload.received and not path.exists():
        raise Gone("What had arrived of this upload is lost. Begin again.")
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.truncate(upload.received)
        file.seek(upload.received)
        yield file


def _write(file: BinaryIO, upload: Upload, piece: Stream, checksum: Checksum | None) -> int:
    """Bytes written, all of them on the disk."""
    left = upload.length - upload.received
    digest = hashlib.new(checksum.algorithm) if checksum else None
    written = 0
    while chunk := piece.read(_READ_BYTES):
        written += len(chunk)
        if written > left:
            raise TooLarge(f"The upload was announced with {upload.length} bytes.")
        file.write(chunk)
        if digest is not None:
            digest.update(chunk)
    if checksum is not None and digest is not None and digest.digest() != checksum.digest:
        raise ChecksumMismatch("What arrived is not what was sent. Send this piece again.")
    file.flush()
    os.fsync(file.fileno())
    return written


def _finish(caller: Caller, upload: Upload) -> None:
    with _part_path(upload).open("rb") as file:
        upload.revision = create_revision(
            caller,
            upload.facility,
            upload=File(file),
            name=upload.name,
            unit=upload.unit,
            up_axis=upload.up_axis,
        )
    transaction.on_commit(partial(_part_path(upload).unlink, missing_ok=True))
