from django.urls import path

from decisions import follow_up_views, reporting_views, start, views

urlpatterns = [
    path("", start.start, name="start"),
    # The protocol shows decisions and what became of them, so its view can't live further left.
    path("moten/<int:pk>/", views.meeting_detail, name="meeting-detail"),
    path("beslut/", views.decision_list, name="decision-list"),
    path("beslut/<slug:slug>/", views.decision_detail, name="decision-detail"),
    path("sok/", views.search, name="search"),
    path("uppfoljning/", follow_up_views.follow_up_list, name="follow-up"),
    path("uppfoljning/efterlevnad/", follow_up_views.compliance_list, name="compliance"),
    path("uppfoljning/atagande/<int:pk>/", reporting_views.obligation_report, name="obligation-report"),
    path(
        "uppfoljning/efterlevnad/<slug:slug>/<int:organization>/",
        reporting_views.compliance_report,
        name="compliance-report",
    ),
]
