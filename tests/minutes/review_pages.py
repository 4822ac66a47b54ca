"""What a justerare's browser sends."""

from typing import Any

from django.test import Client
from django.urls import reverse

from minutes.models import Meeting


def approve_page(client: Client, meeting: Meeting, **more: Any) -> Any:
    digest = meeting.revisions.latest("number").sha256
    ticks = ["0", "1"]
    sent = {"answer": "approve", "digest": digest, "shown": ticks, "read": ticks, **more}
    return client.post(reverse("meeting-approve", args=[meeting.pk]), sent)
