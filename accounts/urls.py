"""The paths of accounts, below `/api/v1/`."""

from django.urls import path

from accounts.views.clients import ApiClientsView, ApiClientView, AuditEventsView
from accounts.views.members import MembersView, MemberView
from accounts.views.session import SessionView

urlpatterns = [
    path("session/", SessionView.as_view(), name="session"),
    path("members/", MembersView.as_view(), name="members"),
    path("members/<str:member_id>/", MemberView.as_view(), name="member"),
    path("api-clients/", ApiClientsView.as_view(), name="api-clients"),
    path("api-clients/<str:client_id>/", ApiClientView.as_view(), name="api-client"),
    path("audit-events/", AuditEventsView.as_view(), name="audit-events"),
]
