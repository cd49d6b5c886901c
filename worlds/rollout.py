"""The world model as an environment: `reset`, then `step` after `step`, or `roll` where the states are known.

Each step takes the state that the agents move to and gives the frame of every camera. The state is
never changed here: it is authoritative, the picture is evidence.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import cycle

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Camera, Scene
from worlds.conditioning.conditions import Conditioner, FrameConditions
from worlds.contracts import Action, WorldState
from worlds.renderer.renderer import RenderedFrame, Renderer

DISTURBANCE = 0.04  # standard deviation of the noise on carried-over light in attempts after the first

AHEAD = 2  # frames whose conditions are prepared while one is rendered

Frames = dict[str, NDArray[np.uint8]]


@dataclass(frozen=True)
class Style:
    """How the pictures look: brightness 1 is metered, 0.5 half as bright."""

    brightness: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.brightness <= 8:
            raise ValueError("brightness must lie between 0 and 8")


class WorldModel:
    """A facility that can be stepped. One camera set at a time.

    A first attempt draws no random numbers. A later one, for frames whose audit failed, disturbs the light
    that is carried from frame to frame by noise that follows from seed and attempt.
    """

    def __init__(self, scene: Scene, renderer: Renderer, conditioner: Conditioner | None = None) -> None:
        self.conditioner = conditioner or Conditioner(scene)
        self.renderer = renderer
        self.cameras: tuple[Camera, ...] = ()
        self.style = Style()
        self.last: dict[str, RenderedFrame] = {}
        self._noise: np.random.Generator | None = None
        self._beside: Conditioner | None = None

    def begin(self, cameras: Sequence[Camera], style: Style | None = None, *, seed: int = 0, attempt: int = 0) -> None:
        """Forget what was shown; the next step gives first frames."""
        self.cameras, self.style = tuple(cameras), style or Style()
        self.last = {}
        self._noise = np.random.default_rng(np.random.SeedSequence([seed, attempt])) if attempt else None

    def reset(self, state: WorldState, cameras: Sequence[Camera], style: Style | None = None, seed: int = 0) -> Frames:
        """Begin at a state; gives its frames."""
        self.begin(cameras, style, seed=seed)
        return self._render(_conditions(self.conditioner, state, self.cameras))

    def step(self, action: Action) -> tuple[WorldState, Frames]:
        """The next state and its frames (H, W, 3), by camera id."""
        if not self.cameras:
            raise RuntimeError("reset the world model before stepping it")
        return action.next_state, self._render(_conditions(self.conditioner, action.next_state, self.cameras))

    def roll(self, states: Sequence[WorldState], path: Sequence[Sequence[Camera]] | None = None) -> Iterator[Frames]:
        """The frames of states that are known beforehand: the same as of as many steps, in less time.

        `path` has the cameras for each state where they move. While one frame is rendered, two other threads
        prepare the conditions of the next two.
        """
        if not self.cameras:
            raise RuntimeError("reset the world model before rolling it")
        with ThreadPoolExecutor(1, "even conditions") as even, ThreadPoolExecutor(1, "odd conditions") as odd:
            ways = path or [self.cameras] * len(states)
            waiting: deque[Future[list[FrameConditions]]] = deque()
            hands = cycle(((even, self.conditioner), (odd, self._second())))
            for state, cameras, (thread, conditioner) in zip(states, ways, hands, strict=False):
                waiting.append(thread.submit(_conditions, conditioner, state, cameras))
                if len(waiting) > AHEAD:
                    yield self._render(waiting.popleft().result())
            while waiting:
                yield self._render(waiting.popleft().result())

    def _second(self) -> Conditioner:
        """A conditioner for the second thread, kept for what it remembers of cameras."""
        if self._beside is None or self._beside.raycast.scene is not self.conditioner.raycast.scene:
            self._beside = self.conditioner.beside()
        return self._beside

    def _render(self, conditions: Sequence[FrameConditions]) -> Frames:
        self.cameras = tuple(seen.camera for seen in conditions)
        for seen in conditions:
            before = self._disturbed(self.last.get(seen.camera.id))
            self.last[seen.camera.id] = self.renderer.render(seen, before, brightness=self.style.brightness)
        return {camera.id: self.last[camera.id].picture for camera in self.cameras}

    def _disturbed(self, before: RenderedFrame | None) -> RenderedFrame | None:
        if before is None or self._noise is None:
            return before
        factor = np.exp(DISTURBANCE * self._noise.standard_normal(before.irradiance.shape, np.float32))
        return replace(before, irradiance=(before.irradiance * factor).astype(np.float32))


def _conditions(conditioner: Conditioner, state: WorldState, cameras: Sequence[Camera]) -> list[FrameConditions]:
    return [conditioner.frame(state, camera) for camera in cameras]
