"""Accounts and people in the admin, with the trail of what an administrator did to somebody's account."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from minutes.accounts import changed, taken_in_hand
from participants.admin import AccountAdmin, PersonAdmin
from participants.models import Person, User


@admin.register(User)
class BookAccountAdmin(AccountAdmin):
    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        by: Any = request.user
        if not change:
            taken_in_hand(obj, by, "new")
        elif form.changed_data:
            changed(obj, by, form.changed_data)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Set a password; one that is not one's own is told."""
        by: Any = request.user
        with transaction.atomic():
            before = self._password(id)
            response: HttpResponse = super().user_change_password(request, id, form_url)
            if before is not None and self._password(id) != before and str(by.pk) != id:
                taken_in_hand(User.objects.get(pk=id), by, "password")
        return response

    def _password(self, id: str) -> str | None:
        if not id.isdecimal():
            return None
        return User.objects.filter(pk=id).values_list("password", flat=True).first()


@admin.register(Person)
class BookPersonAdmin(PersonAdmin):
    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        """An account that is joined to a person can approve in that name: it is told as a new password is."""
        super().save_model(request, obj, form, change)
        by: Any = request.user
        if "user" in form.changed_data and obj.user:
            taken_in_hand(obj.user, by, "person", obj)
