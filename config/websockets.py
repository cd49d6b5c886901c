"""The paths of the WebSockets."""

from django.urls import path, re_path

from accounts.sockets import Refuse
from scenarios.consumers import RunConsumer
from twin.consumers import FacilityConsumer

urlpatterns = [
    path("ws/runs/<str:run_id>/", RunConsumer.as_asgi()),
    path("ws/facilities/<str:facility_id>/", FacilityConsumer.as_asgi()),
    re_path(r"", Refuse.as_asgi()),
]
