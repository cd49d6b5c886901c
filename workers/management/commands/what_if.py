"""The main job without a browser: simulate variants of a facility, film them, compare them, write it all down."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from scenarios.contracts import Progress
from scenarios.layout.contracts import Finding
from twin.cad.errors import CadError
from workers.what_if.documents import Variant, VariantError, check_comparable, read_variant, with_overrides
from workers.what_if.facility import FacilityError, FacilitySource, facility_from_cad, facility_from_database
from workers.what_if.output import FolderError, check_folder, metrics_json, table, to_bytes, whole_folder, write_files

_MOST_VARIANTS = 4
_INTERRUPTED = 130  # what a shell expects after Ctrl-C


class _Refused(Exception):
    """The input cannot be used; each fault has its source, pointer and message."""

    def __init__(self, faults: Sequence[dict[str, str]]) -> None:
        super().__init__("\n".join(_line(fault) for fault in faults))
        self.faults = list(faults)


class _Bar(Progress):
    """Progress on the error stream: a bar in a terminal, a line for every tenth of the work elsewhere."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._done = 0.0
        self._tenth = 0
        self._interrupted = False

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Ctrl-C and SIGTERM end the work. Where a library swallows the exception, the next check raises it again."""

        def interrupt(*_: object) -> None:
            self._interrupted = True
            raise KeyboardInterrupt

        before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def check_cancelled(self) -> None:
        """Raise ``KeyboardInterrupt`` after an interrupt."""
        if self._interrupted:
            raise KeyboardInterrupt

    def report(self, fraction: float, message: str, **payload: object) -> None:
        """Show how far the work is."""
        step = max(0.0, fraction - self._done)
        self._done += step
        if sys.stderr.isatty():
            if self._bar is None:
                self._bar = tqdm(total=1.0, file=sys.stderr, bar_format="{percentage:3.0f}%|{bar:40}| {desc}")
            self._bar.set_description_str(message, refresh=False)
            self._bar.update(step)
        elif int(self._done * 10) > self._tenth:
            self._tenth = int(self._done * 10)
            sys.stderr.write(f"{self._tenth * 10:3d} %  {message}\n")

    def close(self) -> None:
        """Leave the last state on the screen."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


class Command(BaseCommand):
    """Parses, computes, writes; refuses bad input with exit status 2 and nothing written."""

    help = "Compare variants of a facility: metrics with paired intervals, a clip of each, a PDF and a spreadsheet."
    requires_system_checks = ()  # --cad needs no database

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("--cad", type=Path, metavar="PATH", help="a CAD file, world or folder; needs no database")
        source.add_argument("--facility", metavar="NAME", help="a facility in the database")
        parser.add_argument("--organisation", metavar="NAME", help="whose facility, where the name is not unique")
        parser.add_argument("--unit", choices=("m", "mm", "cm", "in", "ft"), help="the CAD's unit, if it does not say")
        parser.add_argument("--up-axis", choices=("z", "y"), help="the CAD's vertical, if it does not say")
        parser.add_argument(
            "--variant",
            action="append",
            default=[],
            metavar="FILE",
            help="a scenario document, or {name, base, patch}; 'default'; or a saved scenario's name; base first",
        )
        parser.add_argument("--write-default", type=Path, metavar="FILE", help="write the default document and stop")
        parser.add_argument("--replications", type=int, metavar="N", help="instead of the documents' own number")
        parser.add_argument("--seed", type=int, metavar="N", help="instead of the documents' own seed")
        parser.add_argument("--camera", metavar="NAME", help="which camera films; the first CCTV camera otherwise")
        parser.add_argument("--clip-seconds", type=float, metavar="S", help="length of the clips; 0 leaves them out")
        parser.add_argument("--out", type=Path, metavar="DIR", help="where the results go, whole or not at all")
        parser.add_argument("--force", action="store_true", help="replace a folder that holds something")
        parser.add_argument("--pdf", action=argparse.BooleanOptionalAction, default=True, help="write report.pdf")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, **options: Any) -> None:
        """Everything, with the right exit status."""
        bar = _Bar()
        try:
            with bar.interruptible():
                self._handle(options, bar)
        except _Refused as refused:
            if options["json"]:
                self.stdout.write(json.dumps({"ok": False, "errors": refused.faults}, ensure_ascii=False, indent=2))
            raise CommandError(str(refused), returncode=2) from None
        except KeyboardInterrupt:
            self.stderr.write("Called off; nothing was written.")
            sys.exit(_INTERRUPTED)
        finally:
            bar.close()

    def _handle(self, options: dict[str, Any], bar: _Bar) -> None:
        if options["write_default"] is None:
            _check_usage(options)
        facility = _facility(options)
        for note in facility.notes:
            self._say(f"{note.kind}, {note.subject}: {note.message}")
        if options["write_default"] is not None:
            self._write_default(facility, options["write_default"])
        else:
            self._study(facility, options, bar)

    def _write_default(self, facility: FacilitySource, path: Path) -> None:
        path.write_bytes(to_bytes(facility.default().model_dump(mode="json")))
        self._say(f"The default document of {facility.name} is in {path}.")

    def _study(self, facility: FacilitySource, options: dict[str, Any], bar: _Bar) -> None:
        from workers.what_if.study import Study, StudyError, check_study, run_study

        variants = _variants(facility, options)
        camera = None
        if options["clip_seconds"] != 0:
            camera = _or_refuse(facility.camera, options["camera"], variants[0].document)
        study = Study(facility.name, facility.scene, facility.floor_plan, variants, camera, _now())
        self._tell(check_study(study))
        try:
            with whole_folder(options["out"], force=options["force"]) as folder:
                outcome = run_study(study, bar)
                files = _files(study.variants, outcome, pdf=options["pdf"])
                write_files(folder, files)
        except VariantError as error:
            raise _Refused(_faults(error.source, error.findings)) from None
        except StudyError as error:
            raise _Refused([_fault("what_if", str(error), code="failed")]) from None
        bar.close()
        if options["json"]:
            report = {"ok": True, "out": str(options["out"]), "files": sorted(files), **metrics_json(outcome.summary)}
            self.stdout.write(to_bytes(report).decode(), ending="")
        else:
            self.stdout.write(table(outcome.summary))
            self.stdout.write(f"\nWritten to {options['out']}: {', '.join(sorted(files))}")

    def _tell(self, checked: Iterable[tuple[Variant, tuple[Finding, ...]]]) -> None:
        """Print the warnings; raise ``_Refused`` if there is any error."""
        faults = [fault for variant, findings in checked for fault in _faults(variant.name, findings)]
        for fault in faults:
            if fault["severity"] != "error":
                self._say(_line(fault))
        if errors := [fault for fault in faults if fault["severity"] == "error"]:
            raise _Refused(errors)

    def _say(self, text: str) -> None:
        tqdm.write(text, file=sys.stderr)


