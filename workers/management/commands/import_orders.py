"""`manage.py import_orders LINES.csv`: order lines on file become the demand of a scenario document, without a database."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scenarios.document import ScenarioDocument
from scenarios.ingest.faults import TableError
from scenarios.ingest.orders import (
    ImportedOrders,
    OrderChoice,
    OrderColumns,
    import_orders,
    opening_hours,
    with_orders,
)
from scenarios.layout.parsing import DocumentError, parse_document
from workers.what_if.output import to_bytes


class Command(BaseCommand):
    """Reads, chooses, merges, writes whole or not at all, and says what was made up and left out."""

    help = "Replace the demand of a scenario document by recorded orders from a CSV file or an Excel workbook."
    requires_system_checks: list[str] = []  # noqa: RUF012 -- Django's own declaration

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--into", type=Path, required=True, metavar="FILE", help="the document to give the orders to"
        )
        parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the merged document goes")
        parser.add_argument("--force", action="store_true", help="replace a file that is there")
        columns = parser.add_argument_group("columns of the file")
        columns.add_argument("--order-column", required=True, metavar="NAME")
        columns.add_argument("--article-column", required=True, metavar="NAME")
        columns.add_argument("--date-column", required=True, metavar="NAME", help="dates, or dates with times")
        columns.add_argument("--quantity-column", metavar="NAME", help="lines of zero and less are left out")
        columns.add_argument("--encoding", default="utf-8")
        columns.add_argument("--sheet", default="", metavar="NAME", help="of a workbook; the first where none is named")
        columns.add_argument(
            "--skip-faulty", action="store_true", help="leave out rows that cannot be read, and list them"
        )
        columns.add_argument("--date-order", choices=("day-first", "month-first"), help="where the dates do not tell")
        choice = parser.add_argument_group("which orders, and when they come")
        choice.add_argument("--day", type=_day, metavar="YYYY-MM-DD")
        choice.add_argument("--from-day", type=_day, metavar="YYYY-MM-DD")
        choice.add_argument("--until-day", type=_day, metavar="YYYY-MM-DD", help="several days are played as one")
        choice.add_argument("--most-orders", type=int, metavar="N", help="the first so many")
        choice.add_argument("--top-articles", type=int, metavar="N", help="only lines of the most wanted articles")
        choice.add_argument("--open", type=_clock, metavar="HH:MM", help="orders without a time come from then on")
        choice.add_argument("--close", type=_clock, metavar="HH:MM", help="and until then")
        choice.add_argument("--spread", choices=("random", "even"), default="random")
        choice.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["out"].exists() and not options["force"]:
            raise CommandError(f"{options['out']} is there already; --force replaces it.", returncode=2)
        try:
            document = parse_document(json.loads(options["into"].read_text(encoding="utf-8")))
            imported = _import(document, options)
            merged = with_orders(document, imported.recorded)
        except DocumentError as error:
            lines = [f"{options['into']}: {f.pointer or '/'}: {f.message}" for f in error.findings]
            raise CommandError("\n".join(lines), returncode=2) from None
        except TableError as error:
            lines = [f"{options['file']}: {line}" for line in str(error).splitlines()]
            raise CommandError("\n".join(lines), returncode=2) from None
        except (OSError, ValueError) as error:
            raise CommandError(f"Not imported: {error}", returncode=2) from None
        _write(options["out"], to_bytes(merged.model_dump(mode="json")))
        for line in (*imported.notes, *(f"left out: {row}" for row in imported.skipped)):
            self.stdout.write(line)
        self.stdout.write(f"The document with these orders is in {options['out']}.")


def _import(document: ScenarioDocument, options: dict[str, Any]) -> ImportedOrders:
    opens_s, closes_s = opening_hours(document)
    starts_s = _clock(document.experiment.start_of_day)
    if options["day"] and (options["from_day"] or options["until_day"]):
        raise ValueError("give --day, or --from-day and --until-day")
    order = options["date_order"]
    choice = OrderChoice(
        opens_s=opens_s if options["open"] is None else (options["open"] - starts_s) % 86_400,
        closes_s=closes_s if options["close"] is None else (options["close"] - starts_s) % 86_400,
        horizon_s=document.experiment.horizon_s,
        day_starts_s=starts_s,
        first_day=options["day"] or options["from_day"],
        last_day=options["day"] or options["until_day"],
        top_articles=options["top_articles"],
        most_orders=options["most_orders"],
        spread=options["spread"],
        seed=options["seed"],
        date_order=order and order.replace("-", "_"),
    )
    columns = OrderColumns(
        options["order_column"], options["article_column"], options["date_column"], options["quantity_column"]
    )
    with options["file"].open("rb") as stream:
        return import_orders(
            stream,
            columns,
            choice,
            encoding=options["encoding"],
            sheet=options["sheet"],
            skip_faulty=options["skip_faulty"],
        )


def _write(path: Path, data: bytes) -> None:
    """The file whole or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CommandError(f"{path} cannot be written: {error}.", returncode=2) from None


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _clock(text: str) -> float:
    """Seconds after midnight of ``"06:30"``."""
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text)
    if match is None:
        raise ValueError(f"{text!r} is no time of day")
    return int(match[1]) * 3600.0 + int(match[2]) * 60
