from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


class BookAdminSite(AdminSite):
    site_header = "Protokollboken – sekreterarens arbetsbord"
    site_title = "Protokollboken"
    index_title = "Skriva och ordna"
    enable_nav_sidebar = False

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Use the one login page; who is logged in but writes for no group has nothing to do here."""
        if request.user.is_authenticated:
            return redirect("start")
        return redirect_to_login(request.GET.get("next", request.get_full_path()))
