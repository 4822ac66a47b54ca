"""Letters are written here, in the transaction of what they tell of, and sent by `manage.py send_letters`."""

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from minutes.models import Letter, Meeting, ProtocolFile
from participants.models import User

SIGNATURE = "Det här brevet skickas av Protokollboken. Det går inte att svara på."


def write(
    key: str,
    to: User,
    subject: str,
    lines: list[str],
    meeting: Meeting | None = None,
    file: ProtocolFile | None = None,
    file_name: str = "",
    send_after: dt.datetime | None = None,
) -> bool:
    """Put a letter in the outbox, unless one with the key is there; return whether it was put.

    The key says what the letter is about, without whom it is to: "revision-12".
    """
    body = "\n".join([*lines, "", "--", SIGNATURE]) + "\n"
    given = {
        "to": to.email,
        "user": to,
        "meeting": meeting,
        "subject": " ".join(subject.split())[:300],
        "body": body,
        "file": file,
        "file_name": file_name,
        "send_after": send_after or timezone.now(),
    }
    return Letter.objects.get_or_create(key=f"{key}/{to.pk}", defaults=given)[1]


def address(name: str, *arguments: object) -> str:
    """Return a page's whole address: the one that the book is configured with, whatever a request says."""
    return settings.SITE_URL + reverse(name, args=arguments)
