"""Keeping clips: files first, then one row, in the transaction that finishes the step."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.conf import settings

from scenarios.layout.parsing import parse_document
from scenarios.models import Run
from scenarios.services.run_keys import clip_key
from twin.artifacts import store_bytes
from worlds.contracts import FRAMES_PER_SECOND
from worlds.contracts import Clip as RenderedClip
from worlds.models import Clip

_COPIED = [
    f.attname for f in Clip._meta.concrete_fields if f.attname not in ("id", "run_id", "index", "camera", "created_at")
]


AUDIT_SHOWN = (
    "verdict",
    "reasons",
    "agents_expected",
    "agents_unjudged",
    "omission_rate",
    "ghost_rate_per_frame",
    "position_error_m",
    "flicker",
    "out_of_distribution",
    "plain_frames",
    "rendered_again_frames",
)


def create_clip(run: Run, *, index: int, clip: RenderedClip) -> Callable[[], Clip]:
    """Sign a clip and store its files; returns what writes its row."""
    organisation_id: UUID = run.scenario.facility.organisation_id
    sidecar = json.dumps(clip.sidecar, separators=(",", ":"), allow_nan=False).encode()
    row = Clip(
        run=run,
        index=index,
        camera=run.cameras[index],
        content_key=key_of_clip(run, index),
        start_s=clip.start_s,
        duration_s=clip.frame_count / FRAMES_PER_SECOND,
        frame_count=clip.frame_count,
        width_px=clip.width_px,
        height_px=clip.height_px,
        video_key=store_bytes(organisation_id, signed(clip), ".mp4"),
        poster_key=store_bytes(organisation_id, clip.poster, ".jpg"),
        sidecar_key=store_bytes(organisation_id, sidecar, ".json"),
        thumbnails_key=store_bytes(organisation_id, clip.thumbnails, ".jpg"),
        depth_key=store_bytes(organisation_id, clip.depth_video, ".mp4"),
        class_key=store_bytes(organisation_id, clip.class_video, ".mp4"),
        uncertainty_key=store_bytes(organisation_id, clip.uncertainty_video, ".mp4") if clip.uncertainty_video else "",
        audit={**asdict(clip.audit), "reasons": list(clip.audit.reasons)},
        model_hash=clip.model_hash,
        control_hash=clip.control_hash,
    )

    def save() -> Clip:
        row.save(force_insert=True)
        return row

    return save


def signed(clip: RenderedClip) -> bytes:
    """The clip's video with content credentials; what is claimed is in the sidecar too."""
    from worlds.filming.credentials import SigningIdentity, sign_clip

    names = ("model_sha256", "seed", "scene_sha256", "control_sha256", "video_sha256", "camera", "start_s")
    claims = {name: clip.sidecar[name] for name in names}
    claims |= {"frames": clip.frame_count, "verdict": clip.audit.verdict, "plain_frames": clip.audit.plain_frames}
    return sign_clip(clip.video, claims, SigningIdentity.in_folder(settings.CLIP_SIGNING_DIR))


def find_equal_clip(run: Run, index: int) -> Clip | None:
    """A clip of another run of the organisation that shows exactly the same."""
    rows = Clip.objects.filter(
        run__scenario__facility__organisation_id=run.scenario.facility.organisation_id,
        content_key=key_of_clip(run, index),
    )
    return rows.exclude(run=run).first()


def copy_clip(clip: Clip, run: Run, *, index: int) -> Clip:
    """The same files under another run."""
    columns = {name: getattr(clip, name) for name in _COPIED}
    return Clip.objects.create(run=run, index=index, camera=run.cameras[index], **columns)


def key_of_clip(run: Run, index: int) -> str:
    """What a run's clip depends on. All cameras film what is busiest before the first, so that one counts too."""
    document = parse_document(run.document)
    cameras = {"camera": run.cameras[index], "first": run.cameras[0]}
    return clip_key(run.replay_key, document, camera=cameras)


def describe_clip(clip: Clip) -> dict[str, Any]:
    """A clip as JSON."""
    document = parse_document(clip.run.document)
    at = f"/api/v1/clips/{clip.pk}"
    return {
        "id": str(clip.pk),
        "camera": {"id": clip.camera["id"], "name": clip.camera["name"]},
        "model": document.experiment.clip_model,
        "start_s": clip.start_s,
        "start_clock": document.wall_clock(clip.start_s),
        "duration_s": clip.duration_s,
        "frame_count": clip.frame_count,
        "width_px": clip.width_px,
        "height_px": clip.height_px,
        "video_url": f"{at}/video.mp4",
        "poster_url": f"{at}/poster.jpg",
        "sidecar_url": f"{at}/sidecar.json",
        "thumbnails_url": f"{at}/thumbnails.jpg" if clip.thumbnails_key else None,
        "depth_video_url": f"{at}/depth.mp4" if clip.depth_key else None,
        "class_video_url": f"{at}/class.mp4" if clip.class_key else None,
        "uncertainty_video_url": f"{at}/uncertainty.mp4" if clip.uncertainty_key else None,
        "audit": {name: clip.audit.get(name, 0) for name in AUDIT_SHOWN},
        "model_hash": clip.model_hash,
        "control_hash": clip.control_hash,
    }