def _check_usage(options: dict[str, Any]) -> None:
    """Refuse at once what would only be found after minutes of work."""
    if not 2 <= len(options["variant"]) <= _MOST_VARIANTS:
        raise _Refused([_fault("--variant", "Give two to four variants, the base first.")])
    if options["out"] is None:
        raise _Refused([_fault("--out", "Say where the results go.")])
    if options["clip_seconds"] is not None and options["clip_seconds"] < 0:
        raise _Refused([_fault("--clip-seconds", "A clip cannot be shorter than nothing.")])
    try:
        check_folder(options["out"], force=options["force"])
    except FolderError as error:
        raise _Refused([_fault("--out", str(error))]) from None


def _facility(options: dict[str, Any]) -> FacilitySource:
    try:
        if options["cad"] is not None:
            return facility_from_cad(options["cad"], unit=options["unit"], up_axis=options["up_axis"])
        return facility_from_database(options["facility"], organisation=options["organisation"])
    except CadError as error:
        raise _Refused([_fault(error.subject or str(options["cad"]), error.message, code=error.code)]) from None
    except FacilityError as error:
        raise _Refused([_fault("--facility", str(error))]) from None


def _variants(facility: FacilitySource, options: dict[str, Any]) -> tuple[Variant, ...]:
    faults: list[dict[str, str]] = []
    variants: list[Variant] = []
    for source in options["variant"]:
        try:
            variant = read_variant(source, facility.default, facility.saved)
            overrides = {"replications": options["replications"], "seed": options["seed"]}
            variants.append(with_overrides(variant, clip_duration_s=options["clip_seconds"] or None, **overrides))
        except VariantError as error:
            faults += _faults(error.source, error.findings)
    if faults:
        raise _Refused(faults)
    try:
        check_comparable(variants)
    except VariantError as error:
        raise _Refused(_faults(error.source, error.findings)) from None
    return tuple(variants)


def _or_refuse(find: Any, *arguments: Any) -> Any:
    try:
        return find(*arguments)
    except FacilityError as error:
        raise _Refused([_fault("--camera", str(error))]) from None


def _files(variants: Sequence[Variant], outcome: Any, *, pdf: bool) -> dict[str, bytes]:
    """Every file of the output folder by its name."""
    from scenarios.reports.pdf import render_pdf
    from scenarios.reports.xlsx import render_xlsx

    files = {"metrics.json": to_bytes(metrics_json(outcome.summary)), "report.xlsx": render_xlsx(outcome.summary)}
    if pdf:
        files["report.pdf"] = render_pdf(outcome.summary)
    for fact, variant, clip in zip(outcome.summary.variants, variants, outcome.clips, strict=True):
        files[f"{fact.letter}.document.json"] = to_bytes(variant.document.model_dump(mode="json"))
        if clip is not None:
            files[f"{fact.letter}.mp4"] = clip.video
            files[f"{fact.letter}.jpg"] = clip.poster
            files[f"{fact.letter}.sidecar.json"] = to_bytes(clip.sidecar)
    return files


def _faults(source: str, findings: Iterable[Finding]) -> list[dict[str, str]]:
    return [_fault(source, f.message, code=f.code, pointer=f.pointer, severity=f.severity) for f in findings]


def _fault(
    source: str, message: str, *, code: str = "usage", pointer: str = "", severity: str = "error"
) -> dict[str, str]:
    return {"source": source, "severity": severity, "code": code, "pointer": pointer, "message": message}


def _line(fault: dict[str, str]) -> str:
    place = f" {fault['pointer']}" if fault["pointer"] else ""
    return f"{fault['source']}{place}: {fault['severity']}: {fault['message']}"


def _now() -> datetime:
    """The time of day, or the one that a reproducible build asks for."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC).replace(microsecond=0)
