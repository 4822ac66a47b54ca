"""What the book proposed of threads, and what was done with them: answered on a page of their own."""

from typing import Any

from django.contrib import admin
from django.urls import reverse

from minutes.admin_planning import Shown
from minutes.models import MatterChange, ThreadProposal
from participants.admin_base import OwnRows


@admin.register(ThreadProposal)
class ThreadProposalAdmin(Shown):
    list_display = ["item", "earlier", "score", "answer", "answered_by"]
    list_filter = [("body", OwnRows), "answer"]
    list_select_related = ["body", "item__meeting__body", "earlier__meeting__body", "answered_by"]
    search_fields = ["item__title", "earlier__title"]
    date_hierarchy = "item__meeting__date"

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return reverse("thread-suggestions") if obj else None


@admin.register(MatterChange)
class MatterChangeAdmin(Shown):
    list_display = ["title", "kind", "other_title", "by", "at", "undone_at"]
    list_filter = [("body", OwnRows), "kind"]
    list_select_related = ["body", "matter", "other", "by", "undone_by"]
    search_fields = ["title", "other_title"]
    date_hierarchy = "at"

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return reverse("thread-suggestions") if obj else None
