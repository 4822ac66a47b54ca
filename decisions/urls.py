from django.urls import path

from decisions import matter_page, overview_page, promise_page, register_page, views

urlpatterns = [
    path("", views.start, name="start"),
    # The protocol shows decisions and what became of them, so its view can't live further left.
    path("moten/<int:pk>/", views.meeting_detail, name="meeting-detail"),
    path("tradar/<int:pk>/", matter_page.matter_detail, name="matter-detail"),
    path("beslut/", register_page.decision_list, name="decision-list"),
    path("beslut/<slug:slug>/", register_page.decision_detail, name="decision-detail"),
    path("beslut/<slug:slug>/samband/", register_page.decision_relate, name="decision-relate"),
    path(
        "beslut/<slug:slug>/samband/<int:pk>/bort/",
        register_page.decision_unrelate,
        name="decision-unrelate",
    ),
    path("loften/", promise_page.promise_list, name="promise-list"),
    path("grupper/<slug:slug>/oversikt/", overview_page.body_overview, name="body-overview"),
    path("sok/", views.search, name="search"),
]
