"""The headless what-if on a facility of the database."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def what_if(*arguments):
    stdout = io.StringIO()
    call_command("what_if", *map(str, arguments), stdout=stdout, stderr=io.StringIO())
    return stdout.getvalue()


def test_saved_scenarios_are_variants_and_bases(scenario, tmp_path):
    patch = tmp_path / "fast.json"
    patch.write_text(json.dumps({"name": "Fast picks", "base": "Today", "patch": {"demand": {"pick_s": 2}}}))
    name = scenario.facility.name
    arguments = ("--facility", name, "--variant", "Today", "--variant", patch, "--clip-seconds", 0, "--json")
    report = json.loads(what_if(*arguments, "--out", tmp_path / "out"))
    assert report["facility"] == name
    assert [v["name"] for v in report["variants"]] == ["Today", "Fast picks"]
    assert report["experiment"]["seed"] == 7
    assert [c["area"] for c in report["variants"][1]["changes"]] == ["demand"]


def test_an_unknown_facility_is_told_with_those_there_are(facility, tmp_path):
    with pytest.raises(CommandError, match="Small hall") as caught:
        what_if("--facility", "Elsewhere", "--variant", "default", "--variant", "default", "--out", tmp_path / "out")
    assert caught.value.returncode == 2


def test_a_name_that_two_organisations_use_must_be_told_apart(tenant, stranger, tmp_path):
    tenant.facility("Hall")
    stranger.facility("Hall")
    with pytest.raises(CommandError, match="organisation"):
        what_if("--facility", "Hall", "--variant", "default", "--variant", "default", "--out", tmp_path / "out")
    what_if("--facility", "Hall", "--organisation", tenant.organisation.name, "--write-default", tmp_path / "d.json")
    assert json.loads((tmp_path / "d.json").read_text())["version"] == 1
