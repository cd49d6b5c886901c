"""Looking by a link: below ``/api/v1/shared/{link}/`` lie the few reads that the link's one subject needs.

Opening a link with its token sets a cookie that is sent to these addresses alone. Every read then asks again whether
the link is still good and whether the id asked for belongs to its subject, before the ordinary view answers; what is
not in `urls` is not there. A session is never looked at here, and nothing can be written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.errors import NotFound
from accounts.http import ApiView
from accounts.ids import parse_id
from accounts.limits import RateLimited
from scenarios.layout.parsing import parse_document
from scenarios.models import ShareLink
from scenarios.selectors import get_run
from scenarios.serializers.reports import describe_report
from scenarios.serializers.sharing import SharedSerializer, ShareTokenSerializer
from scenarios.services.sharing import (
    Shown,
    get_open_link,
    list_finished_reports,
    list_shown,
    open_share_link,
    reader_of,
)

API = "/api/v1/"
HEADERS = {
    "Cache-Control": "private, no-cache",  # asked again each time, so that revoking holds at once
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
Belongs = Callable[[ShareLink, Shown, Mapping[str, str]], bool]


def cookie_name(link_id: object) -> str:
    """The cookie of one link; its path keeps it from every other address."""
    return f"share-{parse_id(str(link_id)).hex}"


def path_of(link_id: object) -> str:
    """Where a link's reads lie."""
    return f"{API}shared/{link_id}/"


class HoldsLink(BasePermission):
    """Lets in whoever has opened the link, to what belongs to it."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        assert isinstance(view, SharedView)
        link = get_open_link(view.link_id, request.COOKIES.get(cookie_name(view.link_id), ""))
        if not view.belongs(link, list_shown(link), view.kwargs):
            raise NotFound("This is not part of what was shared.")
        view.link, view.caller = link, reader_of(link)
        return True


class SharedView(ApiView):
    """An ordinary read, for the reader of a link."""

    authentication_classes = ()
    permission_classes = (HoldsLink,)  # type: ignore[assignment]
    http_method_names = ("get", "head", "options")
    link_id: str
    link: ShareLink
    belongs: Belongs

    def dispatch(self, request: Any, *args: Any, link_id: str, **kwargs: Any) -> Any:
        """Keep the link's id, and hand the rest to the ordinary view."""
        self.link_id = str(parse_id(link_id))
        return super().dispatch(request, *args, **kwargs)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Addresses in the answer lead to the link's own reads; nobody keeps or indexes it."""
        if isinstance(response, Response):
            response.data = _below(path_of(self.link_id), response.data)
        answer = super().finalize_response(request, response, *args, **kwargs)
        for name, value in HEADERS.items():
            answer[name] = value
        return answer


def shared(view: type[ApiView], belongs: Belongs, **options: Any) -> Any:
    """`view` as readers of links see it. Not in the published schema: it is there once already."""
    kind: Any = type(f"Shared{view.__name__}", (SharedView, view), {"belongs": staticmethod(belongs)})
    return extend_schema(exclude=True)(kind).as_view(**options)


def is_comparison(_link: ShareLink, shown: Shown, ids: Mapping[str, str]) -> bool:
    """The very comparison."""
    return shown.comparison_id == parse_id(ids["comparison_id"])


def is_run(_link: ShareLink, shown: Shown, ids: Mapping[str, str]) -> bool:
    """One of the runs."""
    return parse_id(ids["run_id"]) in shown.run_ids


def is_revision(_link: ShareLink, shown: Shown, ids: Mapping[str, str]) -> bool:
    """The CAD that one of the runs played on."""
    return parse_id(ids["revision_id"]) in shown.revision_ids


def is_report(link: ShareLink, _shown: Shown, ids: Mapping[str, str]) -> bool:
    """A report of the comparison."""
    return link.comparison is not None and link.comparison.reports.filter(pk=parse_id(ids["report_id"])).exists()


def is_common(_link: ShareLink, _shown: Shown, _ids: Mapping[str, str]) -> bool:
    """What is the same for everybody."""
    return True


class PlayedLayoutView(ApiView):
    """Where things stood in a run. Wages, demand and all else that a document says are no reader's business."""

    def get(self, request: Request, run_id: str) -> Response:
        """The layout, and when the day began."""
        run = get_run(self.caller, run_id)
        start_of_day = parse_document(run.document).experiment.start_of_day
        document = {"layout": run.document.get("layout", []), "experiment": {"start_of_day": start_of_day}}
        return Response({"document": document, "twin_revision_id": str(run.scenario_revision.twin_revision_id)})


@extend_schema(tags=["sharing"])
class SharedSubjectView(RateLimited):
    """A link itself."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_scope = "shared-link"

    @extend_schema(request=ShareTokenSerializer, responses=SharedSerializer)
    def post(self, request: Request, link_id: str) -> Response:
        """Open it with its token; the cookie in the answer is what the reads go by. 410 once it has ended."""
        form = ShareTokenSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        token = form.validated_data["token"]
        link = open_share_link(link_id, token, address=request.META.get("REMOTE_ADDR") or None)
        response = Response(_describe(link))
        response.set_cookie(
            cookie_name(link.pk),
            token,
            max_age=int((link.expires_at - timezone.now()).total_seconds()),
            path=path_of(link.pk),
            secure=request.is_secure(),
            httponly=True,
            samesite="Strict",
        )
        return response

    @extend_schema(responses=SharedSerializer)
    def get(self, request: Request, link_id: str) -> Response:
        """What it shows, for whoever has opened it."""
        link = get_open_link(link_id, request.COOKIES.get(cookie_name(link_id), ""))
        return Response(_describe(link))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Nobody keeps or indexes it."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        for name, value in HEADERS.items():
            answer[name] = value
        return answer


def _describe(link: ShareLink) -> dict[str, Any]:
    reports = [describe_report(report) for report in list_finished_reports(link.comparison)] if link.comparison else []
    body = {
        "kind": "comparison" if link.comparison else "run",
        "subject_id": str(link.subject.pk),
        "name": link.name,
        "organisation": link.organisation.name,
        "expires_at": link.expires_at.isoformat(),
        "color_index": link.run.scenario.color_index if link.run else 0,
        "reports": reports,
    }
    described: dict[str, Any] = _below(path_of(link.pk), body)
    return described


def _below(path: str, data: Any) -> Any:
    """`data` with every address of the API made one below `path`."""
    if isinstance(data, dict):
        return {key: _below(path, value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_below(path, value) for value in data]
    if isinstance(data, str) and data.startswith(API):
        return path + data.removeprefix(API)
    return data
