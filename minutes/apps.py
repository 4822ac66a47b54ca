from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from minutes import guards, search_marks
from minutes.guarded import GUARDS


class MinutesConfig(AppConfig):
    default = True
    name = "minutes"
    verbose_name = "Möten"

    def ready(self) -> None:
        import_module("minutes.checks")
        guards.register(GUARDS)
        pre_migrate.connect(_take_guards_away, sender=self)
        post_migrate.connect(_put_triggers_in_place, sender=self)


def _take_guards_away(using: str, plan: list[Any], **kwargs: Any) -> None:
    """SQLite makes a table anew when a column changes, and refuses while a trigger tells of the old one."""
    if plan and connections[using].vendor == "sqlite":
        guards.remove(connections[using])


def _put_triggers_in_place(using: str, **kwargs: Any) -> None:
    guards.install(connections[using])
    search_marks.mend(connections[using])


class BookAdminConfig(admin_apps.AdminConfig):
    """The secretary's workplace: Django's admin, open to those who hold the secretary's role."""

    default = False
    default_site = "minutes.site.BookAdminSite"
