"""The kallelse as e-mail: one letter to each, and a row of who got it."""

from __future__ import annotations

import hashlib
import smtplib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email import encoders
from email.mime.base import MIMEBase
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone

from minutes.approval import Refused, lock
from minutes.models import Meeting, Notice, Submission
from minutes.notice import Called, NoticeText, called_to, notice_text
from minutes.notice_calendar import calendar_file
from minutes.notice_pdf import notice_pdf
from participants.models import User

WAITING, SENT, FAILED = "waiting", "sent", "failed"
NO_ANSWER = "e-postservern svarar inte"
NOT_PLANNED = "Kallelsen kan bara skickas medan mötet är planerat."
LONGEST_REASON = 200


@dataclass(frozen=True)
class Letter:
    """What goes out: the same words and the same files to everybody."""

    meeting: Meeting
    text: NoticeText
    pdf: bytes
    called: tuple[Called, ...]
    # Newest first, as they were when the letter was made.
    notices: tuple[Notice, ...]
    sender: User

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()

    @property
    def subject(self) -> str:
        """On one line: a line break would begin another header."""
        said = f"{self.text.heading}: {self.text.short_body} {self.text.day[0].lower()}{self.text.day[1:]}"
        return " ".join("".join(c if c.isprintable() else " " for c in said).split())

    @property
    def file_name(self) -> str:
        return file_name(self.meeting)

    def received(self) -> dict[str, Notice]:
        """Return who has got just this kallelse, by address, and in which sending."""
        same = [notice for notice in reversed(self.notices) if notice.sha256 == self.sha256]
        return {row["email"]: notice for notice in same for row in notice.recipients if row["state"] == SENT}

    def missed(self) -> list[dict[str, str]]:
        """Return those to whom just this kallelse was sent and who have not got it."""
        got = self.received()
        rows = [row for notice in self.notices if notice.sha256 == self.sha256 for row in notice.recipients]
        return list({row["email"]: row for row in rows if row["email"] not in got}.values())

    def words(self, greeting: str = "") -> str:
        """Return the letter's text."""
        text = self.text
        lines = [text.title, "", *([greeting.strip(), ""] if greeting.strip() else [])]
        lines += [f"{text.day}{', ' if text.hours else ''}{text.hours}"]
        lines += [f"Plats: {text.place}"] if text.place else []
        lines += [f"Ordförande: {', '.join(text.chairs)}"] if text.chairs else []
        lines += [f"Del: {part}" for part in text.parts]
        lines += ["", "DAGORDNING", "", *_agenda(text)]
        if text.papers:
            lines += ["", "UNDERLAG TILL MÖTET", "", *(f"- {paper.title}" for paper in text.papers)]
        lines += ["", f"Kallelsen och underlagen i Protokollboken: {text.url}"]
        lines += ["", f"Skickat av {self.sender.email}. Svara på brevet för att nå avsändaren."]
        return "\n".join(lines) + "\n"


def _agenda(text: NoticeText) -> Iterable[str]:
    if not text.points:
        yield "Dagordningen är inte klar än."
    for point in text.points:
        called_off = f"{point.outcome}: " if point.outcome else ""
        yield f"{point.number or '–'}  {called_off}{point.title}"
        if point.presenters:
            yield f"    Föredragande: {', '.join(point.presenters)}"
        for paper in point.papers:
            yield f"    Underlag: {paper.title}"


def file_name(meeting: Meeting) -> str:
    return f"kallelse-{meeting.body.slug}-{meeting.date:%Y-%m-%d}"


def current_pdf(text: NoticeText, notices: Sequence[Notice]) -> bytes:
    """Return the PDF that was sent last if it still says the same; else one that is dated today."""
    if notices:
        sent = notice_pdf(text, timezone.localdate(notices[0].sent_at))
        if hashlib.sha256(sent).hexdigest() == notices[0].sha256:
            return sent
    return notice_pdf(text, timezone.localdate())


def make_letter(meeting: Meeting, sender: User, site: str) -> Letter:
    called = tuple(called_to(meeting))
    text = notice_text(meeting, site, called)
    notices = tuple(meeting.notices.select_related("sent_by"))
    return Letter(meeting, text, current_pdf(text, notices), called, notices, sender)


def send(letter: Letter, to: Sequence[tuple[str, str]], greeting: str, key: uuid.UUID) -> Notice | None:
    """Send the letter to each (address, name), once for the key; return None if that was done before.

    That it is going out is in the book before the first letter leaves, and who got it after each: whatever
    breaks, the page knows to whom it can be sent again.
    """
    meeting = letter.meeting
    with transaction.atomic(durable=True):
        if lock(meeting).status != Meeting.Status.PLANNED:
            raise Refused(NOT_PLANNED)
        known = {"user": letter.sender, "meeting": meeting, "made": "kallelse"}
        if not Submission.objects.get_or_create(key=key, defaults=known)[1]:
            return None
        notice = Notice.objects.create(
            meeting=meeting,
            sent_at=timezone.now(),
            sent_by=letter.sender,
            recipients=[{"email": email, "name": name, "state": WAITING} for email, name in to],
            message=greeting,
            sha256=letter.sha256,
        )
    _deliver(notice, letter)
    return notice


def _deliver(notice: Notice, letter: Letter) -> None:
    """Send one letter at a time, over one connection as long as it holds."""
    connection: Any = get_connection()
    calendar = calendar_file(letter.meeting, letter.text, len(letter.notices), notice.sent_at)
    words = letter.words(notice.message)
    is_down = ""
    for row in notice.recipients:
        try:
            if not is_down:
                connection.open()
        except (smtplib.SMTPException, OSError) as error:
            is_down = _reason(error)  # and would be for the others: each would wait for its own time-out
        row.update(_sent(letter, words, calendar, row["email"], connection, is_down))
        notice.save(update_fields=["recipients"])
    connection.close()


def _sent(
    letter: Letter, words: str, calendar: bytes, email: str, connection: Any, is_down: str
) -> dict[str, str]:
    if is_down:
        return {"state": FAILED, "reason": is_down}
    try:
        _message(letter, words, calendar, email, connection).send()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        if not isinstance(error, smtplib.SMTPRecipientsRefused):
            connection.close()
        return {"state": FAILED, "reason": _reason(error)}
    return {"state": SENT}


def _message(letter: Letter, words: str, calendar: bytes, email: str, connection: Any) -> EmailMessage:
    message = EmailMessage(
        letter.subject, words, to=[email], reply_to=[letter.sender.email], connection=connection
    )
    message.attach(f"{letter.file_name}.pdf", letter.pdf, "application/pdf")
    part = MIMEBase("text", "calendar", charset="utf-8", method="PUBLISH")
    part.set_payload(calendar)
    encoders.encode_base64(part)  # line breaks stay as they are, whoever carries the letter
    part.add_header("Content-Disposition", "attachment", filename=f"{letter.file_name}.ics")
    message.attach(part)
    return message


def _reason(error: Exception) -> str:
    """Return what the mail server said, on one line."""
    said: Any = ""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = next(iter(error.recipients.values()))[1]
    elif isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
    elif isinstance(error, ValueError):
        said = "adressen går inte att använda"
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(words.split())[:LONGEST_REASON] or NO_ANSWER
