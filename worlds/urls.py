"""The paths of clips and world models, below `/api/v1/`."""

from django.urls import path

from worlds.views.clips import FILES, ClipFileView, RunClipsView, WorldModelsView

urlpatterns = [
    path("runs/<str:run_id>/clips/", RunClipsView.as_view(), name="run-clips"),
    path("world-models/", WorldModelsView.as_view(), name="world-models"),
    *(path(f"clips/<str:clip_id>/{name}", ClipFileView.as_view(file_name=name), name=f"clip-{name}") for name in FILES),
]
