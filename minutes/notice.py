"""What a kallelse says: when and where the group meets, what comes up, with which papers, and who is called.

It keeps to what the group may read of a planned meeting: titles, presenters and papers, never the texts that
are being written. Page, PDF and e-mail are all made from this one record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F, OuterRef, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils import formats

from minutes.models import AgendaItem, Attachment, Meeting, MeetingPart, Officer, Presenter
from minutes.papers import PaperType
from minutes.rows import Rows
from participants.models import Membership

HEADING = "Kallelse"
OTHERS = "Övriga"
CALLED_OFF = {AgendaItem.Outcome.WITHDRAWN: "Utgår", AgendaItem.Outcome.DEFERRED: "Bordläggs"}
PAPER = {name: name for name in ("pk", "title", "file", "size", "media_type")}


@dataclass(frozen=True)
class Paper:
    """A supporting document; without a url there is only its title."""

    title: str
    url: str = ""
    size: int | None = None
    kind: str = ""


@dataclass(frozen=True)
class Point:
    number: str
    title: str
    presenters: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    part: str = ""
    # Said only of what will not come up after all.
    outcome: str = ""


@dataclass(frozen=True)
class Called:
    """Somebody who is called to the meeting; the address is for the envelope alone."""

    name: str
    organization: str
    is_substitute: bool = False
    email: str = ""

    def __str__(self) -> str:
        return f"{self.name} (ersättare)" if self.is_substitute else self.name


@dataclass(frozen=True)
class NoticeText:
    """A kallelse in words, as it stands on the page, in the PDF and in the e-mail."""

    body: str
    short_body: str
    day: str
    date: dt.date
    hours: str
    place: str
    number: str
    url: str
    chairs: tuple[str, ...]
    secretaries: tuple[str, ...]
    parts: tuple[str, ...]
    points: tuple[Point, ...]
    papers: tuple[Paper, ...]
    # Organisation -> the people who are called for it.
    called: tuple[tuple[str, tuple[str, ...]], ...]
    heading: str = HEADING

    @property
    def title(self) -> str:
        return f"{self.heading} till {self.body}"

    @property
    def has_presenters(self) -> bool:
        return any(point.presenters for point in self.points)


def notice_text(meeting: Meeting, site: str = "", called: Iterable[Called] | None = None) -> NoticeText:
    """Read what the kallelse of the meeting says now, in five queries; `site` begins the addresses in it."""
    officers = list(meeting.officers.select_related("person").order_by("role", "position", "pk"))
    people = called_to(meeting) if called is None else called
    return NoticeText(
        body=meeting.body.name,
        short_body=meeting.body.short_name,
        day=formats.date_format(meeting.date, "l j F Y").capitalize(),
        date=meeting.date,
        hours=_hours(meeting),
        place=meeting.place,
        number=meeting.number,
        url=site + reverse("meeting-notice", args=[meeting.pk]),
        chairs=_named(officers, Officer.Role.CHAIR),
        secretaries=_named(officers, Officer.Role.SECRETARY),
        parts=tuple(_part(row) for row in meeting.parts.order_by("position", "pk")),
        points=tuple(_point(row, site) for row in _agenda(meeting)),
        papers=tuple(
            _paper(row, site)
            for row in meeting.attachments.filter(item=None).order_by("position", "pk").values(*PAPER)
        ),
        called=tuple(
            (organization, tuple(map(str, rows)))
            for organization, rows in groupby(people, key=lambda person: person.organization)
        ),
    )


def called_to(meeting: Meeting) -> list[Called]:
    """Return the group's people on the day of the meeting, each once, by organisation and name."""
    rows = (
        Membership.objects.at(meeting.date)
        .filter(body=meeting.body_id)
        .select_related("person__user", "on_behalf_of")
        .order_by(
            F("on_behalf_of__sort_name").asc(nulls_last=True),
            "on_behalf_of_id",
            "person__sort_name",
            "person_id",
            "pk",
        )
    )
    roles: dict[int, list[Membership]] = {}
    for row in rows:
        roles.setdefault(row.person_id, []).append(row)
    return [_called(own) for own in roles.values()]


def _called(roles: list[Membership]) -> Called:
    person = roles[0].person
    organization, user = roles[0].on_behalf_of, person.user
    return Called(
        name=person.name,
        organization=organization.name if organization else OTHERS,
        is_substitute=all(role.role == Membership.Role.SUBSTITUTE for role in roles),
        email=user.email if user and user.is_active else "",
    )


def _agenda(meeting: Meeting) -> Iterable[Any]:
    name = Coalesce(NullIf("name", Value("")), "person__name")
    presenters = Presenter.objects.filter(item=OuterRef("pk")).order_by("position", "pk")
    papers = Attachment.objects.filter(item=OuterRef("pk")).order_by("position", "pk")
    return (
        AgendaItem.objects.filter(meeting=meeting)
        .select_related("part")
        .defer("background", "discussion", "proposal")
        .annotate(presenter_rows=Rows(presenters, name=name), paper_rows=Rows(papers, **PAPER))
        .order_by("position", "pk")
    )


def _point(item: Any, site: str) -> Point:
    return Point(
        number=item.number,
        title=item.title,
        presenters=tuple(row["name"] for row in item.presenter_rows),
        papers=tuple(_paper(row, site) for row in item.paper_rows),
        part=item.part.title if item.part else "",
        outcome=CALLED_OFF.get(item.outcome, ""),
    )


def _paper(row: dict[str, Any], site: str) -> Paper:
    url = site + reverse("attachment-file", args=[row["pk"]]) if row["file"] else ""
    known = row["media_type"] in PaperType.values
    return Paper(row["title"], url, row["size"], PaperType(row["media_type"]).label if known else "")


def _part(part: MeetingPart) -> str:
    text = part.title
    if part.first_item:
        until = f"–{part.last_item}" if part.last_item not in ("", part.first_item) else ""
        text += f" (punkt {part.first_item}{until})"
    return f"{text}: {part.participants}" if part.participants else text


def _named(officers: list[Officer], role: str) -> tuple[str, ...]:
    return tuple(row.display_name for row in officers if row.role == role)


def _hours(meeting: Meeting) -> str:
    if meeting.start is None:
        return ""
    until = f"–{formats.time_format(meeting.end, 'H.i')}" if meeting.end else ""
    return f"kl. {formats.time_format(meeting.start, 'H.i')}{until}"
