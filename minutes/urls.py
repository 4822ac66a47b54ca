from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path, reverse_lazy

from minutes import (
    accessibility,
    change_views,
    correction_views,
    intake_original,
    notice_views,
    papers,
    proposal_views,
    protocol_views,
    review,
    thread_views,
    views,
)
from minutes.evidence import views as evidence
from minutes.login import LoginView

urlpatterns = [
    path("admin/", admin.site.urls),
    path("logga-in/", LoginView.as_view(), name="login"),
    path("logga-ut/", auth.LogoutView.as_view(), name="logout"),
    path(
        "byt-losenord/",
        auth.PasswordChangeView.as_view(
            template_name="registration/change_password.html", success_url=reverse_lazy("password-changed")
        ),
        name="password-change",
    ),
    path(
        "byt-losenord/klart/",
        auth.PasswordChangeDoneView.as_view(template_name="registration/changed_password.html"),
        name="password-changed",
    ),
    path("tillganglighet/", accessibility.accessibility, name="accessibility"),
    path("tillganglighet/tack/", accessibility.accessibility_thanks, name="accessibility-thanks"),
    path("moten/", views.meeting_list, name="meeting-list"),
    path("moten/<int:pk>/protokoll.json", views.meeting_json, name="meeting-json"),
    path("moten/<int:pk>/original/<int:intake>/", intake_original.meeting_original, name="meeting-original"),
    path("moten/<int:pk>/kallelse/", notice_views.meeting_notice, name="meeting-notice"),
    path("moten/<int:pk>/kallelse.pdf", notice_views.meeting_notice_pdf, name="meeting-notice-pdf"),
    path("moten/<int:pk>/justera/", review.meeting_approve, name="meeting-approve"),
    path("moten/<int:pk>/justera/klart/", review.meeting_approved, name="meeting-approved"),
    path("moten/<int:pk>/justera/<int:place>/", change_views.meeting_change, name="meeting-change"),
    path("moten/<int:pk>/andringsforslag/", change_views.meeting_changes, name="meeting-changes"),
    path("moten/<int:pk>/byt-justerare/", change_views.meeting_approver, name="meeting-approver"),
    path("moten/<int:pk>/ratta/", correction_views.meeting_correct, name="meeting-correct"),
    path("moten/<int:pk>/protokoll.pdf", protocol_views.meeting_pdf, name="meeting-pdf"),
    path("rattelser/<int:pk>/", correction_views.correction_detail, name="correction-detail"),
    path("moten/<int:pk>/bevis.zip", evidence.meeting_evidence, name="meeting-evidence"),
    path("stammer/", evidence.file_check, name="file-check"),
    path("forslag/", proposal_views.proposal_list, name="proposal-list"),
    path("forslag/nytt/", proposal_views.proposal_add, name="proposal-add"),
    path("forslag/<int:pk>/", proposal_views.proposal_detail, name="proposal-detail"),
    path("forslag/<int:pk>/andra/", proposal_views.proposal_edit, name="proposal-edit"),
    path("forslag/<int:pk>/svar/", proposal_views.proposal_answer, name="proposal-answer"),
    path("forslag/<int:pk>/dagordning/", proposal_views.proposal_agenda, name="proposal-agenda"),
    path("forslag/<int:pk>/underlag/<int:paper>/", papers.proposal_paper, name="proposal-paper"),
    path("underlag/<int:pk>/", papers.attachment_file, name="attachment-file"),
    path("tradar/", views.matter_list, name="matter-list"),
    path("tradar/forslag/", thread_views.thread_proposals, name="thread-suggestions"),
    path("tradar/forslag/svar/", thread_views.thread_answer, name="thread-answer"),
    path("tradar/forslag/leta/", thread_views.thread_search, name="thread-search"),
    path("tradar/andringar/<int:pk>/angra/", thread_views.thread_undo, name="thread-undo"),
    path("tradar/<int:pk>/ordna/", thread_views.matter_arrange, name="matter-arrange"),
    path("personer/<int:pk>/", views.person_detail, name="person-detail"),
    path("", include("participants.urls")),
    path("", include("decisions.urls")),
]
