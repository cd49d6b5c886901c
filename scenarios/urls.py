"""The paths of scenarios, runs and comparisons, below `/api/v1/`."""

from django.urls import path

from scenarios.views.checks import (
    CatalogMeshView,
    CatalogView,
    DifferenceView,
    DocumentSchemaView,
    PlanView,
    ValidateView,
)
from scenarios.views.comparisons import ComparisonsView, ComparisonView, ReportFileView, ReportsView, ReportView
from scenarios.views.demonstration import DemonstrationView
from scenarios.views.moving import MoveView, RunTimeView
from scenarios.views.orders import OrderFileView, OrderPreviewView
from scenarios.views.playback import PlaybackFileView, PlaybackView
from scenarios.views.runs import (
    CancelView,
    ConflictsView,
    DensityView,
    MetricsView,
    RunDocumentView,
    RunsView,
    RunView,
    ScenarioRunsView,
)
from scenarios.views.scenarios import ScenarioRevisionsView, ScenariosView, ScenarioView
from scenarios.views.shared import (
    PlayedLayoutView,
    SharedSubjectView,
    is_common,
    is_comparison,
    is_report,
    is_revision,
    is_run,
    shared,
)
from scenarios.views.sharing import ShareLinksView, ShareLinkView
from twin.views.revisions import FloorPlanView, PartsView, SceneFileView

urlpatterns = [
    path("schema/scenario/", DocumentSchemaView.as_view(), name="scenario-schema"),
    path("catalog/", CatalogView.as_view(), name="catalog"),
    path("catalog/<str:item_id>.glb", CatalogMeshView.as_view(), name="catalog-mesh"),
    path("scenarios/", ScenariosView.as_view(), name="scenarios"),
    path("scenarios/<str:scenario_id>/", ScenarioView.as_view(), name="scenario"),
    path("scenarios/<str:scenario_id>/revisions/", ScenarioRevisionsView.as_view(), name="scenario-revisions"),
    path("scenarios/<str:scenario_id>/validate/", ValidateView.as_view(), name="scenario-validate"),
    path("scenarios/<str:scenario_id>/difference/", DifferenceView.as_view(), name="scenario-difference"),
    path("scenarios/<str:scenario_id>/plan/", PlanView.as_view(), name="scenario-plan"),
    path("scenarios/<str:scenario_id>/twin-revision/", MoveView.as_view(), name="scenario-twin-revision"),
    path("scenarios/<str:scenario_id>/run-time/", RunTimeView.as_view(), name="scenario-run-time"),
    path("scenarios/<str:scenario_id>/orders/", OrderFileView.as_view(), name="scenario-orders"),
    path("scenarios/<str:scenario_id>/orders/preview/", OrderPreviewView.as_view(), name="scenario-orders-preview"),
    path("scenarios/<str:scenario_id>/runs/", ScenarioRunsView.as_view(), name="scenario-runs"),
    path("runs/", RunsView.as_view(), name="runs"),
    path("runs/<str:run_id>/", RunView.as_view(), name="run"),
    path("runs/<str:run_id>/document/", RunDocumentView.as_view(), name="run-document"),
    path("runs/<str:run_id>/cancel/", CancelView.as_view(), name="run-cancel"),
    path("runs/<str:run_id>/playbacks/<int:index>/", PlaybackView.as_view(), name="playback"),
    path("runs/<str:run_id>/playbacks/<int:index>/file", PlaybackFileView.as_view(), name="playback-file"),
    path("runs/<str:run_id>/metrics/", MetricsView.as_view(), name="run-metrics"),
    path("runs/<str:run_id>/conflicts/", ConflictsView.as_view(), name="run-conflicts"),
    path("runs/<str:run_id>/density/", DensityView.as_view(), name="run-density"),
    path("comparisons/", ComparisonsView.as_view(), name="comparisons"),
    path("comparisons/<str:comparison_id>/", ComparisonView.as_view(), name="comparison"),
    path("comparisons/<str:comparison_id>/reports/", ReportsView.as_view(), name="comparison-reports"),
    path("demonstration/", DemonstrationView.as_view(), name="demonstration"),
    path("reports/<str:report_id>/", ReportView.as_view(), name="report"),
    path("reports/<str:report_id>/file", ReportFileView.as_view(), name="report-file"),
    path("share-links/", ShareLinksView.as_view(), name="share-links"),
    path("share-links/<str:share_link_id>/", ShareLinkView.as_view(), name="share-link"),
    # What readers of a link may ask for; films are added by the worlds app.
    path("shared/<str:link_id>/", SharedSubjectView.as_view(), name="shared"),
    path("shared/<str:link_id>/comparisons/<str:comparison_id>/", shared(ComparisonView, is_comparison)),
    path("shared/<str:link_id>/reports/<str:report_id>/file", shared(ReportFileView, is_report)),
    path("shared/<str:link_id>/runs/<str:run_id>/", shared(RunView, is_run)),
    path("shared/<str:link_id>/runs/<str:run_id>/document/", shared(PlayedLayoutView, is_run)),
    path("shared/<str:link_id>/runs/<str:run_id>/metrics/", shared(MetricsView, is_run)),
    path("shared/<str:link_id>/runs/<str:run_id>/conflicts/", shared(ConflictsView, is_run)),
    path("shared/<str:link_id>/runs/<str:run_id>/density/", shared(DensityView, is_run)),
    path("shared/<str:link_id>/runs/<str:run_id>/playbacks/<int:index>/", shared(PlaybackView, is_run)),
    path("shared/<str:link_id>/runs/<str:run_id>/playbacks/<int:index>/file", shared(PlaybackFileView, is_run)),
    path("shared/<str:link_id>/revisions/<str:revision_id>/scene.glb", shared(SceneFileView, is_revision)),
    path("shared/<str:link_id>/revisions/<str:revision_id>/parts/", shared(PartsView, is_revision)),
    path("shared/<str:link_id>/revisions/<str:revision_id>/floorplan/", shared(FloorPlanView, is_revision)),
    path("shared/<str:link_id>/catalog/", shared(CatalogView, is_common)),
]
