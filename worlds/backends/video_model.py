"""Video models of others, driven by the twin's depth: Cosmos Transfer 2.5 and Wan VACE through ``diffusers``.

Weights come from a local folder and never from the network. A model makes a clip in chunks of frames,
each continuing the one before, from control video, prompt and seed. It is no part of the world model's
own promise of anchored geometry; its clips are audited like any other.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pictures = NDArray[np.uint8]  # (T, H, W, 3) sRGB

COSMOS, WAN = "Cosmos2_5_TransferPipeline", "WanVACEPipeline"
PROMPT_FILE = "prompt.safetensors"  # prompt_embeds, negative_prompt_embeds: spares the text encoder
SIZE_MULTIPLE = 16
TIME_MULTIPLE = 4  # both models compress time fourfold: 4 k + 1 frames
OVERLAP = 5  # frames that a chunk of Wan is given of the one before; Cosmos carries one by itself
SPARE_MEMORY = 1.3  # activations and copies beside the weights
HASHED_EDGE_BYTES = 1 << 20


class BackendUnavailable(Exception):
    """The video model cannot be used here, in words for whoever runs the workers."""


@dataclass(frozen=True)
class VideoModelSettings:
    """How a video model is run."""

    prompt: str = (
        "CCTV footage of a working warehouse: workers in safety vests, forklifts and mobile robots, "
        "pallet racks with cartons, concrete floor, even lamp light, photorealistic, sharp"
    )
    steps: int = 36
    guidance: float = 3.0
    chunk_frames: int = 81

    def __post_init__(self) -> None:
        if self.steps < 1 or self.guidance < 0:
            raise ValueError("a video model needs at least one step, and guidance of 0 or more")
        if self.chunk_frames <= OVERLAP or self.chunk_frames % TIME_MULTIPLE != 1:
            raise ValueError(f"chunk_frames must be {TIME_MULTIPLE} k + 1 and more than {OVERLAP}")


class VideoModel:
    """A loaded pipeline."""

    def __init__(self, pipeline: Any, kind: str, fingerprint: str, settings: VideoModelSettings) -> None:
        self.pipeline = pipeline
        self.kind = kind
        self.fingerprint = fingerprint
        self.settings = settings
        self.embeddings: dict[str, Any] = {}

    @staticmethod
    def load(folder: Path, settings: VideoModelSettings | None = None, *, device: str = "") -> VideoModel:
        """The pipeline in a folder; raises ``BackendUnavailable`` with what is missing."""
        kind = pipeline_kind(folder)
        torch, pipelines = _libraries()
        if kind == COSMOS and find_spec("torchvision") is None:
            raise BackendUnavailable(f"{COSMOS} needs torchvision: pip install 'foresite[cosmos]'")
        device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        check_memory(folder, _free_bytes(torch, device), device)
        given = folder / PROMPT_FILE
        spared = {"text_encoder": None, "tokenizer": None} if given.is_file() else {}
        precision = torch.bfloat16 if device == "cuda" else torch.float32
        try:
            pipeline = getattr(pipelines, kind).from_pretrained(
                str(folder), local_files_only=True, dtype=precision, **spared
            )
            pipeline.to(device)
        except ImportError as error:  # the vendor's guardrail of Cosmos stays on, so its package must be there
            raise BackendUnavailable(f"{kind} cannot be loaded: {_first_line(error)}") from error
        except (torch.OutOfMemoryError, MemoryError) as error:
            raise BackendUnavailable(f"{kind} does not fit into the memory of {device}") from error
        except (OSError, ValueError, TypeError, KeyError, RuntimeError) as error:
            raise BackendUnavailable(f"the folder of {kind} is not complete: {_first_line(error)}") from error
        pipeline.set_progress_bar_config(disable=True)
        model = VideoModel(pipeline, kind, folder_fingerprint(folder), settings or VideoModelSettings())
        if given.is_file():
            model.embeddings = _read_embeddings(given, pipeline)
        return model

    def film(
        self,
        control: Pictures,
        *,
        seed: int = 0,
        known: Pictures | None = None,
        watch: Callable[[float], None] = lambda _: None,
    ) -> Pictures:
        """One frame for each of the control video's, of its size. `watch` is told the share done, and may raise.

        `known` are pictures of the first frames, for Wan to go on from; Cosmos cannot be given any. Raises
        ``BackendUnavailable`` where memory runs out on the way.
        """
        count, height, width = control.shape[:3]
        if count == 0:
            raise ValueError("a control video needs at least one frame")
        size = (_multiple(width), _multiple(height))
        scaled = _resized(control, size)
        torch, _ = _libraries()
        generator = torch.Generator("cpu").manual_seed(seed)
        made = scaled[:0] if known is None else _resized(known, size)
        try:
            if self.kind == COSMOS:
                frames = self._film_cosmos(scaled, generator, watch)
            else:
                frames = self._film_wan(scaled, made, generator, watch)
        except (torch.OutOfMemoryError, MemoryError) as error:
            raise BackendUnavailable(
                f"{self.kind} ran out of memory at {size[0]} × {size[1]}: ask for a smaller or shorter clip"
            ) from error
        return _resized(frames[:count], (width, height))

    def _film_cosmos(self, control: Pictures, generator: Any, watch: Callable[[float], None]) -> Pictures:
        """The pipeline cuts into chunks itself."""
        chunk = min(self.settings.chunk_frames, whole_length(len(control)))
        chunks = max(1, -(-(len(control) - 1) // (chunk - 1)))
        output = self.pipeline(
            controls=_pieces(control),
            height=control.shape[1],
            width=control.shape[2],
            num_frames=len(control),
            num_frames_per_chunk=chunk,
            **self._common(generator, watch, chunks),
        )
        return _bytes(output.frames[0])

    def _film_wan(self, control: Pictures, made: Pictures, generator: Any, watch: Callable[[float], None]) -> Pictures:
        """Chunk by chunk: the last frames that are made are given, the others follow the depth."""
        starts = chunk_starts(len(control), self.settings.chunk_frames)
        for number, start in enumerate(starts):
            known = made[start:]
            wanted = control[start : start + self.settings.chunk_frames]
            length = whole_length(len(wanted))
            video = np.concatenate([known, wanted[len(known) :], np.repeat(wanted[-1:], length - len(wanted), axis=0)])
            mask = np.full(length, 255, np.uint8)
            mask[: len(known)] = 0
            output = self.pipeline(
                video=_pieces(video),
                mask=[Image.fromarray(np.full(control.shape[1:3], value, np.uint8)) for value in mask],
                height=control.shape[1],
                width=control.shape[2],
                num_frames=length,
                **self._common(generator, _part(watch, number, len(starts)), 1),
            )
            fresh = _bytes(output.frames[0])[len(known) : len(wanted)]
            made = np.concatenate([made, fresh])
        return made

    def _common(self, generator: Any, watch: Callable[[float], None], chunks: int) -> dict[str, Any]:
        done = 0

        def after_step(_pipeline: Any, _step: int, _time: Any, _tensors: dict[str, Any]) -> dict[str, Any]:
            nonlocal done
            done += 1
            watch(min(1.0, done / (self.settings.steps * chunks)))
            return {}

        text = self.embeddings or {"prompt": self.settings.prompt}
        return {
            "num_inference_steps": self.settings.steps,
            "guidance_scale": self.settings.guidance,
            "generator": generator,
            "output_type": "np",
            "callback_on_step_end": after_step,
            **text,
        }


def pipeline_kind(folder: Path) -> str:
    """The pipeline's class by the folder's ``model_index.json``; raises ``BackendUnavailable``."""
    index = folder / "model_index.json"
    if not index.is_file():
        raise BackendUnavailable("there is no video model: the folder of its weights holds no model_index.json")
    try:
        kind = json.loads(index.read_text()).get("_class_name")
    except (ValueError, AttributeError) as error:
        raise BackendUnavailable("the video model's model_index.json cannot be read") from error
    if kind not in (COSMOS, WAN):
        raise BackendUnavailable(f"the folder holds a {kind}; {COSMOS} and {WAN} can be driven by depth")
    return str(kind)


def folder_fingerprint(folder: Path) -> str:
    """SHA-256 over names, sizes and the first and last MiB of every file: weights of this size are not read whole."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()}|{size}|".encode())
        with path.open("rb") as file:
            digest.update(file.read(HASHED_EDGE_BYTES))
            file.seek(max(0, size - HASHED_EDGE_BYTES))
            digest.update(file.read(HASHED_EDGE_BYTES))
    return digest.hexdigest()


