"""Starting and cancelling runs.

A run is its rows: creating it writes one step for each piece of work, and only then is anything
sent to a queue. Equal runs of a scenario are one run, and replications that were played before are
taken over, so asking for more extends what is there.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from accounts.caller import Caller, Permission
from accounts.errors import Conflict, FieldError, Unprocessable
from accounts.services.audit import create_audit_event
from scenarios.announce import announce_run
from scenarios.document import ScenarioDocument
from scenarios.engine_version import engine_version
from scenarios.layout.parsing import parse_document
from scenarios.models import Run, RunStatus, RunStep, Scenario, ScenarioRevision, StepKind
from scenarios.models.run import ALIVE, OVER
from scenarios.selectors import get_head
from scenarios.services.documents import check_scenario_document, describe_findings, plain_document
from scenarios.services.replications import add_replications, extend_run
from scenarios.services.run_keys import DYNAMICS, get_model_hash, get_weights, replay_key, run_key
from scenarios.services.steps import enqueue_due_steps, finish_cancelling
from scenarios.statistics.sequential import first_replications
from twin.leases import WorkStatus
from twin.services.cameras import describe_view


def create_run(caller: Caller, scenario: Scenario, *, replications: int | None = None) -> tuple[Run, bool]:
    """Play a scenario's head; (the run, whether it is new).

    Raises ``Unprocessable`` with the findings where the document has errors.
    """
    caller.check(Permission.WRITE_RUN)
    head = get_head(scenario)
    document = _with_replications(parse_document(head.document), replications)
    _check_runnable(scenario, head, document)
    model_hash = get_model_hash()
    cameras = _cameras(scenario, document) if model_hash else []  # no clips without a world model
    engine = engine_version()
    scene_hash = head.twin_revision.scene_hash
    key = run_key(scene_hash, document, engine_version=engine, cameras=cameras)
    if found := _find_equal(scenario, key):
        return found, False
    try:
        with transaction.atomic():
            run = Run.objects.create(
                scenario=scenario,
                scenario_revision=head,
                key=key,
                replay_key=replay_key(scene_hash, document, engine),
                document=plain_document(document),
                cameras=cameras,
                engine_version=engine,
                model_hash=model_hash if cameras else "",
                replications=first_replications(document.experiment),
            )
            _add_steps(run)
            create_audit_event(caller, action="run.started", subject=run, name=scenario.name)
            announce_run(run)
            enqueue_due_steps(run)
    except IntegrityError:  # somebody started the same run at the same moment
        if found := _find_equal(scenario, key):
            return found, False
        raise
    return run, True


def cancel_run(caller: Caller, run: Run) -> Run:
    """Call a run off: what has not begun never will, what is going on stops within a second or two."""
    caller.check(Permission.WRITE_RUN)
    with transaction.atomic():
        run = Run.objects.select_for_update().get(pk=run.pk)
        if run.status in OVER:
            raise Conflict(f"This run is {run.status} already.")
        if run.status in ALIVE:
            run.status = RunStatus.CANCELLING
            run.message = f"Cancelled by {caller.actor}"
            run.save(update_fields=["status", "message"])
            run.steps.filter(status=WorkStatus.WAITING).update(status=WorkStatus.CANCELLED, finished_at=Now())
            create_audit_event(caller, action="run.cancelled", subject=run, name=run.scenario.name)
            announce_run(run)
        finish_cancelling(run)
    return run


def _with_replications(document: ScenarioDocument, replications: int | None) -> ScenarioDocument:
    if replications is None:
        return document
    return document.model_copy(
        update={"experiment": document.experiment.model_copy(update={"replications": replications})}
    )


def _check_runnable(scenario: Scenario, head: ScenarioRevision, document: ScenarioDocument) -> None:
    findings = check_scenario_document(document, head.twin_revision, scenario.facility)
    errors = [f for f in findings if f.severity == "error"]
    if errors:
        raise Unprocessable(
            f"{errors[0].message} This has to be put right before the scenario can run.",
            [FieldError(f.pointer, f.message) for f in errors],
            {"findings": describe_findings(findings)},
        )


def _cameras(scenario: Scenario, document: ScenarioDocument) -> list[dict[str, Any]]:
    """The cameras that film, in the document's order, as they stand now."""
    known = {str(camera.pk): camera for camera in scenario.facility.cameras.all()}
    return [describe_view(known[i]) for i in dict.fromkeys(document.experiment.clip_camera_ids) if i in known]


def _find_equal(scenario: Scenario, key: str) -> Run | None:
    gone = (RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.CANCELLING)
    return scenario.runs.filter(key=key).exclude(status__in=gone).first()


def _add_steps(run: Run) -> None:
    RunStep.objects.create(run=run, kind=StepKind.PREPARE, label="Prepare the layout")
    add_replications(run, up_to=run.replications)
    steps = [
        RunStep(run=run, kind=StepKind.CLIP, index=i, label=f"Clip of {camera['name']}")
        for i, camera in enumerate(run.cameras)
    ]
    if get_weights().get(DYNAMICS):
        steps.append(RunStep(run=run, kind=StepKind.FUTURES, label="Futures of the worst conflicts"))
        if run.cameras:
            steps.append(RunStep(run=run, kind=StepKind.FILMS, label="Films of the worst conflict's futures"))
    steps.append(RunStep(run=run, kind=StepKind.SUMMARISE, label="Sum up"))
    RunStep.objects.bulk_create(steps)
    extend_run(run)
