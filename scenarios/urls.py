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
from scenarios.views.scenarios import ScenarioRevisionsView, ScenariosView, ScenarioView

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
]
