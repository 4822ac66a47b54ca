"""A letter to each that sums up the day or the week: each once, and none when nothing has happened."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import formats, timezone

from decisions.models import Decision, Every, Obligation
from decisions.news import approved_since, decisions_since
from decisions.owed import due_in_words, owed_by
from minutes.models import Letter, Meeting
from minutes.outbox import address, write
from participants.models import Membership, User

KEY = "digest"
MOST = 20
SOON = dt.timedelta(days=14)
# After a long silence, such as a server that stood still, a letter looks no further back.
FURTHEST = dt.timedelta(days=31)
LONGEST = 200


@dataclass(frozen=True)
class Period:
    """A whole day or a whole week that is over."""

    name: str
    since: dt.datetime
    until: dt.datetime


def period(every: str, at: dt.datetime) -> Period:
    """Return the last one that was over at the time."""
    today = timezone.localtime(at).date()
    if every == Every.DAY:
        return Period(f"day-{today:%Y-%m-%d}", _midnight(today - dt.timedelta(days=1)), _midnight(today))
    monday = today - dt.timedelta(days=today.weekday())
    year, week, _ = monday.isocalendar()
    return Period(f"week-{year}-{week:02}", _midnight(monday - dt.timedelta(days=7)), _midnight(monday))


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def write_digests(at: dt.datetime | None = None) -> int:
    """Put a letter in the outbox for each who wants one and has not got this period's; count them."""
    now = at or timezone.now()
    sitting = Membership.objects.at(timezone.localtime(now).date())
    users: Any = User.objects.filter(
        is_active=True, pk__in=sitting.filter(person__user__isnull=False).values("person__user_id")
    )
    users = users.exclude(subscription__every=Every.NEVER).select_related("subscription").order_by("pk")
    return sum(_write(user, now) for user in users.iterator(200))


def _write(user: Any, now: dt.datetime) -> bool:
    every = getattr(getattr(user, "subscription", None), "every", Every.WEEK)
    wanted = period(every, now)
    key = f"{KEY}-{wanted.name}"
    letters = Letter.objects.filter(user=user, key__startswith=f"{KEY}-")
    if letters.filter(key=f"{key}/{user.pk}").exists():
        return False
    since = wanted.since
    last = letters.order_by("-created_at", "-pk").first()
    if last:  # go on where it stopped, whatever the choice was then
        kind = Every.DAY if last.key.startswith(f"{KEY}-day") else Every.WEEK
        since = max(period(kind, last.created_at).until, wanted.until - FURTHEST)
    digest = _gathered(user, since, wanted.until, every == Every.WEEK)
    if digest is None:
        return False
    return write(key, user, digest.subject(every, wanted), digest.lines(now))


@dataclass(frozen=True)
class Digest:
    decisions: list[Decision]
    approved: list[Meeting]
    owed: list[Obligation]
    meetings: list[Meeting]

    def subject(self, every: str, wanted: Period) -> str:
        day = timezone.localtime(wanted.since).date()
        time = f"vecka {day.isocalendar().week}" if every == Every.WEEK else formats.date_format(day, "j F Y")
        new = len(self.decisions)
        said = f", {new} {'nytt' if new == 1 else 'nya'} beslut" if new else ""
        return f"Protokollboken {time}{said}"

    def lines(self, now: dt.datetime) -> list[str]:
        today = timezone.localtime(now).date()
        lines = ["Hej!"]
        for heading, rows in (
            ("NYA BESLUT", [_decision(row) for row in self.decisions]),
            ("JUSTERADE PROTOKOLL", [_meeting(row) for row in self.approved]),
            ("ATT GÖRA HOS ER", [_obligation(row, today) for row in self.owed]),
            ("KOMMANDE MÖTEN", [_meeting(row) for row in self.meetings]),
        ):
            if rows:
                lines += ["", heading, *(line for row in rows for line in ("", *row))]
        if len(self.decisions) == MOST:
            lines += ["", f"Alla beslut: {address('decision-list')}"]
        return [*lines, "", f"Välj hur ofta brevet kommer, eller säg upp det: {address('subscriptions')}"]


def _gathered(user: User, since: dt.datetime, until: dt.datetime, is_weekly: bool) -> Digest | None:
    """Return what there is to tell; a daily letter takes news, a weekly one is written for deadlines too."""
    decisions = list(decisions_since(user, since, until)[:MOST])
    approved = list(approved_since(user, since, until)[:MOST])
    day = timezone.localtime(until).date()
    owed: QuerySet[Obligation] = owed_by(user).filter(action__due_on__lte=day + SOON)
    soon = list(owed[:MOST])
    if not decisions and not approved and not (is_weekly and soon):
        return None
    coming = Meeting.objects.visible_to(user).upcoming(day).filter(date__lte=day + SOON)
    return Digest(decisions, approved, soon, list(coming.select_related("body")[:MOST]))


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]} …"


def _decision(row: Decision) -> list[str]:
    preliminary = " (preliminärt, protokollet är inte justerat)" if row.item.meeting.is_preliminary else ""
    return [f"{row.number}{preliminary}", _short(row.meaning), address("decision-detail", row.slug)]


def _meeting(row: Meeting) -> list[str]:
    when = formats.date_format(row.date, "j F Y")
    return [f"{row.body.name}, {when}", address("meeting-detail", row.pk)]


def _obligation(row: Obligation, today: dt.date) -> list[str]:
    due = due_in_words(row.action, today)
    return [
        f"{row.organization.short_name}, {due}: {_short(row.action.text)}",
        address("obligation-report", row.pk),
    ]
