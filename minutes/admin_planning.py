"""What comes before a meeting: the standing items to keep, proposals and notices to read."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from minutes.models import AgendaProposal, Notice, ProposalPaper, StandingItem
from participants.admin_base import NobodyWrites, OwnRows, RoleRules, concrete_fields
from participants.models import Body
from participants.roles import bodies_written


@admin.register(StandingItem)
class StandingItemAdmin(RoleRules, admin.ModelAdmin[StandingItem]):
    fields = ["body", "title", "background", "position", "is_last"]
    list_display = ["title", "body", "position", "is_last"]
    list_filter = [("body", OwnRows), "is_last"]
    list_select_related = ["body"]
    search_fields = ["title", "background"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StandingItem]:
        rows: Any = super().get_queryset(request)
        return rows.editable_by(request.user)  # type: ignore[no-any-return]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Choose the group for who writes for one only."""
        own = bodies_written(request)
        given = {"body": next(iter(own))} if len(own) == 1 else {}
        return given | dict(super().get_changeform_initial_data(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["body"] if obj else []


class Shown(NobodyWrites, admin.ModelAdmin[Any]):
    """Rows that other pages make: here they are found, and changed by nobody."""

    to_body: ClassVar[str] = "body"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        bodies = Body.objects.written_by(request.user)
        return super().get_queryset(request).filter(**{f"{self.to_body}__in": bodies})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return concrete_fields(self.model)


@admin.register(AgendaProposal)
class AgendaProposalAdmin(Shown):
    """An answer is given on the proposal's own page, where the one who proposed is told of it."""

    list_display = ["title", "body", "answer", "proposed_by", "proposed_at", "meeting", "item"]
    list_filter = [("body", OwnRows), "answer"]
    list_select_related = [
        "body",
        "meeting__body",
        "item__meeting__body",
        "organization",
        "proposed_by",
        "answered_by",
    ]
    search_fields = ["title", "background", "proposal", "answer_note", "proposed_by__email"]
    date_hierarchy = "proposed_at"

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return reverse("proposal-detail", args=[obj.pk]) if obj else None


@admin.register(ProposalPaper)
class ProposalPaperAdmin(Shown):
    to_body = "proposal__body"
    list_display = ["title", "proposal", "media_type", "size"]
    list_filter = [("proposal__body", OwnRows)]
    list_select_related = ["proposal__body"]
    search_fields = ["title", "proposal__title", "sha256"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out the file itself: it is fetched on the proposal's page."""
        return [name for name in super().get_fields(request, obj) if name != "file"]

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return reverse("proposal-detail", args=[obj.proposal_id]) if obj else None


@admin.register(Notice)
class NoticeAdmin(Shown):
    to_body = "meeting__body"
    list_display = ["meeting", "sent_at", "sent_by"]
    list_filter = [("meeting__body", OwnRows)]
    list_select_related = ["meeting__body", "sent_by"]
    search_fields = ["message", "sha256", "sent_by__email"]
    date_hierarchy = "sent_at"
