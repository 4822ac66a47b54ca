"""The evidence in the admin: the trail of each meeting, shown whole and changed by nobody."""

import json
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string

from minutes.models import (
    Approval,
    ChangeProposal,
    Correction,
    Revision,
    Seal,
    SourceDocument,
    StatusChange,
)
from participants.admin_base import NobodyWrites, OwnRows, concrete_fields

IN_BODY = ("meeting__body", OwnRows)


class Evidence(NobodyWrites, admin.ModelAdmin[Any]):
    """Shown whole, changed by nobody."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return rows.editable_by(request.user)  # type: ignore[no-any-return]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return concrete_fields(self.model)


@admin.register(StatusChange)
class StatusChangeAdmin(Evidence):
    list_display = ["meeting", "from_status", "to_status", "by", "at", "note"]
    list_filter = [IN_BODY, "to_status"]
    list_select_related = ["meeting__body", "by"]
    search_fields = ["note", "by__email"]
    date_hierarchy = "at"


@admin.register(SourceDocument)
class SourceDocumentAdmin(Evidence):
    list_display = ["file_name", "kind", "meeting", "imported_at", "imported_by"]
    list_filter = [IN_BODY, "kind"]
    list_select_related = ["meeting__body", "imported_by"]
    search_fields = ["file_name", "sha256", "text"]
    date_hierarchy = "imported_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("text")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*(name for name in concrete_fields(self.model) if name != "text"), "as_text"]

    @admin.display(description="innehåll")
    def as_text(self, row: SourceDocument) -> str:
        return render_to_string("admin/_exact_text.html", {"text": row.text})


@admin.register(Revision)
class RevisionAdmin(Evidence):
    list_display = ["meeting", "number", "sha256", "created_at", "created_by"]
    list_filter = [IN_BODY]
    list_select_related = ["meeting__body", "created_by"]
    search_fields = ["sha256", "meeting__body__name"]
    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("content")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*(name for name in concrete_fields(self.model) if name != "content"), "as_text"]

    @admin.display(description="innehåll")
    def as_text(self, revision: Revision) -> str:
        content = json.loads(bytes(revision.content))
        text = json.dumps(content, ensure_ascii=False, indent=2)
        return render_to_string("admin/_exact_text.html", {"text": text})


class OfRevision(Evidence):
    list_filter: ClassVar[list[Any]] = [("revision__meeting__body", OwnRows)]
    list_select_related: ClassVar[list[str]] = ["revision__meeting__body"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("revision__content")


@admin.register(Approval)
class ApprovalAdmin(OfRevision):
    list_display = ["person_name", "organization_name", "revision", "approved_at", "user"]
    list_select_related = ["revision__meeting__body", "user"]
    search_fields = ["person_name", "organization_name", "user__email"]
    date_hierarchy = "approved_at"


@admin.register(Seal)
class SealAdmin(OfRevision):
    list_display = ["number", "revision", "digest", "sealed_at"]
    search_fields = ["digest", "number"]
    date_hierarchy = "sealed_at"


@admin.register(ChangeProposal)
class ChangeProposalAdmin(OfRevision):
    list_display = ["person", "revision", "item", "status", "proposed_at"]
    list_filter = [("revision__meeting__body", OwnRows), "status"]
    list_select_related = ["revision__meeting__body", "person", "item"]
    search_fields = ["person__name", "old_text", "new_text", "reason"]
    date_hierarchy = "proposed_at"


@admin.register(Correction)
class CorrectionAdmin(OfRevision):
    list_display = ["revision", "item", "old_text", "new_text", "made_by", "made_at"]
    list_select_related = ["revision__meeting__body", "item", "made_by"]
    search_fields = ["old_text", "new_text", "reason"]
    date_hierarchy = "made_at"
