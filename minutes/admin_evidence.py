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
    Checkpoint,
    Correction,
    CorrectionApproval,
    LedgerEntry,
    Letter,
    ProtocolFile,
    Revision,
    Seal,
    SourceDocument,
    StatusChange,
    Withdrawal,
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
    list_display = ["revision", "entry", "sealed_at"]
    list_select_related = ["revision__meeting__body", "entry"]
    search_fields = ["entry__number", "revision__sha256"]
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


@admin.register(Withdrawal)
class WithdrawalAdmin(Evidence):
    list_display = ["approval", "reason", "withdrawn_at"]
    list_filter = [("approval__revision__meeting__body", OwnRows)]
    list_select_related = ["approval__revision__meeting__body"]
    search_fields = ["reason", "approval__person_name"]
    date_hierarchy = "withdrawn_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("approval__revision__content")


@admin.register(CorrectionApproval)
class CorrectionApprovalAdmin(Evidence):
    list_display = ["person_name", "organization_name", "correction", "approved_at", "user"]
    list_filter = [("correction__revision__meeting__body", OwnRows)]
    list_select_related = ["correction__revision__meeting__body", "correction__item", "user"]
    search_fields = ["person_name", "organization_name", "user__email"]
    date_hierarchy = "approved_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("correction__revision__content")


@admin.register(ProtocolFile)
class ProtocolFileAdmin(OfRevision):
    list_display = ["revision", "correction", "sha256"]
    list_select_related = ["revision__meeting__body", "correction__item", "correction__revision__meeting"]
    search_fields = ["sha256"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("content", "correction__revision__content")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [name for name in concrete_fields(self.model) if name != "content"]


@admin.register(LedgerEntry)
class LedgerEntryAdmin(Evidence):
    list_display = ["number", "kind", "meeting", "at", "entry_hash"]
    list_filter = [IN_BODY, "kind"]
    list_select_related = ["meeting__body"]
    search_fields = ["entry_hash", "payload_sha256"]
    date_hierarchy = "at"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*(name for name in concrete_fields(self.model) if name != "payload"), "as_text"]

    @admin.display(description="innehåll")
    def as_text(self, entry: LedgerEntry) -> str:
        text = json.dumps(json.loads(bytes(entry.payload)), ensure_ascii=False, indent=2)
        return render_to_string("admin/_exact_text.html", {"text": text})


@admin.register(Checkpoint)
class CheckpointAdmin(Evidence):
    list_display = ["number", "at", "public_key"]
    search_fields = ["text", "signature"]
    date_hierarchy = "at"


@admin.register(Letter)
class LetterAdmin(Evidence):
    list_display = ["subject", "to", "meeting", "created_at", "sent_at", "attempts", "last_error"]
    list_filter = [IN_BODY, "given_up"]
    list_select_related = ["meeting__body"]
    search_fields = ["subject", "to"]
    date_hierarchy = "created_at"
