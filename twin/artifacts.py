"""Binary artifacts by content: uploads, scenes, meshes, videos, reports.

A key is ``<organisation>/<first two hex digits>/<sha256><suffix>``: writing the same bytes twice
writes once, and a key never changes its meaning, so answers can be cached for ever. Rows refer to
keys; when a row goes, its keys are released and the files that no other row refers to are removed.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import models, transaction

from twin.cad.work_folder import work_folder

CHUNK_BYTES = 1 << 20
_FIELDS: list[tuple[type[models.Model], str]] = []  # every column that holds an artifact key


def register_field(model: type[models.Model], field: str) -> None:
    """Tell that `model.field` holds artifact keys; called from the apps' ``ready``."""
    if (model, field) not in _FIELDS:
        _FIELDS.append((model, field))


def store_bytes(organisation_id: UUID, data: bytes, suffix: str) -> str:
    """Keep `data`; returns its key."""
    key = _key(organisation_id, hashlib.sha256(data).hexdigest(), suffix)
    return _save(key, lambda: ContentFile(data))


def store_file(organisation_id: UUID, file: File[Any], suffix: str) -> str:
    """Keep an uploaded file without holding it in memory; returns its key."""
    digest = hashlib.sha256()
    for chunk in file.chunks(CHUNK_BYTES):
        digest.update(chunk)
    return _save(_key(organisation_id, digest.hexdigest(), suffix), lambda: file)


def load_bytes(key: str) -> bytes:
    """The content of a key."""
    with default_storage.open(key) as file:
        return bytes(file.read())


def open_artifact(key: str) -> IO[bytes]:
    """The content as a readable file."""
    return default_storage.open(key)


@contextmanager
def local_path(key: str, name: str | None = None) -> Iterator[Path]:
    """The content as a file named `name` that lives as long as the context."""
    with work_folder("artifact-") as folder:
        path = folder / PurePosixPath(name or key).name
        with default_storage.open(key) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target, CHUNK_BYTES)
        yield path


def hash_of(key: str) -> str:
    """The SHA-256 that the key is made of."""
    return PurePosixPath(key).name[:64]


def release_on_commit(keys: Iterable[str]) -> None:
    """Once the transaction is through, remove those of `keys` that no row refers to any more."""
    for key in {key for key in keys if key}:
        transaction.on_commit(partial(_remove_if_unused, key))


def _remove_if_unused(key: str) -> None:
    if not any(model._default_manager.filter(**{field: key}).exists() for model, field in _FIELDS):
        default_storage.delete(key)


def _key(organisation_id: UUID, digest: str, suffix: str) -> str:
    return f"{organisation_id}/{digest[:2]}/{digest}{suffix}"


def _save(key: str, content: Callable[[], File[Any]]) -> str:
    if not default_storage.exists(key):
        default_storage.save(key, content())
    return key
