"""Which seconds of which futures are filmed, and before which camera; nothing where none sees the two."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from scenarios.contracts import Cancelled, Progress
from scenarios.simulation.compile import compile_run
from scenarios.simulation.engine import play
from tests.scenarios.simulation.halls import document, long_hall
from tests.worlds.dynamics.halls import untrained
from twin.contracts import look_at
from workers import future_films, steps
from worlds.dynamics.dynamics import Dynamics


@pytest.fixture(scope="module")
def played() -> Any:
    """A layout, its compiled day of twenty minutes, and what came of it."""
    layout = long_hall()
    run = compile_run(layout, document(horizon_s=1200.0, orders_per_hour=250.0, pickers=12, amrs=4, forklifts=3))
    return steps.Prepared(layout, run), play(run, replication=0).result


@pytest.fixture
def filmed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was asked to be filmed; the filming itself has its own tests."""
    asked: list[Any] = []

    def render(scene: Any, camera: Any, trajectories: Any, take: Any, **options: Any) -> Any:
        asked.append((camera, trajectories, take))
        return SimpleNamespace(take=take)

    monkeypatch.setattr("worlds.filming.clip.render_clip", render)
    monkeypatch.setattr(steps, "models", lambda: (None, None))
    monkeypatch.setattr(steps, "conditioner", lambda _: None)
    monkeypatch.setattr(steps, "dynamics", lambda: Dynamics(untrained(), {"persistence": (0.0, 0.0, 0.0)}))
    return asked


def camera(name: str, target: tuple[float, float, float]) -> Any:
    """A camera five metres beside what it looks at."""
    beside = (target[0] - 5.0, target[1], 2.8)
    return look_at(name, name, position_m=beside, target_m=target, horizontal_fov_rad=1.2, width_px=256, height_px=144)


def film(played: Any, cameras: list[Any], progress: Progress | None = None) -> Any:
    prepared, result = played
    position, conflict = next((k, c) for k, c in enumerate(result.conflicts) if c.start_s > 30)
    films = future_films.film_futures(
        prepared, [result], conflict_id=f"0-{position}", cameras=cameras, renderer=None, progress=progress or Progress()
    )
    return conflict, films


def place(played: Any) -> tuple[float, float, float]:
    conflict = next(c for c in played[1].conflicts if c.start_s > 30)
    return conflict.x_m, conflict.y_m, 0.9


def test_three_futures_are_filmed_about_the_conflict_before_the_camera_that_sees_it(
    played: Any, filmed: list[Any]
) -> None:
    conflict, films = film(played, [camera("up", (8.0, 6.0, 300.0)), camera("there", place(played))])
    assert [f.name for f in films] == ["likeliest", "median", "worst"]
    assert {f.camera_name for f in films} == {"there"}
    assert len(filmed) == len({f.number for f in films})  # one that has two names is filmed once
    for view, trajectories, take in filmed:
        assert view.id == "there"
        assert take.duration_s == future_films.FILM_S
        assert take.start_s < conflict.start_s < take.start_s + take.duration_s
        assert trajectories.start_s <= take.start_s
        assert take.start_s + take.duration_s <= trajectories.start_s + trajectories.duration_s + 1e-6


def test_what_no_camera_sees_is_not_filmed(played: Any, filmed: list[Any]) -> None:
    assert film(played, [camera("up", (8.0, 6.0, 300.0))])[1] == []
    assert filmed == []


def test_a_run_that_is_called_off_is_not_rolled(played: Any, filmed: list[Any]) -> None:
    class Unwanted(Progress):
        def check_cancelled(self) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        film(played, [camera("there", place(played))], Unwanted())
    assert filmed == []
