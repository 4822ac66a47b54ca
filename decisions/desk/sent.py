"""What a form of the desk says: its texts, what it was opened from, and the draft that they may lie in."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from decisions.desk import blanks
from decisions.desk.forms import DRAFT, TOKEN, SentForm
from participants.models import User

NO_KEY = uuid.UUID(int=0)  # of a page that says none
_BESIDE = {TOKEN, DRAFT, "csrfmiddlewaretoken", "form"}


@dataclass(frozen=True, slots=True)
class Sent:
    """A form by its name: "arende-12". `draft` is the key of the draft in which the same words may lie."""

    form: str
    values: Mapping[str, str]
    token: str = ""
    draft: uuid.UUID = NO_KEY

    @classmethod
    def of(cls, request: HttpRequest, name: str) -> Sent:
        given = SentForm({"token": request.POST.get(TOKEN, ""), "draft": request.POST.get(DRAFT, "")})
        given.is_valid()  # what is not valid was not given
        values = typed(request)
        return cls(
            form=name,
            values=blanks.typed_in(name, values) if blanks.is_blank(name) else values,
            token=given.cleaned_data.get("token") or "",
            draft=given.cleaned_data.get("draft") or NO_KEY,
        )


def typed(request: HttpRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.POST.items() if name not in _BESIDE}


def user_of(request: HttpRequest) -> User:
    user: Any = request.user
    return user  # type: ignore[no-any-return]
