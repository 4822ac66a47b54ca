from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver

from participants.roles import may_write

DAILY = {
    "Meeting",
    "Intake",
    "AgendaItem",
    "Matter",
    "Decision",
    "Action",
    "Obligation",
    "Person",
    "Membership",
}
APPS = {"minutes": 0, "decisions": 1, "participants": 2}


class RowCompletion(AutocompleteJsonView):
    def get_queryset(self) -> QuerySet[Any]:
        view: Any = self
        asking = view.admin_site.get_model_admin(view.source_field.model)
        rows: QuerySet[Any] = asking.limit_choices(self.request, view.source_field, super().get_queryset())
        return rows

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        """Name a row as the choices do: "§ 4" alone would not say of which meeting."""
        model_admin: Any = self.model_admin
        return {"id": str(getattr(obj, to_field_name)), "text": model_admin.choice_label(obj)}


class BookAdminSite(AdminSite):
    site_header = "Protokollboken"
    site_title = "Protokollboken"
    index_title = "Skriva och ordna"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return may_write(request)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Leave out the detour that turns any row's key into its address: it asks nobody for permission."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Put what is used daily first; the alphabet would put it among what is looked at once a year."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda row: (row["object_name"] not in DAILY, row["name"]))
        return sorted(apps, key=lambda app: (app["app_label"] not in APPS, APPS.get(app["app_label"], 0)))

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        answer: Any = RowCompletion.as_view(admin_site=self)(request)
        return answer  # type: ignore[no-any-return]

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Use the one login page; who is logged in but writes for no group has nothing to do here."""
        if request.user.is_authenticated:
            return redirect("start")
        return redirect_to_login(request.GET.get("next", request.get_full_path()))
