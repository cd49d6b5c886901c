"""Results of an evaluation on disk: one JSON file for each part, valid for the weights that it was made with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class ResultStore:
    """A folder of results. `models` are the SHA-256 of the weights in question, by name."""

    folder: Path
    models: Mapping[str, str]

    def write(self, part: str, values: Mapping[str, Any], *, of: tuple[str, ...], note: str = "") -> None:
        """Keep what a part found about the models `of`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        content = {"models": {name: self.models[name] for name in of}, "note": note, "values": dict(values)}
        partial = self._path(part).with_suffix(".partial")
        partial.write_text(json.dumps(content, indent=2, allow_nan=False))
        partial.replace(self._path(part))

    def read(self, part: str) -> dict[str, Any] | None:
        """What a part found; None where it was not run with these weights."""
        if not self._path(part).is_file():
            return None
        content = json.loads(self._path(part).read_text())
        current = all(self.models.get(name) == digest for name, digest in content["models"].items())
        return dict(content["values"]) if current else None

    def _path(self, part: str) -> Path:
        return self.folder / f"{part}.json"
