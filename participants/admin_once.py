"""A page that adds a row adds it once, however often it is sent: a double click, a step back."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import BadRequest
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from participants.models import Adding, User

KEY = "_adding"
KEPT = dt.timedelta(days=2)  # longer than a page with a form lies open
ONCE = "Sidan skickades två gånger. Det här lades till den första gången, och inget mer är tillagt."


class AddedBefore(Exception):
    """The page has added its row already."""


class AddingForm(forms.Form):
    key = forms.UUIDField(required=False)

    @classmethod
    def of(cls, request: HttpRequest) -> uuid.UUID | None:
        form = cls({"key": request.POST.get(KEY, "")})
        return form.cleaned_data["key"] if form.is_valid() else None


class AddsOnce(BaseModelAdmin[Any]):
    """The key goes with the row, in its transaction: what could not be saved leaves the key unused."""

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        key = AddingForm.of(request) if request.method == "POST" else None
        context = {**(extra_context or {}), "adding_name": KEY, "adding": key or uuid.uuid4()}
        view: Any = super()
        if key and (row := self._added(request, key)):
            return self._lead_to(request, row)
        try:
            answer: HttpResponse = view.add_view(request, form_url, context)
        except AddedBefore:
            row = self._added(request, key) if key else None
            if row is None:
                raise BadRequest("The key of the page is somebody else's.") from None
            return self._lead_to(request, row)
        return answer

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> Any:
        key = AddingForm.of(request)
        if key is not None:
            Adding.objects.filter(at__lt=timezone.now() - KEPT).delete()
            try:
                with transaction.atomic():
                    Adding.objects.create(
                        key=key, user=_user(request), model=self.opts.label, made=str(obj.pk)
                    )
            except IntegrityError:
                raise AddedBefore from None
        view: Any = super()
        return view.response_add(request, obj, post_url_continue)

    def _added(self, request: HttpRequest, key: uuid.UUID) -> Any:
        """Return the row that the page with the key added, if it still is there for this person to see."""
        made = Adding.objects.filter(key=key, user=_user(request), model=self.opts.label).first()
        view: Any = self
        return view.get_object(request, made.made) if made else None

    def _lead_to(self, request: HttpRequest, row: Any) -> HttpResponse:
        view: Any = super()
        answer: HttpResponse = view.response_add(request, row)
        messages.warning(request, ONCE)
        return answer


def _user(request: HttpRequest) -> User:
    user: Any = request.user
    return user  # type: ignore[no-any-return]
