"""The paths of the twin, below `/api/v1/`."""

from django.urls import path

from twin.views.cameras import CameraDepthView, CameraDetailView, FacilityCamerasView
from twin.views.facilities import FacilitiesView, FacilityRevisionsView, FacilityView
from twin.views.revisions import FloorPlanView, PartsView, RevisionView, SceneFileView, ThumbnailView
from twin.views.uploads import FacilityUploadsView, UploadView

urlpatterns = [
    path("facilities/", FacilitiesView.as_view(), name="facilities"),
    path("facilities/<str:facility_id>/", FacilityView.as_view(), name="facility"),
    path("facilities/<str:facility_id>/revisions/", FacilityRevisionsView.as_view(), name="facility-revisions"),
    path("facilities/<str:facility_id>/cameras/", FacilityCamerasView.as_view(), name="facility-cameras"),
    path("facilities/<str:facility_id>/uploads/", FacilityUploadsView.as_view(), name="facility-uploads"),
    path("uploads/<str:upload_id>/", UploadView.as_view(), name="upload"),
    path("revisions/<str:revision_id>/", RevisionView.as_view(), name="revision"),
    path("revisions/<str:revision_id>/parts/", PartsView.as_view(), name="revision-parts"),
    path("revisions/<str:revision_id>/floorplan/", FloorPlanView.as_view(), name="revision-floorplan"),
    path("revisions/<str:revision_id>/scene.glb", SceneFileView.as_view(), name="revision-scene"),
    path("revisions/<str:revision_id>/thumbnail.svg", ThumbnailView.as_view(), name="revision-thumbnail"),
    path("cameras/<str:camera_id>/", CameraDetailView.as_view(), name="camera"),
    path("cameras/<str:camera_id>/depth.png", CameraDepthView.as_view(), name="camera-depth"),
]
