"""WebSockets: who may listen, what they hear, and that whoever comes back misses nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator

from tests.application import Tenant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.asyncio]


@pytest_asyncio.fixture(autouse=True)
async def _connections_are_closed() -> AsyncIterator[None]:
    """The thread that synchronous code runs in has a connection of its own."""
    from django.db import connections

    yield
    await sync_to_async(connections.close_all)()


class Socket(ApplicationCommunicator):
    """A browser's end of a WebSocket, as far as these tests need one."""

    async def connect(self) -> None:
        await self.send_input({"type": "websocket.connect"})
        message = await self.receive_output(5)
        assert message["type"] == "websocket.accept"  # a close code reaches a browser only over an accepted connection

    async def receive_json_from(self, timeout: float = 5) -> Any:  # noqa: ASYNC109
        return json.loads((await self.receive_output(timeout))["text"])

    async def disconnect(self) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(5)


def connect(path: str, client: Any = None) -> Socket:
    from channels.auth import AuthMiddlewareStack
    from channels.routing import URLRouter

    from config.websockets import urlpatterns

    cookie = f"sessionid={client.cookies['sessionid'].value}" if client is not None else ""
    path, _, query = path.partition("?")
    scope = {
        "type": "websocket",
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"cookie", cookie.encode())],
        "subprotocols": [],
    }
    return Socket(AuthMiddlewareStack(URLRouter(urlpatterns)), scope)


async def close_code(socket: Socket) -> int:
    await socket.connect()
    message = await socket.receive_output(5)
    assert message["type"] == "websocket.close"
    return int(message["code"])


@sync_to_async
def started(tenant: Tenant, scenario: Any) -> Any:
    from scenarios.services.runs import create_run

    return create_run(tenant.caller, scenario)[0]


@sync_to_async
def finished(run: Any) -> None:
    from scenarios.models import Run
    from scenarios.services.steps import list_due_steps
    from workers import run_steps

    works = {"prepare": run_steps.prepare, "replication": run_steps.replicate, "summarise": run_steps.summarise}
    while due := list_due_steps(Run.objects.get(pk=run.pk)):
        run_steps.do_step(due[0].pk, works[due[0].kind])


async def heard(socket: Socket, until: str) -> list[dict[str, Any]]:
    """Everything up to the event that the run's status is `until`."""
    messages: list[dict[str, Any]] = []
    while not messages or messages[-1].get("status") != until or messages[-1]["type"] != "run.status":
        messages.append(await socket.receive_json_from(timeout=120))
    return messages


async def test_nobody_and_strangers_are_refused(tenant: Tenant, stranger: Tenant, scenario: Any) -> None:
    run = await started(tenant, scenario)
    other = await sync_to_async(stranger.client)("admin")
    for path in (f"/ws/runs/{run.pk}/", f"/ws/facilities/{scenario.facility_id}/"):
        assert await close_code(connect(path)) == 4401
        assert await close_code(connect(path, other)) == 4404
    assert await close_code(connect("/ws/nothing/")) == 4404


async def test_the_reader_of_a_link_is_nobody_here(tenant: Tenant, scenario: Any) -> None:
    from rest_framework.test import APIClient

    from scenarios.services.sharing import create_share_link

    run = await started(tenant, scenario)
    run.status = "done"
    await sync_to_async(run.save)()
    link, token = await sync_to_async(create_share_link)(tenant.caller_as("analyst"), run)
    reader = APIClient()
    assert (await sync_to_async(reader.post)(f"/api/v1/shared/{link.pk}/", {"token": token})).status_code == 200
    reader.cookies["sessionid"] = token  # even where it is sent as a session
    for path in (f"/ws/runs/{run.pk}/", f"/ws/facilities/{scenario.facility_id}/"):
        assert await close_code(connect(path, reader)) == 4401


async def test_a_run_is_told_as_it_happens(tenant: Tenant, scenario: Any) -> None:
    run = await started(tenant, scenario)
    socket = connect(f"/ws/runs/{run.pk}/", await sync_to_async(tenant.client)("viewer"))
    await socket.connect()
    snapshot = await socket.receive_json_from()
    assert (snapshot["type"], snapshot["run"]["status"]) == ("run.snapshot", "queued")
    listening = asyncio.ensure_future(heard(socket, "done"))
    await finished(run)
    messages = await listening
    stored = [m["seq"] for m in messages if m["type"] in ("run.status", "metrics.partial")]
    assert stored == sorted(stored)
    assert [m["replications"] for m in messages if m["type"] == "metrics.partial"] == [1, 2, 3]
    assert {m["kind"] for m in messages if m["type"] == "step.status"} == {"prepare", "replication", "summarise"}
    await socket.disconnect()


