"""`manage.py import_cad PATH --facility NAME`: CAD to twin, without a browser or a worker."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.caller import Caller, system_caller
from accounts.errors import DomainError
from accounts.models import Organisation
from twin.models import Facility, Revision, RevisionStatus
from twin.serializers import UNITS, UP_AXES, describe_revision
from twin.services.facilities import create_facility
from twin.services.revisions import create_revision
from workers.imports import import_revision


class Command(BaseCommand):
    """Imports in this process, through the same service and the same limited child as an upload."""

    help = "Import CAD as a new revision of a facility; prints what was read, dropped and assumed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="GLB, glTF, OBJ, STL, DAE, .world or .sdf, a ZIP, or a folder")
        parser.add_argument("--facility", required=True, help="its name; made where it does not exist")
        parser.add_argument("--organisation", help="its name, where there is more than one")
        parser.add_argument("--unit", choices=UNITS, help="what the numbers in the file mean")
        parser.add_argument("--up-axis", choices=UP_AXES, help="which axis points up")
        parser.add_argument("--json", action="store_true", help="print the revision as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        if not path.exists():
            raise CommandError(f"There is no {path}.")
        caller = system_caller(_organisation(options["organisation"]).pk)
        try:
            revision = _import(caller, path, options)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self._print(revision, as_json=options["json"])
        if revision.status != RevisionStatus.READY:
            raise CommandError(f"Not imported: {(revision.error or {}).get('message', 'unknown reason')}")

    def _print(self, revision: Revision, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(describe_revision(revision)))
            return
        for note in revision.report.get("notes", []):
            self.stdout.write(f"{note['kind']:<8} {note['subject']}: {note['message']}")
        self.stdout.write(f"revision {revision.number} of {revision.facility.name}: {revision.status}")


def _import(caller: Caller, path: Path, options: dict[str, Any]) -> Revision:
    rows = Facility.objects.filter(organisation_id=caller.organisation_id, name=options["facility"])
    facility = rows.order_by("id").first() or create_facility(caller, name=options["facility"])
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        file_path = path
        if path.is_dir():
            file_path = Path(shutil.make_archive(str(Path(folder) / path.name), "zip", path))
        with file_path.open("rb") as file:
            revision = create_revision(
                caller,
                facility,
                upload=File(file),
                name=file_path.name,
                unit=options["unit"] or "",
                up_axis=options["up_axis"] or "",
                is_queued=False,
            )
    import_revision(revision.pk)
    return Revision.objects.select_related("facility").get(pk=revision.pk)


def _organisation(name: str | None) -> Organisation:
    rows = Organisation.objects.filter(name=name) if name else Organisation.objects.all()
    found = list(rows.order_by("id")[:2])
    if not found:
        raise CommandError(f"There is no organisation {name!r}." if name else "There is no organisation yet.")
    if len(found) > 1:
        raise CommandError("There are several organisations; say which with --organisation.")
    return found[0]
