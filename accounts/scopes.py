"""The OAuth scopes of machines, with what each permits."""

SCOPES = {
    "twin:read": "Read facilities, revisions and cameras",
    "twin:write": "Import CAD, correct part classes, place cameras",
    "scenario:read": "Read scenarios, runs and comparisons",
    "scenario:write": "Write scenarios and make comparisons",
    "run:write": "Start and cancel runs",
    "report:read": "Make and download reports",
    "ingest:write": "Send orders and events",
    "admin": "Members, API clients, audit trail",
}
