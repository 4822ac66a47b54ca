"""A meeting at the desk, and what a browser would send from its forms."""

import re
import uuid
from typing import Any

from django.test import Client
from django.urls import reverse

from decisions.desk.load import Desk
from decisions.desk.saving import find_part
from minutes.models import Meeting
from participants.models import User


def desk(meeting: Meeting) -> str:
    return reverse("admin:desk", args=[meeting.pk])


def opened(meeting: Meeting, user: User, key: str) -> dict[str, str]:
    """Return what the form of a part sends when nobody has touched it, with its token."""
    part = find_part(Desk(Meeting.objects.select_related("body").get(pk=meeting.pk), user), key)
    return {**part.stored(), "_token": part.token}


def send(client: Client, meeting: Meeting, key: str, form: dict[str, str], **changes: str) -> Any:
    return client.post(reverse("admin:desk-part", args=[meeting.pk, key]), {**form, **changes})


def order_token(meeting: Meeting, user: User) -> str:
    return Desk(Meeting.objects.get(pk=meeting.pk), user).order


def step(client: Client, meeting: Meeting, name: str, **data: Any) -> Any:
    return client.post(reverse(f"admin:desk-{name}", args=[meeting.pk]), data)


def new_key() -> str:
    return str(uuid.uuid4())


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())
