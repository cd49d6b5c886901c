"""Writes what an evaluation found into the model cards: ``bars`` in ``card.json``, a table on the card's page."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from worlds.evaluation.bars import Row, markdown_table

BEGIN, END = "<!-- bars: written by evaluate_world -->", "<!-- end of bars -->"


def write_card(folder: Path, rows: list[Row], measures: Mapping[str, Any]) -> None:
    """Put the rows and the other measures into a weights folder's card; the weights are not touched."""
    path = folder / "card.json"
    card = json.loads(path.read_text())
    card["bars"] = [row.as_dict() for row in rows]
    card["measures"] = dict(measures)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(card, indent=2, allow_nan=False) + "\n")
    partial.replace(path)


def write_page(path: Path, rows: list[Row], notes: list[str]) -> None:
    """Replace the page's section between the markers, or add it at the end; the rest of the page stays."""
    section = "\n".join([BEGIN, "", "## Bars", "", markdown_table(rows), "", *[f"- {n}" for n in notes], "", END])
    page = path.read_text() if path.exists() else f"# {path.stem.capitalize()}\n"
    pattern = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    if not pattern.search(page):
        page = page.rstrip("\n") + "\n\n" + section + "\n"
    path.write_text(pattern.sub(lambda _: section, page))


def notes_on(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The measures without a bar, in words."""
    notes = []
    if stage := found.get("stage"):
        near, hidden, views = stage["locality"], stage["permanence"], stage["views"]
        notes.append(
            f"Counterfactual locality: {near['share_inside']:.1%} of all change lies where the agent and its shadow "
            f"go ({near['mask_share']:.0%} of the picture); {near['outside']:.3f} levels elsewhere, "
            f"{near['largest_outside']:.0f} at most."
        )
        prefix, expected = near["common_prefix"], near["common_prefix_expected"]
        notes.append(f"Common prefix: {prefix} of {expected} frames equal to the bit before plans differ.")
        revisit = stage["revisit_db"]
        notes.append(f"Revisit: {'equal to the bit' if revisit is None else f'{revisit:.1f} dB'} between two visits.")
        look = hidden["change_of_look_levels"]
        notes.append(
            f"Permanence: hidden {hidden['times_hidden']} times, "
            + ("not seen again." if look is None else f"look changed by {look:.1f} levels.")
        )
        notes.append(
            f"Two facing cameras differ by {views['disagreement_levels']:.1f} levels on {views['common_points']} "
            f"common points and {'do not disturb' if views['cameras_do_not_disturb_each_other'] else 'DISTURB'} "
            "each other."
        )
    notes.extend(_curve_note(name, found[name]["curve"]) for name in ("walking", "static") if name in found)
    if notes:
        notes.append("LPIPS: not measured, no trained backbone is at hand offline.")
        notes.append(_calibration_note(found.get("uncertainty")))
    return notes


def _calibration_note(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return "Calibration of the uncertainty: this part was not run."
    return (
        f"Calibration of the uncertainty: {found['said_rms_levels']:.1f} levels said, {found['rms_levels']:.1f} found in "
        f"{found['halls']} halls that nothing learned from; tenths of the pixels differ by {found['departure']:.0%} in the "
        f"mean; the tenth said to be least sure holds {found['worst_tenth_share']:.0%} of the squared error."
    )


def _curve_note(name: str, curve: Mapping[str, Any]) -> str:
    frames, psnr, ssim = curve["frame"], curve["psnr_db"], curve["ssim"]
    picked = sorted({min(range(len(frames)), key=lambda k: abs(frames[k] - wanted)) for wanted in (0, 120, 1200, 9960)})
    points = ", ".join(f"frame {frames[k]}: {psnr[k]:.2f} dB, {ssim[k]:.3f}" for k in picked)
    return f"Over the horizon ({name}): {points}."
