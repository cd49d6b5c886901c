"""A worker is killed in the middle of a run: the run completes, with the figures of an undisturbed one.

Real processes: a Celery worker, the sweeper, PostgreSQL and Valkey. The worker is stopped before it is
killed, so that it surely dies with a replication in its hands.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest

from tests.application import Tenant, small_document

pytestmark = [
    pytest.mark.services,
    pytest.mark.database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

ROOT = Path(__file__).resolve().parents[2]
REPLICATIONS = 4
PATIENCE_S = 120.0


def wait_for(what: str, condition: Callable[[], Any], patience_s: float = PATIENCE_S) -> Any:
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {patience_s:.0f} s for {what}")


@pytest.fixture
def environment(settings: Any, tmp_path: Path) -> dict[str, str]:
    """What the processes need to work on this test's database and files."""
    from django.db import connection
    from psycopg.conninfo import make_conninfo

    folder = tmp_path / "data"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "twin.storage.AtomicFileStorage", "OPTIONS": {"location": folder / "artifacts"}},
    }
    parameters = {k: v for k, v in connection.get_connection_params().items() if isinstance(v, str | int)}
    query = "&".join(f"{name}={parameters[name]}" for name in ("host", "port") if name in parameters)
    user = parameters.get("user", "")
    secret = f":{parameters['password']}" if parameters.get("password") else ""
    assert make_conninfo(dbname=str(parameters["dbname"]))
    return {
        **os.environ,
        "DATABASE_URL": f"postgresql://{user}{secret}@/{parameters['dbname']}?{query}",
        "VALKEY_URL": urlsplit(settings.VALKEY_URL)._replace(path="/7").geturl(),  # nobody else's messages
        "DATA_DIR": str(folder),
        "OMP_NUM_THREADS": "1",
    }


@contextmanager
def process(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as file:
        child = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment, stdout=file, stderr=file, start_new_session=True
        )
    try:
        yield child
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.wait(10)


def worker(environment: dict[str, str], log: Path) -> Any:
    command = [
        "-m",
        "celery",
        "-A",
        "workers.app",
        "worker",
        "-Q",
        "simulate",
        "-P",
        "prefork",
        "-c",
        "1",
        "--without-mingle",
    ]
    return process(command, environment, log)


def hold_in(run_id: Any, pids: Callable[[], list[int]], **which: Any) -> Any:
    """Stop the processes while one of them works on such a step; the step."""
    from scenarios.models import RunStep

    def running() -> Any:
        return RunStep.objects.filter(run_id=run_id, status="running", **which).first()

    def attempt() -> Any:
        if running() is None:
            return None
        held = pids()
        for pid in held:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(0.1)
        step = running()
        if step is None:
            for pid in held:
                os.kill(pid, signal.SIGCONT)
        return step

    return wait_for("such a step to be worked on", attempt)


@pytest.fixture
def run(tenant: Tenant, environment: dict[str, str]) -> Any:
    """A run of four replications of a long day in a small hall."""
    from scenarios.models import RunStep
    from scenarios.services.runs import create_run
    from scenarios.services.scenarios import create_scenario

    assert environment
    horizon = 8 * 3600.0
    document = small_document()
    document["demand"]["windows"] = [{"start_s": 0, "end_s": horizon - 600, "orders_per_hour": 200}]
    for role in document["staffing"]:
        role["shifts"] = [{"start_s": 0, "end_s": horizon, "heads": 8 if role["role"] == "picker" else 2}]
    document["fleet"] = [{"type": "amr", "count": 3}]  # whom people meet
    document["experiment"].update(horizon_s=horizon, replications=REPLICATIONS)
    scenario = create_scenario(tenant.caller, tenant.facility(), name="Long day", document=document)
    made = create_run(tenant.caller, scenario)[0]
    RunStep.objects.filter(run=made).update(sent_at=None)  # this process's messages go elsewhere: the sweeper sends
    return made


