"""Files of order lines on the wire: what they are asked to become, how they begin, what they became."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from scenarios.ingest.orders import MOST_ORDERS, MOST_UNITS, ImportedOrders
from scenarios.ingest.preview import Preview

DATE_ORDERS = ("day_first", "month_first")
SPREADS = ("random", "even")
SKIPPED_LISTED = 500


def _column(*, required: bool = True) -> serializers.CharField:
    """The name of a column, as it stands in the file."""
    return serializers.CharField(max_length=1000, trim_whitespace=False, required=required)


@extend_schema_field({"$ref": "#/components/schemas/ScenarioRecordedOrders"})
class RecordedOrdersField(serializers.JSONField):
    """Recorded orders as they stand in a document."""


class OrderHeadSerializer(serializers.Serializer[object]):
    """The beginning of a file, to look at; a workbook as a whole."""

    file = serializers.FileField(allow_empty_file=True)
    sheet = serializers.CharField(max_length=255, trim_whitespace=False, required=False)


class OrderFileSerializer(serializers.Serializer[object]):
    """A file of order lines, the columns that matter, and which orders to take. Times are seconds of the horizon."""

    file = serializers.FileField(allow_empty_file=True)
    order = _column()
    article = _column()
    when = _column()
    quantity = _column(required=False)
    due = _column(required=False)
    encoding = serializers.CharField(max_length=40, required=False)
    sheet = serializers.CharField(max_length=255, trim_whitespace=False, required=False)
    skip_faulty = serializers.BooleanField(
        required=False, default=False, help_text="Leave out rows that cannot be read and list them."
    )
    date_order = serializers.ChoiceField(DATE_ORDERS, required=False)
    written_zone = serializers.CharField(max_length=80, required=False)
    here_zone = serializers.CharField(max_length=80, required=False)
    first_day = serializers.DateField(required=False)
    last_day = serializers.DateField(required=False)
    units_per_quantity = serializers.FloatField(min_value=1e-6, max_value=MOST_UNITS, required=False)
    opens_s = serializers.FloatField(min_value=0, required=False)
    closes_s = serializers.FloatField(min_value=0, required=False)
    spread = serializers.ChoiceField(SPREADS, required=False)
    top_articles = serializers.IntegerField(min_value=1, required=False)
    most_orders = serializers.IntegerField(min_value=1, max_value=MOST_ORDERS, required=False)


class OrderGuessSerializer(serializers.Serializer[object]):
    """Columns that may have these meanings; null where none looks like it."""

    order = serializers.CharField(allow_null=True)
    article = serializers.CharField(allow_null=True)
    when = serializers.CharField(allow_null=True)
    quantity = serializers.CharField(allow_null=True)
    due = serializers.CharField(allow_null=True)


class OrderPreviewSerializer(serializers.Serializer[object]):
    """How a file begins."""

    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))
    separator = serializers.CharField()
    encoding = serializers.CharField()
    sheets = serializers.ListField(child=serializers.CharField(), help_text="Of a workbook; else empty.")
    sheet = serializers.CharField(help_text="The one that is shown; empty where there are none.")
    guess = OrderGuessSerializer()


class SkippedRowSerializer(serializers.Serializer[object]):
    """A row that was left out, and why."""

    line = serializers.IntegerField()
    message = serializers.CharField()


class ReadOrdersSerializer(serializers.Serializer[object]):
    """What a file became: orders for a document, and what was made up or left out, in sentences."""

    recorded = RecordedOrdersField()
    order_count = serializers.IntegerField()
    line_count = serializers.IntegerField()
    article_count = serializers.IntegerField()
    notes = serializers.ListField(child=serializers.CharField())
    skipped = SkippedRowSerializer(many=True, help_text=f"The first {SKIPPED_LISTED} rows that were left out.")
    skipped_count = serializers.IntegerField()


def describe_preview(preview: Preview) -> dict[str, Any]:
    """The beginning of a file as JSON."""
    return {
        "columns": list(preview.columns),
        "rows": [list(row) for row in preview.rows],
        "separator": preview.separator,
        "encoding": preview.encoding,
        "sheets": list(preview.sheets),
        "sheet": preview.sheet,
        "guess": {meaning: preview.guess.get(meaning) for meaning in ("order", "article", "when", "quantity", "due")},
    }


def describe_imported(imported: ImportedOrders) -> dict[str, Any]:
    """Orders that were read as JSON."""
    return {
        "recorded": imported.recorded.model_dump(mode="json"),
        "order_count": len(imported.recorded.articles),
        "line_count": imported.line_count,
        "article_count": len(imported.articles),
        "notes": list(imported.notes),
        "skipped": [{"line": row.line, "message": row.message} for row in imported.skipped[:SKIPPED_LISTED]],
        "skipped_count": len(imported.skipped),
    }
