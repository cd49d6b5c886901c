"""The embedded services: addresses, adoption of leftovers, nothing left behind."""

import json
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from config.services import service_urls

REPORT = (
    "import os, json, psycopg, redis; "
    "row = psycopg.connect(os.environ['DATABASE_URL']).execute('select current_database()').fetchone(); "
    "print(json.dumps([row[0], redis.Redis.from_url(os.environ['VALKEY_URL']).ping(), os.environ['DATA_DIR']]))"
)


def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "VALKEY_URL", "DATA_DIR"):
        monkeypatch.delenv(name, raising=False)


def test_a_command_finds_both_services_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clean_environment(monkeypatch)
    done = subprocess.run(
        [sys.executable, "-m", "config.services", "--", sys.executable, "-c", REPORT],
        capture_output=True,
        text=True,
        check=True,
    )
    database, answered, folder = json.loads(done.stdout.splitlines()[-1])
    assert (database, answered) == ("foresite", True)
    assert not Path(folder).exists()
    assert not [p for p in psutil.process_iter(["cmdline"]) if any(folder in w for w in p.info["cmdline"] or [])]


def test_the_commands_exit_status_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    clean_environment(monkeypatch)
    command = [sys.executable, "-m", "config.services", "--", sys.executable, "-c", "raise SystemExit(7)"]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 7


def test_the_environment_comes_before_what_running_services_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean_environment(monkeypatch)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert service_urls() == (None, None)
    (tmp_path / "services.json").write_text('{"database": "postgresql://a/b", "valkey": "redis://c"}')
    monkeypatch.setenv("VALKEY_URL", "redis://elsewhere")
    assert service_urls() == ("postgresql://a/b", "redis://elsewhere")


def test_an_unreadable_address_file_is_no_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clean_environment(monkeypatch)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    (tmp_path / "services.json").write_text('{"database": ')
    assert service_urls() == (None, None)
