"""What an audit counts, and what it concludes: counts add up over frames, a verdict follows from them.

The limits are what the detector can tell, twice the bars of the design page for rates (0.05, 0.01), as wide for
positions (0.3 m): it misses 1 % of path-traced agents and up to 5 % of a clip's. A few
agents more or less decide nothing: `LEAST_MISSED` keeps a clip in which somebody shows for three frames at
the edge of visibility from failing for them. One agent in the wrong place for that long fails them, however
many others are right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from worlds.audit.placement import Offset, mean_offsets
from worlds.contracts import AuditReport

WORST_OMISSION = 0.1
LEAST_MISSED = 12  # agent-frames: half a second of one agent
WORST_GHOSTS_PER_FRAME = 0.02
LEAST_INVENTED = 3  # findings: an eighth of a second
WORST_POSITION_M = 0.3
WORST_FLICKER = 0.01
WORST_UNFAMILIAR = 0.35
WORST_UNJUDGED = 0.5  # of the agents; a verdict on fewer than half would be one on the others' account


@dataclass
class Findings:
    """Counts of some frames."""

    frames: int = 0
    expected: int = 0
    shown: int = 0
    unjudged: int = 0  # not found, and not in the control picture either
    invented: int = 0
    offsets: list[Offset] = field(default_factory=list)
    flicker: list[float] = field(default_factory=list)
    unfamiliar: list[float] = field(default_factory=list)

    @staticmethod
    def of(several: Sequence[Findings]) -> Findings:
        """The counts of all of them."""
        total = Findings()
        for one in several:
            for name, value in vars(one).items():
                setattr(total, name, getattr(total, name) + value)
        return total

    def faults(self) -> list[str]:
        """What is wrong with the pictures, in words; nothing if they show the state."""
        words = []
        missed, omission = self.judged - self.shown, self.omission_rate
        if omission > WORST_OMISSION and missed >= LEAST_MISSED:
            words.append(f"{omission:.0%} of the agents that should be visible were not found")
        if self.ghost_rate > WORST_GHOSTS_PER_FRAME and self.invented >= LEAST_INVENTED:
            words.append(f"{self.ghost_rate:.2f} findings a frame belong to nobody")
        position = self.position_error_m
        if position is not None and position > WORST_POSITION_M:
            words.append(f"agents appear {position:.2f} m from where they are")
        if displaced := self.displaced_m:
            count = "an agent appears" if len(displaced) == 1 else f"{len(displaced)} agents appear"
            words.append(f"{count} {max(displaced):.2f} m or more from where the state has them")
        if self.mean_flicker > WORST_FLICKER:
            words.append(f"standing surfaces flicker by {self.mean_flicker:.1%}")
        return words

    @property
    def judged(self) -> int:
        """Agents that are found, or would be if the picture showed them."""
        return self.expected - self.unjudged

    @property
    def omission_rate(self) -> float:
        """Share of the judged agents that were not found."""
        return 1 - self.shown / self.judged if self.judged else 0.0

    @property
    def ghost_rate(self) -> float:
        """Findings a frame that belong to nobody."""
        return self.invented / max(self.frames, 1)

    @property
    def position_error_m(self) -> float | None:
        """Median distance on the floor between where agents are found and where they are."""
        return float(np.median([np.hypot(*o.displacement_m()) for o in self.offsets])) if self.offsets else None

    @property
    def displaced_m(self) -> list[float]:
        """Of each agent that is too far off for as long as can decide: the least distance that explains it."""
        least = (offset.least_displacement_m() for offset in mean_offsets(self.offsets, LEAST_MISSED))
        return [distance for distance in least if distance > WORST_POSITION_M]

    @property
    def depth_error_m(self) -> float | None:
        """Median error of position along the line of sight, over agents of whom it can be told."""
        errors = [abs(float(o.displacement_m()[1])) for o in self._told_in_depth]
        return float(np.median(errors)) if errors else None

    @property
    def depth_told(self) -> int:
        """Agents, summed over frames, near enough for their depth to be told."""
        return len(self._told_in_depth)

    @property
    def _told_in_depth(self) -> list[Offset]:
        return [offset for offset in self.offsets if offset.told_along_m <= WORST_POSITION_M]

    @property
    def mean_flicker(self) -> float:
        """Mean change of standing surfaces, 0..1."""
        return float(np.mean(self.flicker)) if self.flicker else 0.0

    @property
    def mean_unfamiliar(self) -> float:
        """Mean share of conditions outside the training's range."""
        return float(np.mean(self.unfamiliar)) if self.unfamiliar else 0.0


def report_of(shown: Findings, *, plain_frames: int = 0, rendered_again: int = 0, fps: float = 24.0) -> AuditReport:
    """The verdict on a clip: on the model's frames that it shows, and on how many had to be replaced."""
    reasons = shown.faults()
    if shown.unjudged > WORST_UNJUDGED * shown.expected:
        reasons.append(
            f"{shown.unjudged / shown.expected:.0%} of the agents cannot be judged: they are too small or too hidden"
        )
    if shown.mean_unfamiliar > WORST_UNFAMILIAR:
        reasons.append(f"{shown.mean_unfamiliar:.0%} of the conditions lie outside what the model was trained on")
    if plain_frames:
        reasons.append(
            f"{plain_frames / fps:.1f} s are shown as plain geometry, because the model failed to show them twice"
        )
    return AuditReport(
        frames=shown.frames,
        agents_expected=shown.expected,
        agents_shown=shown.shown,
        agents_unjudged=shown.unjudged,
        invented=shown.invented,
        omission_rate=shown.omission_rate,
        ghost_rate_per_frame=shown.ghost_rate,
        position_error_m=shown.position_error_m,
        depth_error_m=shown.depth_error_m,
        depth_told=shown.depth_told,
        flicker=shown.mean_flicker,
        out_of_distribution=shown.mean_unfamiliar,
        plain_frames=plain_frames,
        rendered_again_frames=rendered_again,
        verdict="failed" if reasons else "passed",
        reasons=tuple(reasons),
    )
