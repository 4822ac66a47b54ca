"""The outbox is emptied: each letter is claimed, sent and ticked off, whatever breaks on the way.

Who sends claims the letter first, by changing its row only if nobody has; the claim runs out. A process that
dies after the mail server took the letter and before that is written down leaves a claim: the letter then
goes out once more, with the same Message-ID, so that mail programs see one letter.
"""

import datetime as dt
import hashlib
import smtplib
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Q
from django.utils import timezone

from minutes.models import Letter

HOLD = dt.timedelta(minutes=10)
# How long to wait after each failure; after the last one the letter is given up.
WAITS = [dt.timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440)]
NO_ANSWER = "servern svarade inte"
BROKEN_OFF = "sändningen avbröts varje gång"
PERMANENT = range(500, 600)


@dataclass
class Round:
    """What one round through the outbox came to."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0


def send_due(at: dt.datetime | None = None) -> Round:
    """Send what is to be sent now, over one connection."""
    now, done = at or timezone.now(), Round()
    connection: Any = get_connection()
    try:
        for pk in list(Letter.objects.due(now).values_list("pk", flat=True)):
            letter = claim(pk)
            if letter is not None and not _settled(letter, connection, done):
                break
    finally:
        connection.close()
    return done


def claim(pk: int) -> Letter | None:
    """Take the letter, if nobody else holds it and it is still to be sent."""
    now = timezone.now()
    free = Q(held_until=None) | Q(held_until__lte=now)
    rows = Letter.objects.filter(free, pk=pk, sent_at=None, given_up=False, send_after__lte=now)
    if not rows.update(held_until=now + HOLD, attempts=F("attempts") + 1):
        return None
    return Letter.objects.select_related("file").get(pk=pk)


def _settled(letter: Letter, connection: Any, done: Round) -> bool:
    """Send the letter and write down how it went; return False if no other would get through now either."""
    own = Letter.objects.filter(pk=letter.pk, attempts=letter.attempts, sent_at=None)
    if letter.attempts > len(WAITS) + 1:  # whoever sent it died each time
        _fail(own, letter, BROKEN_OFF, True, done)
        return True
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        _fail(own, letter, reason(error), False, done)
        return False
    try:
        message_of(letter, connection).send()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        if not isinstance(error, smtplib.SMTPRecipientsRefused):
            connection.close()
        _fail(own, letter, reason(error), is_final(error), done)
        return True
    own.update(sent_at=timezone.now(), held_until=None, last_error="")
    done.sent += 1
    return True


def _fail(own: Any, letter: Letter, why: str, final: bool, done: Round) -> None:
    gives_up = final or letter.attempts > len(WAITS)
    wait = WAITS[min(letter.attempts, len(WAITS)) - 1]
    own.update(held_until=None, last_error=why, given_up=gives_up, send_after=timezone.now() + wait)
    done.failed += 1
    done.given_up += gives_up


def is_final(error: Exception) -> bool:
    """Say whether the same letter would fail again for sure: a wrong address, a refused content."""
    if isinstance(error, ValueError):
        return True
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code in PERMANENT for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code in PERMANENT


def reason(error: Exception) -> str:
    """Return what the mail server said, on one line."""
    said: Any = str(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = next(iter(error.recipients.values()))[1]
    elif isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
    elif isinstance(error, ValueError):
        said = "adressen eller ämnet går inte att använda"
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(words.split())[:200] or NO_ANSWER


def message_id(letter: Letter) -> str:
    """Return the letter's own name: the same each time that it is sent."""
    name = hashlib.sha256(f"{letter.pk} {letter.key} {letter.created_at.isoformat()}".encode()).hexdigest()
    return f"<{name[:32]}@{urlsplit(settings.SITE_URL).hostname or 'protokollboken.invalid'}>"


def message_of(letter: Letter, connection: Any = None) -> EmailMessage:
    headers = {
        "Message-ID": message_id(letter),
        "Date": format_datetime(letter.created_at.astimezone(dt.UTC)),
        "Auto-Submitted": "auto-generated",
    }
    message = EmailMessage(
        letter.subject, letter.body, to=[letter.to], headers=headers, connection=connection
    )
    if letter.file:
        message.attach(letter.file_name or "protokoll.pdf", bytes(letter.file.content), "application/pdf")
    return message
