"""Laws of the conflict measures, for bodies and motions drawn at random: symmetry, and agreement with slow ways."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import affinity
from shapely.geometry import LineString, Point, Polygon, box

from scenarios.safety.kinematics import bodies_separation, bodies_ttc, course_window, encroachment

law = settings(deadline=None)  # the first call compiles, or reads machine code


@dataclass(frozen=True)
class Body:
    """A disc of radius `half_width`, or a rectangle along `angle`."""

    is_box: bool
    half_length: float
    half_width: float
    angle: float = 0.0

    @property
    def arguments(self) -> tuple[bool, float, float, float, float]:
        return (self.is_box, math.cos(self.angle), math.sin(self.angle), self.half_length, self.half_width)

    def turned(self, by: float) -> Body:
        return replace(self, angle=self.angle + by)

    def at(self, x: float, y: float) -> Polygon:
        """The body as a polygon; a disc has 256 sides."""
        if not self.is_box:
            return Point(x, y).buffer(self.half_width, quad_segs=64)
        shape = box(-self.half_length, -self.half_width, self.half_length, self.half_width)
        return affinity.translate(affinity.rotate(shape, self.angle, origin=(0, 0), use_radians=True), x, y)


angles = st.floats(-math.pi, math.pi)
discs = st.builds(lambda radius: Body(False, radius, radius), st.floats(0.15, 0.6))
boxes = st.builds(Body, st.just(value=True), st.floats(0.3, 1.5), st.floats(0.2, 0.7), angles)
bodies = st.one_of(discs, boxes)


@st.composite
def approaches(draw: st.DrawFn) -> tuple[float, float, float, float]:
    """A relative place up to 7 m away and a velocity that leads roughly to the other body."""
    distance, bearing = draw(st.floats(1.0, 7.0)), draw(angles)
    speed, aside = draw(st.floats(0.3, 3.0)), draw(st.floats(-0.7, 0.7))
    course = bearing + math.pi + aside
    return (
        distance * math.cos(bearing),
        distance * math.sin(bearing),
        speed * math.cos(course),
        speed * math.sin(course),
    )


def turn(x: float, y: float, by: float) -> tuple[float, float]:
    c, s = math.cos(by), math.sin(by)
    return c * x - s * y, s * x + c * y


def agree(one: float, two: float, abs_tolerance: float = 1e-6) -> bool:
    return one == two or abs(one - two) <= abs_tolerance


@law
@given(bodies, bodies, approaches())
def test_the_measures_are_the_same_for_either_of_the_two(a, b, motion):
    px, py, vx, vy = motion
    one = bodies_ttc(px, py, vx, vy, *a.arguments, *b.arguments)
    two = bodies_ttc(-px, -py, -vx, -vy, *b.arguments, *a.arguments)
    assume(not_grazing(a, b, motion))
    assert agree(one, two)
    apart = bodies_separation(px, py, vx, vy, 3.0, *a.arguments, *b.arguments)
    assert agree(apart, bodies_separation(-px, -py, -vx, -vy, 3.0, *b.arguments, *a.arguments))


@law
@given(bodies, bodies, approaches(), angles)
def test_the_measures_do_not_know_where_north_is(a, b, motion, by):
    assume(not_grazing(a, b, motion))
    px, py, vx, vy = motion
    turned = (*turn(px, py, by), *turn(vx, vy, by))
    a2, b2 = a.turned(by), b.turned(by)
    assert agree(
        bodies_ttc(*motion, *a.arguments, *b.arguments), bodies_ttc(*turned, *a2.arguments, *b2.arguments), 1e-5
    )
    assert agree(
        bodies_separation(*motion, 3.0, *a.arguments, *b.arguments),  # type: ignore[call-arg]
        bodies_separation(*turned, 3.0, *a2.arguments, *b2.arguments),
    )


def not_grazing(a: Body, b: Body, motion: tuple[float, float, float, float]) -> bool:
    """Whether the bodies clearly meet or clearly miss: at the border between them both answers are right."""
    px, py, vx, vy = motion
    slim, wide = (
        bodies_ttc(
            px,
            py,
            vx,
            vy,
            *a.arguments,
            *replace(b, half_width=b.half_width * k, half_length=b.half_length * k).arguments,
        )
        for k in (1 - 1e-6, 1 + 1e-6)
    )
    return (slim < math.inf) == (wide < math.inf)


@law
@given(bodies, bodies, approaches(), st.floats(0.01, 0.9))
def test_time_to_collision_falls_by_a_second_a_second(a, b, motion, share):
    px, py, vx, vy = motion
    ttc = bodies_ttc(px, py, vx, vy, *a.arguments, *b.arguments)
    assume(0.0 < ttc < math.inf and not_grazing(a, b, motion))
    later = share * ttc
    assert bodies_ttc(px + vx * later, py + vy * later, vx, vy, *a.arguments, *b.arguments) == pytest.approx(
        ttc - later, abs=1e-6
    )


@law
@given(bodies, bodies, approaches())
def test_bodies_touch_at_their_time_to_collision_and_not_before(a, b, motion):
    px, py, vx, vy = motion
    ttc = bodies_ttc(px, py, vx, vy, *a.arguments, *b.arguments)
    still = a.at(0.0, 0.0)
    if ttc == math.inf:
        corridor = LineString([(px, py), (px + 20 * vx, py + 20 * vy)])
        swept = [b.at(*corridor.interpolate(s, normalized=True).coords[0]) for s in np.linspace(0, 1, 60)]
        assert all(still.intersection(shape).area < 1e-3 for shape in swept)
        return
    assert still.distance(b.at(px + vx * ttc, py + vy * ttc)) < 2e-3
    if ttc == 0.0:
        return
    for share in (0.0, 0.5, 0.9, 0.99):
        shape = b.at(px + vx * ttc * share, py + vy * ttc * share)
        assert still.intersection(shape).area < 1e-3


@law
@given(bodies, bodies, approaches(), st.floats(0.05, 3.0))
def test_separation_is_the_least_of_many_looks(a, b, motion, duration):
    px, py, vx, vy = motion
    found = bodies_separation(px, py, vx, vy, duration, *a.arguments, *b.arguments)
    still = a.at(0.0, 0.0)
    looks = np.linspace(0.0, duration, 200)
    least = min(still.distance(b.at(px + vx * t, py + vy * t)) for t in looks)
    between = math.hypot(vx, vy) * duration / 199  # how far a look may be from the nearest instant
    assert found <= least + 1e-6
    assert found >= least - between - 1e-3


@law
@given(approaches(), st.floats(0.0, 4.0), st.floats(0.2, 1.0), st.integers(2, 5))
def test_the_window_of_a_course_does_not_depend_on_how_it_is_cut(motion, look, min_closing, cuts):
    px, py, vx, vy = motion
    body = (False, 1.0, 0.0, 0.3, 0.3)
    assume(abs(math.hypot(vx, vy) - min_closing) > 1e-3)  # at that very speed rounding decides
    duration = 1.0
    ttc = bodies_ttc(px, py, vx, vy, *body, *body)
    whole = course_window(px, py, vx, vy, ttc, look, min_closing, duration)
    parts = []
    for k in range(cuts):
        at = duration * k / cuts
        left = bodies_ttc(px + vx * at, py + vy * at, vx, vy, *body, *body)
        first, last = course_window(px + vx * at, py + vy * at, vx, vy, left, look, min_closing, duration / cuts)
        if last - first > 1e-9 and left > 0.0:
            parts.append((at + first, at + last))
    assume(whole[1] - whole[0] > 1e-6 or whole[1] - whole[0] < -1e-6)
    if whole[1] < whole[0]:
        assert not parts
    else:
        assert parts[0][0] == pytest.approx(whole[0], abs=1e-6)
        assert parts[-1][1] == pytest.approx(whole[1], abs=1e-6)


@law
@given(approaches(), st.floats(0.5, 1.0))
def test_the_middles_close_in_fast_enough_until_the_window_ends(motion, min_closing):
    px, py, vx, vy = motion
    body = (False, 1.0, 0.0, 0.3, 0.3)
    assume(math.hypot(vx, vy) > min_closing + 1e-3)
    ttc = bodies_ttc(px, py, vx, vy, *body, *body)
    first, last = course_window(px, py, vx, vy, ttc, 100.0, min_closing, 100.0)
    assume(last > first + 1e-3)

    def closing(t: float) -> float:
        x, y = px + vx * t, py + vy * t
        return -(x * vx + y * vy) / math.hypot(x, y)  # type: ignore[no-any-return]

    assert closing(first) >= min_closing - 1e-6
    assert closing(last) >= min_closing - 1e-6
    if last < ttc - 1e-6:
        assert closing(last) == pytest.approx(min_closing, abs=1e-6)


@law
@given(
    bodies,
    bodies,
    st.floats(0.5, 2.0),
    st.floats(0.5, 2.0),
    st.floats(math.radians(35), math.radians(145)),
    st.floats(-2.0, 2.0),
    st.floats(-3.0, -1.0),
)
def test_the_least_delay_over_steps_is_that_of_the_whole_ways(a, b, speed, other_speed, angle, px, py):
    """Both go for 4 s; b's way, cut into steps of 0.1 s, against a's: how soon does a come where b was?

    Slowly: b goes ahead of a by ever more, in milliseconds, until they no longer touch.
    """
    ux, uy = speed, 0.0
    wx, wy = other_speed * math.cos(angle), other_speed * math.sin(angle)
    least = math.inf
    for k in range(40):
        for m in range(k + 1):
            delay, entry = encroachment(
                px + wx * 0.1 * m - ux * 0.1 * k, py + wy * 0.1 * m, ux, uy, wx, wy, 0.1, *a.arguments, *b.arguments
            )
            if delay < math.inf and delay + 0.1 * (k - m) > 0.0:  # else b comes upon a's ground
                least = min(least, delay + 0.1 * (k - m))
                here = a.at(ux * entry, uy * entry)
                u = entry - delay
                there = b.at(px + wx * (0.1 * m + u) - ux * 0.1 * k, py + wy * (0.1 * m + u))
                assert here.distance(there) < 5e-3
    slow = math.inf
    for delay in np.arange(0.0, 3.9, 0.001):
        # a at s and b at s - delay, for s from `delay` to 4
        hit = bodies_ttc(px - ux * delay, py, wx - ux, wy - uy, *a.arguments, *b.arguments)
        if hit <= 4.0 - delay:
            slow = float(delay)
            break
    assume(0.01 < slow < 3.7 or slow == math.inf)
    if slow < math.inf:
        assert abs(least - slow) < 3e-3
    else:
        assert least == math.inf
