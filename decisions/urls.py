from django.urls import path

from decisions import (
    exports,
    follow_up_views,
    home_views,
    matter_page,
    overview_page,
    promise_page,
    register_page,
    reporting_views,
    start,
    subscription_views,
    views,
)

urlpatterns = [
    path("", start.start, name="start"),
    # The protocol shows decisions and what became of them, so its view can't live further left.
    path("moten/<int:pk>/", views.meeting_detail, name="meeting-detail"),
    path("moten/<int:pk>/hem/", home_views.home_list, name="meeting-home-list"),
    path("moten/<int:pk>/hem/<int:organization>/", home_views.home, name="meeting-home"),
    path("moten/<int:pk>/hem/<int:organization>/hem.pdf", home_views.home_pdf, name="meeting-home-pdf"),
    path("moten/<int:pk>/hem/<int:organization>/hem.docx", home_views.home_docx, name="meeting-home-docx"),
    path("beslut/beslut.csv", exports.decision_file, {"ending": "csv"}, name="decision-csv"),
    path("beslut/beslut.xlsx", exports.decision_file, {"ending": "xlsx"}, name="decision-xlsx"),
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
    path("brev-och-kalender/", subscription_views.subscriptions, name="subscriptions"),
    path("kalender/<slug:token>.ics", subscription_views.calendar_feed, name="calendar-feed"),
    path("flode/<slug:token>.atom", subscription_views.atom_feed, name="atom-feed"),
    path("uppfoljning/", follow_up_views.follow_up_list, name="follow-up"),
    path("uppfoljning/ataganden.csv", exports.obligation_file, {"ending": "csv"}, name="follow-up-csv"),
    path("uppfoljning/ataganden.xlsx", exports.obligation_file, {"ending": "xlsx"}, name="follow-up-xlsx"),
    path("uppfoljning/efterlevnad/", follow_up_views.compliance_list, name="compliance"),
    path("uppfoljning/atagande/<int:pk>/", reporting_views.obligation_report, name="obligation-report"),
    path(
        "uppfoljning/efterlevnad/<slug:slug>/<int:organization>/",
        reporting_views.compliance_report,
        name="compliance-report",
    ),
]
