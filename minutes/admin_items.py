"""The page of an agenda item; decisions.admin registers it together with what the item led to."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.urls import reverse

from minutes.admin_base import SMALL_TEXT, Link, MeetingPage, MeetingPageForm
from minutes.admin_inlines import AttachmentInline, ItemForm, PresenterInline, has_parts
from minutes.models import AgendaItem
from participants.admin_base import OwnRows


class ItemPageForm(ItemForm, MeetingPageForm):
    pass


class ItemPage(MeetingPage):
    form = ItemPageForm
    returns_to_meeting = True
    numbers_decisions = True
    autocomplete_fields: ClassVar[list[str]] = ["meeting", "matter"]
    inlines: ClassVar[list[Any]] = [PresenterInline, AttachmentInline]
    formfield_overrides = SMALL_TEXT
    list_display = ["title", "number", "meeting", "outcome", "matter"]
    list_filter = [("meeting__body", OwnRows), "outcome"]
    list_select_related = ["meeting__body", "matter"]
    search_fields = ["title", "background", "discussion", "proposal", "matter__title"]
    date_hierarchy = "meeting__date"
    ordering = ["-meeting__date", "meeting", "position"]

    def get_fieldsets(self, request: HttpRequest, obj: AgendaItem | None = None) -> Any:
        part = ["part"] if obj and has_parts(obj.meeting) else []
        first = ["meeting", ("position", "number", "outcome", *part), "title", "matter"]
        return [(None, {"fields": [*first, *AgendaItem.TEXTS]})]

    def choice_label(self, row: AgendaItem) -> str:
        return f"{row.meeting} {row}"

    def page_links(self, request: HttpRequest, obj: Any) -> list[Link]:
        order = list(obj.meeting.items.values_list("pk", flat=True))
        here = order.index(obj.pk)
        links = super().page_links(request, obj)
        for label, place in (("Föregående ärende", here - 1), ("Nästa ärende", here + 1)):
            if 0 <= place < len(order):
                links.append(Link(label, reverse("admin:minutes_agendaitem_change", args=[order[place]])))
        return links
