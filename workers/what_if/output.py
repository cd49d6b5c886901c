"""Put a finished what-if into a folder, all of it or nothing, and show it as a table or as JSON."""

from __future__ import annotations

import json
import math
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scenarios.contracts import Difference, Estimate
from scenarios.reports.facts import ComparisonSummary, RateFact, VariantFact
from scenarios.reports.rows import row_texts

_VERDICT_WORDS = {"no_difference_shown": "not shown", "better": "better", "worse": "worse", "changed": "changed"}


class FolderError(Exception):
    """The output folder cannot be used."""


def check_folder(out: Path, *, force: bool) -> None:
    """Raise ``FolderError`` if `out` is a file, or holds something and `force` is not given."""
    if out.exists() and not out.is_dir():
        raise FolderError(f"{out} is a file, not a folder.")
    if not force and out.is_dir() and any(out.iterdir()):
        raise FolderError(f"{out} is not empty; choose another folder or give --force to replace it.")


@contextmanager
def whole_folder(out: Path, *, force: bool) -> Iterator[Path]:
    """A temporary folder beside `out` that takes its place when the block ends, and vanishes if it fails."""
    check_folder(out, force=force)
    out = out.absolute()
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        folder.chmod(0o755)
        yield folder
        if out.is_dir() and any(out.iterdir()):
            old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
            out.rename(old / out.name)
            folder.rename(out)
            shutil.rmtree(old)
        else:
            folder.replace(out)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write each file by its name."""
    for name, content in files.items():
        (folder / name).write_bytes(content)


def metrics_json(summary: ComparisonSummary) -> dict[str, Any]:
    """The comparison for machines: every figure, unrounded; null where a figure is not defined."""
    data = {
        "facility": summary.facility_name,
        "comparison": summary.comparison_name,
        "headline": summary.headline,
        "detail": summary.detail,
        "how_sure": list(summary.how_sure),
        "experiment": asdict(summary.experiment),
        "metrics": [asdict(m) for m in summary.metrics],
        "variants": [_variant(v) for v in summary.variants],
        "differences": {
            v.letter: [_difference(r.difference, r.sentence) for r in v.rows] for v in summary.variants[1:]
        },
        "best": [
            {"sentence": fact.sentence, **asdict(fact.best), "may_be_best": fact.letters} for fact in summary.best
        ],
        "limits": list(summary.limits),
    }
    cleaned: dict[str, Any] = _without_nan(data)
    return cleaned


def to_bytes(data: Any) -> bytes:
    """Indented JSON, ending in a new line."""
    return (json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def table(summary: ComparisonSummary) -> str:
    """The comparison for people, in a terminal."""
    lines: list[str] = []
    for variant in summary.variants[1:]:
        lines += [variant.finding, variant.detail, ""]
        lines += [*_difference_table(summary.variants[0], variant, summary.experiment.confidence), ""]
        lines += [f"  {variant.letter} changes: {change.message}" for change in variant.changes] + [""]
    lines += [f"  {sentence}" for sentence in summary.how_sure]
    for variant in summary.variants:
        for clip in variant.clips:
            said = f": {'; '.join(clip.reasons)}" if clip.reasons else ""
            lines.append(
                f"  clip {variant.letter}, {clip.camera_name} at {clip.start_clock}: audit {clip.verdict}{said}"
            )
    return "\n".join(lines)


def _difference_table(base: VariantFact, variant: VariantFact, confidence: float) -> list[str]:
    header = ["Metric", base.letter, variant.letter, "Change", f"{confidence * 100:g} % interval", "Verdict"]
    rows = [header]
    for row in variant.rows:
        texts = row_texts(row.difference, row.metric)
        label = f"{texts.label}, {texts.unit_note}" if texts.unit_note else texts.label
        verdict = _VERDICT_WORDS.get(row.difference.verdict, row.difference.verdict)
        rows.append([label, texts.base, texts.variant, texts.change, texts.interval, verdict])
    widths = [max(len(r[c]) for r in rows) for c in range(len(header))]
    text = [
        "  ".join(
            cell.ljust(w) if c in (0, 5) else cell.rjust(w) for c, (cell, w) in enumerate(zip(r, widths, strict=True))
        )
        for r in rows
    ]
    lines = [line.rstrip() for line in text]
    return [
        f"{base.letter} = {base.name}, {variant.letter} = {variant.name}",
        lines[0],
        "─" * max(map(len, lines)),
        *lines[1:],
    ]


def _variant(variant: VariantFact) -> dict[str, Any]:
    return {
        "letter": variant.letter,
        "name": variant.name,
        "document_hash": variant.document_hash,
        "scene_hash": variant.scene_hash,
        "digests": list(variant.digests),
        "orders": asdict(variant.orders),
        "values": {key: list(values) for key, values in variant.values.items()},
        "estimates": {key: asdict(estimate) for key, estimate in variant.estimates.items()},
        "series": {key: asdict(band) for key, band in variant.series.items()},
        "utilisation": variant.utilisation,
        "conflict_counts": variant.conflict_counts,
        "conflict_rates": [_rate(fact) for fact in variant.conflict_rates],
        "worst_conflicts": [
            {"replication": f.replication, "at_clock": f.at_clock, **asdict(f.conflict)} for f in variant.conflicts
        ],
        "changes": [asdict(c) for c in variant.changes],
        "clips": [{k: v for k, v in asdict(clip).items() if k != "poster"} for clip in variant.clips],
    }


def _rate(fact: RateFact) -> dict[str, Any]:
    rate = fact.found.rate
    return {
        "pair": fact.pair,
        "at_least": fact.found.at_least,
        "seen": rate.count,
        "agent_hours": rate.agent_hours,
        "per_1000_h": {"mean": rate.per_1000_h.mean, "low": rate.per_1000_h.low, "high": rate.per_1000_h.high},
        "against_base": None if fact.against_base is None else asdict(fact.against_base),
    }


def _difference(difference: Difference, sentence: str) -> dict[str, Any]:
    def estimate(e: Estimate) -> dict[str, Any]:
        return {"mean": e.mean, "low": e.low, "high": e.high}

    return {
        "key": difference.key,
        "base": estimate(difference.base),
        "variant": estimate(difference.variant),
        "difference": estimate(difference.difference),
        "relative": difference.relative,
        "p_value": difference.p_value,
        "p_holm": difference.p_holm,
        "verdict": difference.verdict,
        "variance_reduction": difference.variance_reduction,
        "sentence": sentence,
    }


def _without_nan(value: Any) -> Any:
    """JSON has no NaN: what is not defined becomes null."""
    if isinstance(value, Mapping):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