def undisturbed_digests(run: Any) -> list[str]:
    from scenarios.contracts import Progress
    from scenarios.layout.parsing import parse_document
    from twin.scenes import load_scene_of
    from workers import steps

    scene = load_scene_of(run.scenario_revision.twin_revision)
    prepared = steps.prepare(scene, parse_document(run.document), key="undisturbed")
    return [steps.replicate(prepared, index=i, progress=Progress()).digest for i in range(REPLICATIONS)]


@pytest.mark.parametrize("victim", ["whole worker", "its child"])
def test_a_killed_worker_costs_time_but_no_result(
    run: Any, environment: dict[str, str], tmp_path: Path, victim: str
) -> None:
    from scenarios.models import Replication, Run, RunStep

    expected = undisturbed_digests(run)
    log = tmp_path / "worker.log"
    with process(["manage.py", "sweep", "--forever"], environment, tmp_path / "sweep.log"):
        with worker(environment, log) as first:
            parent = psutil.Process(first.pid)

            def victims() -> list[int]:
                children = [child.pid for child in parent.children(recursive=True)]
                return [first.pid, *children] if victim == "whole worker" else children

            step = hold_in(run.pk, victims, kind="replication", index__gte=1)
            for pid in victims():
                os.kill(pid, signal.SIGKILL)
            assert not Replication.objects.filter(run=run, index=step.index).exists()
            if victim == "its child":
                wait_for("the run to finish", lambda: Run.objects.get(pk=run.pk).status in ("done", "failed"))
        if victim == "whole worker":
            with worker(environment, log):
                wait_for("the run to finish", lambda: Run.objects.get(pk=run.pk).status in ("done", "failed"))
    finished = Run.objects.get(pk=run.pk)
    assert finished.status == "done", finished.error
    rows = Replication.objects.filter(run=run).order_by("index")
    assert [row.digest for row in rows] == expected
    assert RunStep.objects.get(pk=step.pk).attempts == 2


def undisturbed_futures(run: Any) -> tuple[list[Any], Any]:
    """Summaries of the conflicts and the flows of the minute, rolled in this process from the stored replications."""
    from scenarios.contracts import Progress
    from scenarios.layout.parsing import parse_document
    from scenarios.services.figures import load_results
    from twin.scenes import load_scene_of
    from workers import steps

    scene = load_scene_of(run.scenario_revision.twin_revision)
    prepared = steps.prepare(scene, parse_document(run.document), key="undisturbed")
    conflicts, minute = steps.roll_futures(prepared, load_results(run), progress=Progress())
    return [summary for summary, _ in conflicts], minute


def test_a_worker_killed_in_the_futures_leaves_them_to_the_next(
    run: Any, environment: dict[str, str], tmp_path: Path
) -> None:
    from scenarios.models import Run
    from worlds.models import ConflictFutures, MinuteFlows

    log = tmp_path / "worker.log"
    with process(["manage.py", "sweep", "--forever"], environment, tmp_path / "sweep.log"):
        with worker(environment, log) as first:
            parent = psutil.Process(first.pid)

            def victims() -> list[int]:
                return [first.pid, *(child.pid for child in parent.children(recursive=True))]

            step = hold_in(run.pk, victims, kind="futures")
            for pid in victims():
                os.kill(pid, signal.SIGKILL)
        assert not ConflictFutures.objects.filter(run=run).exists()
        assert not MinuteFlows.objects.filter(run=run).exists()
        with worker(environment, log):
            wait_for("the run to finish", lambda: Run.objects.get(pk=run.pk).status in ("done", "failed"))
    finished = Run.objects.get(pk=run.pk)
    assert finished.status == "done", finished.error
    step.refresh_from_db()
    assert step.attempts == 2
    conflicts, minute = undisturbed_futures(run)
    assert conflicts, "a day without a conflict would show nothing"
    rows = ConflictFutures.objects.filter(run=run).order_by("index")
    assert [row.summary for row in rows] == conflicts
    assert MinuteFlows.objects.get(run=run).flows == minute
