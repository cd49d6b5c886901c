"""What the futures say, in sentences for a planner."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from worlds.futures.conflicts import ConflictStudy
    from worlds.futures.minutes import MinuteStudy


def conflict_sentence(study: ConflictStudy) -> str:
    """How often the two touch, how near they come, and whether the simulation is one of these futures."""
    contact, separation = study.contact, study.min_separation
    share = f"{contact.mean:.0%}, 95 % interval {contact.low:.0%} to {contact.high:.0%}"
    text = f"In {contact.count} of {contact.of} futures the two touch ({share})"
    if separation is not None and separation.median > 0:
        text += f"; they come within {separation.median:.2f} m of each other in the middle one"
    text += "."
    if study.agrees:
        return text
    engine = study.of_engine
    seen = "touched" if engine.contact[0] else f"came within {engine.min_separation_m[0]:.2f} m"
    return f"{text} In the simulation they {seen}, which lies outside of what the world model expects: read both with care."


def minute_sentence(minute: MinuteStudy) -> str:
    """Where the world model and the simulation count differently."""
    apart = [flow.gate.id for flow in minute.gates if not flow.agrees]
    if not apart:
        return "At every gate the world model counts as many passages as the simulation, as far as the intervals tell."
    names = ", ".join(apart)
    return (
        f"At {names} the world model and the simulation differ by more than their intervals; "
        "work that is dealt out within the minute is not foreseen by the world model."
    )
