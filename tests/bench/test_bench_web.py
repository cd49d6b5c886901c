"""A part of the browser's benchmark that hangs or fails is ended and told of; the others go on."""

import time

from bench.bench_web import run_part, table

NOWHERE = "http://127.0.0.1:9"


def test_a_part_that_does_not_end_is_ended_in_its_time_and_counts_as_missed() -> None:
    started = time.monotonic()
    (case,) = run_part("drag", NOWHERE, "", 1, limit_s=0.2)
    assert time.monotonic() - started < 20
    assert not case.ok
    assert case.case == "drag: not done in 0.2 s"


def test_a_part_that_fails_says_its_last_words() -> None:
    (case,) = run_part("drag", NOWHERE, "", 1)
    assert not case.ok
    assert case.case == "drag: failed"
    assert case.peer is not None
    assert case.peer != "last: nothing said"
    assert "MISSED" in table([case])
