"""Equal documents have equal hashes, different ones different ones."""

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from scenarios.layout.canonical import canonical_json, document_hash, json_schema
from scenarios.layout.parsing import parse_document

REPOSITORY = Path(__file__).resolve().parents[3]
DEMAND = {"windows": [{"start_s": 0, "end_s": 3600, "orders_per_hour": 60}]}
MOVE = {"kind": "move", "part_id": "a", "at": {"x_m": 1, "y_m": 2}}


def digest(**data):
    return document_hash(parse_document({"demand": DEMAND, **data}))


def test_order_of_keys_defaults_and_number_types_do_not_matter():
    written = {"at": {"y_m": 2.0, "heading_rad": -0.0, "x_m": 1.0, "z_m": 0}, "part_id": "a", "kind": "move"}
    assert digest(layout=[MOVE], version=1) == digest(layout=[written], events=[])


def test_any_difference_in_meaning_matters():
    assert digest() != digest(layout=[MOVE])
    assert digest() != digest(experiment={"seed": 2})


def test_the_hash_is_the_same_in_every_process():
    code = (
        "from scenarios.layout.canonical import document_hash; from scenarios.layout.parsing import parse_document;"
        f"print(document_hash(parse_document({{'demand': {DEMAND}}})))"
    )
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(REPOSITORY)}
        printed = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
        assert printed.stdout.decode().strip() == digest()


def test_the_canonical_text_reads_back_as_the_same_document():
    document = parse_document({"demand": DEMAND, "layout": [MOVE]})
    assert parse_document(json.loads(canonical_json(document))) == document


def test_the_schema_accepts_documents_and_refuses_unknown_keys():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate({"demand": DEMAND, "layout": [MOVE]}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"demand": DEMAND, "layuot": []}, schema)
