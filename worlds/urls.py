"""The paths of clips, futures and world models, below `/api/v1/`."""

from django.urls import path

from scenarios.views.shared import is_run, shared
from worlds.views.clips import FILES, ClipFileView, RunClipsView, WorldModelsView
from worlds.views.finetuning import FacilityFootageView, FacilityTunedModelsView, FootageView, TunedModelView
from worlds.views.futures import FILM_FILES, FutureFilmFileView, FuturesView, RunFuturesView
from worlds.views.shared import is_clip, is_future_film

urlpatterns = [
    path("facilities/<str:facility_id>/footage/", FacilityFootageView.as_view(), name="facility-footage"),
    path("footage/<str:footage_id>/", FootageView.as_view(), name="footage"),
    path("facilities/<str:facility_id>/tuned-models/", FacilityTunedModelsView.as_view(), name="facility-tuned-models"),
    path("tuned-models/<str:model_id>/", TunedModelView.as_view(), name="tuned-model"),
    path("runs/<str:run_id>/clips/", RunClipsView.as_view(), name="run-clips"),
    path("runs/<str:run_id>/futures/", RunFuturesView.as_view(), name="run-futures"),
    path("runs/<str:run_id>/futures/<str:futures_id>/", FuturesView.as_view(), name="futures"),
    path("world-models/", WorldModelsView.as_view(), name="world-models"),
    *(path(f"clips/<str:clip_id>/{name}", ClipFileView.as_view(file_name=name), name=f"clip-{name}") for name in FILES),
    path("shared/<str:link_id>/runs/<str:run_id>/clips/", shared(RunClipsView, is_run)),
    path("shared/<str:link_id>/runs/<str:run_id>/futures/", shared(RunFuturesView, is_run)),
    path("shared/<str:link_id>/runs/<str:run_id>/futures/<str:futures_id>/", shared(FuturesView, is_run)),
    *(
        path(
            f"shared/<str:link_id>/future-films/<str:film_id>/{name}",
            shared(FutureFilmFileView, is_future_film, file_name=name),
        )
        for name in FILM_FILES
    ),
    *(
        path(f"shared/<str:link_id>/clips/<str:clip_id>/{name}", shared(ClipFileView, is_clip, file_name=name))
        for name in FILES
    ),
    *(
        path(f"future-films/<str:film_id>/{name}", FutureFilmFileView.as_view(file_name=name), name=f"film-{name}")
        for name in FILM_FILES
    ),
]