def check_memory(folder: Path, free_bytes: int, device: str) -> None:
    """Raise ``BackendUnavailable`` where the weights cannot fit. Weights on disk are taken to be of two bytes."""
    spared = {"text_encoder"} if (folder / PROMPT_FILE).is_file() else set()
    weights = [p for p in folder.rglob("*.safetensors") if p.parent.name not in spared]
    wider = 2 if device == "cpu" else 1
    needed = SPARE_MEMORY * wider * sum(p.stat().st_size for p in weights)
    if needed > free_bytes:
        raise BackendUnavailable(
            f"the video model needs about {needed / 1e9:.1f} GB on {device}, {free_bytes / 1e9:.1f} GB are free"
        )


def whole_length(frames: int) -> int:
    """The next length of 4 k + 1, five at least."""
    return max(TIME_MULTIPLE + 1, -(-(frames - 1) // TIME_MULTIPLE) * TIME_MULTIPLE + 1)


def chunk_starts(frames: int, chunk: int) -> list[int]:
    """First frames of overlapping chunks that cover a clip."""
    starts = [0]
    while starts[-1] + chunk < frames:
        starts.append(starts[-1] + chunk - OVERLAP)
    return starts


def _libraries() -> tuple[Any, Any]:
    """Torch and diffusers, told to stay off the network; raises ``BackendUnavailable``."""
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
    try:
        import diffusers
        import torch
        import transformers  # noqa: F401 - both pipelines need its text encoders
    except ImportError as error:
        raise BackendUnavailable(
            f"the video model needs the extra 'diffusers' (pip install 'foresite[diffusers]'): {error.name} is missing"
        ) from error
    return torch, diffusers


def _free_bytes(torch: Any, device: str) -> int:
    if device == "cuda":
        return int(torch.cuda.mem_get_info()[0])
    import psutil

    return int(psutil.virtual_memory().available)


def _read_embeddings(file: Path, pipeline: Any) -> dict[str, Any]:
    from safetensors.torch import load_file

    found = load_file(str(file))
    if set(found) != {"prompt_embeds", "negative_prompt_embeds"}:
        raise BackendUnavailable(f"{file.name} must hold prompt_embeds and negative_prompt_embeds")
    dtype, device = pipeline.transformer.dtype, pipeline.device
    return {name: tensor.to(device=device, dtype=dtype) for name, tensor in found.items()}


def _pieces(video: Pictures) -> list[Image.Image]:
    return [Image.fromarray(frame) for frame in video]


def _bytes(frames: Any) -> Pictures:
    return np.asarray(np.clip(np.asarray(frames), 0, 1) * 255 + 0.5).astype(np.uint8)


def _multiple(length: int) -> int:
    return max(SIZE_MULTIPLE, round(length / SIZE_MULTIPLE) * SIZE_MULTIPLE)


def _resized(video: Pictures, size: tuple[int, int]) -> Pictures:
    if (video.shape[2], video.shape[1]) == size:
        return video
    return np.stack([np.asarray(Image.fromarray(f).resize(size, Image.Resampling.BICUBIC)) for f in video])


def _part(watch: Callable[[float], None], number: int, of: int) -> Callable[[float], None]:
    return lambda share: watch((number + share) / of)


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