async def test_whoever_comes_back_with_the_last_number_misses_nothing(tenant: Tenant, scenario: Any) -> None:
    from scenarios.models import RunEvent

    run = await started(tenant, scenario)
    await finished(run)
    everything = await sync_to_async(lambda: list(RunEvent.objects.order_by("seq").values_list("payload", flat=True)))()
    client = await sync_to_async(tenant.client)("viewer")
    socket = connect(f"/ws/runs/{run.pk}/?after=2", client)
    await socket.connect()
    snapshot = await socket.receive_json_from()
    assert snapshot["seq"] == everything[-1]["seq"]
    missed = [await socket.receive_json_from() for _ in everything[2:]]
    assert missed == everything[2:]
    await socket.disconnect()


async def test_a_preview_is_a_text_frame_and_a_picture(tenant: Tenant, scenario: Any) -> None:
    from scenarios.announce import send_preview
    from scenarios.models import RunStep

    run = await started(tenant, scenario)
    socket = connect(f"/ws/runs/{run.pk}/", await sync_to_async(tenant.client)("viewer"))
    await socket.connect()
    await socket.receive_json_from()
    step = await sync_to_async(RunStep.objects.get)(run=run, kind="prepare")
    jpeg = b"\xff\xd8 picture"
    await sync_to_async(send_preview)(step, jpeg, camera_id="c", frame=0, frame_count=2, width_px=4, height_px=2)
    told = await socket.receive_json_from()
    assert (told["type"], told["byte_length"], told["frame_count"]) == ("preview", len(jpeg), 2)
    assert (await socket.receive_output(5))["bytes"] == jpeg
    await socket.disconnect()


async def test_a_facility_tells_of_people_and_saves(tenant: Tenant, scenario: Any) -> None:
    from scenarios.services.scenarios import update_scenario
    from tests.application import small_document

    path = f"/ws/facilities/{scenario.facility_id}/"
    one, two = [connect(path, await sync_to_async(tenant.client)(role)) for role in ("planner", "viewer")]
    await one.connect()
    alone = await one.receive_json_from()
    assert [(p["name"], p["initials"], p["id"]) for p in alone["people"]] == [("Planner Person", "PP", alone["you"])]
    await two.connect()
    assert {p["name"] for p in (await one.receive_json_from())["people"]} == {"Planner Person", "Viewer Person"}
    known = await two.receive_json_from()
    assert known["you"] != alone["you"]
    here = {"type": "here", "scenario_id": str(scenario.pk), "chosen": ["rack", 7, "x" * 1000]}
    for said in ("no JSON", "[]", '{"type": "else"}', json.dumps(here)):  # all but the last are ignored
        await two.send_input({"type": "websocket.receive", "text": said})
    (other,) = [p for p in (await one.receive_json_from())["people"] if p["id"] == known["you"]]
    assert (other["scenario_id"], other["chosen"]) == (str(scenario.pk), ["rack"])
    document = small_document()
    document["demand"]["pick_s"] = 6
    await sync_to_async(update_scenario)(tenant.caller_as("planner"), scenario, based_on=1, document=document)
    saved = await one.receive_json_from()
    assert (saved["type"], saved["scenario_id"], saved["number"]) == ("scenario.saved", str(scenario.pk), 2)
    await two.disconnect()
    assert [p["name"] for p in (await one.receive_json_from())["people"]] == ["Planner Person"]
    await one.disconnect()


@pytest.mark.services
async def test_a_socket_on_which_nothing_happens_stays_open(tenant: Tenant, facility: Any) -> None:
    """Over the real channel layer: its blocking read must outlive the client library's own time limit."""
    from twin.announce import announce_scenario_saved

    client = await sync_to_async(tenant.client)("viewer")
    socket = connect(f"/ws/facilities/{facility.pk}/", client)
    await socket.connect()
    assert (await socket.receive_json_from())["type"] == "presence"
    await asyncio.sleep(6.5)
    await sync_to_async(announce_scenario_saved)(facility.pk, scenario_id=facility.pk, number=3, author="x")
    assert (await socket.receive_json_from())["number"] == 3
    await socket.disconnect()
