"""Keeping films of futures: files first, then their rows, in the transaction that ends the step."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from twin.artifacts import store_bytes
from worlds.contracts import FRAMES_PER_SECOND
from worlds.contracts import FutureFilm as Filmed
from worlds.models import ConflictFutures, FutureFilm
from worlds.services.clips import AUDIT_SHOWN, signed


def create_films(futures: ConflictFutures, films: Sequence[Filmed]) -> Callable[[], int]:
    """Sign the films of a conflict's futures and store their files; returns what writes their rows and counts conflicts."""
    organisation_id: UUID = futures.run.scenario.facility.organisation_id
    kept: dict[int, dict[str, str]] = {}  # two names may mean one future
    for film in films:
        if film.number not in kept:
            sidecar = json.dumps(film.clip.sidecar, separators=(",", ":"), allow_nan=False).encode()
            kept[film.number] = {
                "video_key": store_bytes(organisation_id, signed(film.clip), ".mp4"),
                "poster_key": store_bytes(organisation_id, film.clip.poster, ".jpg"),
                "sidecar_key": store_bytes(organisation_id, sidecar, ".json"),
            }
    rows = [
        FutureFilm(
            futures=futures,
            name=film.name,
            number=film.number,
            camera_name=film.camera_name,
            start_s=film.clip.start_s,
            duration_s=film.clip.frame_count / FRAMES_PER_SECOND,
            audit={**asdict(film.clip.audit), "reasons": list(film.clip.audit.reasons)},
            model_hash=film.clip.model_hash,
            **kept[film.number],
        )
        for film in films
    ]

    def save() -> int:
        FutureFilm.objects.bulk_create(rows)
        return futures.run.futures.count()

    return save


def describe_film(film: FutureFilm) -> dict[str, Any]:
    """A film as JSON."""
    at = f"/api/v1/future-films/{film.pk}"
    return {
        "name": film.name,
        "number": film.number,
        "camera_name": film.camera_name,
        "start_s": film.start_s,
        "duration_s": film.duration_s,
        "video_url": f"{at}/video.mp4",
        "poster_url": f"{at}/poster.jpg",
        "sidecar_url": f"{at}/sidecar.json",
        "audit": {name: film.audit.get(name, 0) for name in AUDIT_SHOWN},
    }
