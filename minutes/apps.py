from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class MinutesConfig(AppConfig):
    default = True
    name = "minutes"
    verbose_name = "Möten"

    def ready(self) -> None:
        import_module("minutes.checks")


class BookAdminConfig(admin_apps.AdminConfig):
    """The secretary's workplace: Django's admin, open to those who hold the secretary's role."""

    default = False
    default_site = "minutes.site.BookAdminSite"
