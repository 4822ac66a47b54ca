from django.urls import path

from decisions import matter_page, views

urlpatterns = [
    path("", views.start, name="start"),
    # The protocol shows decisions and what became of them, so its view can't live further left.
    path("moten/<int:pk>/", views.meeting_detail, name="meeting-detail"),
    path("tradar/<int:pk>/", matter_page.matter_detail, name="matter-detail"),
    path("beslut/", views.decision_list, name="decision-list"),
    path("beslut/<slug:slug>/", views.decision_detail, name="decision-detail"),
    path("sok/", views.search, name="search"),
]
