"""What has come into the book since a moment: a decision is news when its minutes are out."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from decisions.loading import register
from decisions.models import Decision
from minutes.models import Meeting, SourceDocument, StatusChange
from participants.models import User


def published_since(moment: dt.datetime, meeting: str = "pk", until: dt.datetime | None = None) -> Q:
    """Return the condition for a meeting whose minutes were published, approved or read in since then."""
    changes = StatusChange.objects.filter(
        _after("at", moment, until), meeting=OuterRef(meeting), to_status__in=Meeting.MINUTES
    )
    sources = SourceDocument.objects.filter(_after("imported_at", moment, until), meeting=OuterRef(meeting))
    return Q(Exists(changes)) | Q(Exists(sources))


def _after(field: str, moment: dt.datetime, until: dt.datetime | None) -> Q:
    after = Q(**{f"{field}__gte": moment})
    return after & Q(**{f"{field}__lt": until}) if until else after


def decisions_since(user: User, moment: dt.datetime, until: dt.datetime | None = None) -> QuerySet[Decision]:
    rows = register(user).filter(item__meeting__status__in=Meeting.MINUTES)
    return rows.filter(published_since(moment, "item__meeting", until)).order_by("-decided_on", "-pk")


def approved_since(user: User, moment: dt.datetime, until: dt.datetime | None = None) -> QuerySet[Meeting]:
    """Return the meetings whose minutes were approved since then."""
    approvals = StatusChange.objects.filter(
        _after("at", moment, until), meeting=OuterRef("pk"), to_status=Meeting.Status.APPROVED
    )
    rows = Meeting.objects.visible_to(user).filter(Exists(approvals), status=Meeting.Status.APPROVED)
    return rows.select_related("body").order_by("-date", "-pk")
