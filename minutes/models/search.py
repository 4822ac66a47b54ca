"""What the search knows: one entry for each thing that can be found, the words in them, and what is to do.

The words of an entry lie in a table of the database's own kind (`minutes.search_store`), under its key.
"""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from minutes.models.item import AgendaItem
from minutes.models.meeting import Meeting, visible_meetings
from participants.models import User


class SearchKind(models.TextChoices):
    ITEM = "i", "ärende"
    DECISION = "d", "beslut"
    MEETING = "m", "möte"
    PAPER = "a", "underlag"
    MATTER = "t", "ärendetråd"
    PERSON = "p", "person"
    ORGANIZATION = "o", "organisation"


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def visible_to(
        self, user: User | AnonymousUser, at: dt.date | None = None, outside: Q | None = None
    ) -> Self:
        """Return the entries of meetings that the user may read, by the meeting's own rule as it is now.

        A matter, a person or an organisation is in no meeting: `outside` is the condition for those that
        their own rule lets the user see.
        """
        minutes = Q(needs_minutes=True) & visible_meetings(user, "meeting", at, minutes=True)
        agenda = Q(needs_minutes=False) & visible_meetings(user, "meeting", at)
        readable = Q(meeting__isnull=False) & (minutes | agenda)
        return self.filter(readable | Q(meeting=None) & outside if outside else readable)


class SearchEntry(models.Model):
    """Something that can be found, as it is shown: written by `minutes.search_index` alone."""

    Kind = SearchKind

    # Made of the day, the row's key and its kind (`search_entry.key_of`): newest first is the key's order.
    key = models.BigIntegerField("nyckel", primary_key=True)
    kind = models.CharField("slag", max_length=1, choices=SearchKind)
    object_id = models.BigIntegerField("rad")
    # No constraints: the entry goes when the index is brought up to date, and must be there to be found then.
    meeting = models.ForeignKey(
        Meeting, models.DO_NOTHING, null=True, db_constraint=False, related_name="search_entries"
    )
    item = models.ForeignKey(
        AgendaItem, models.DO_NOTHING, null=True, db_constraint=False, related_name="search_entries"
    )
    # Who may find it, as words of the index (`search_rows.access_words`).
    access = models.CharField("åtkomst", max_length=100)
    # Whether only the minutes say it: then it is found when they are out, and not in the agenda before.
    needs_minutes = models.BooleanField("står bara i protokollet", default=False)
    label = models.CharField("beteckning", max_length=120, blank=True)
    slug = models.CharField("adress", max_length=160, blank=True)
    title = models.TextField("rubrik", blank=True)
    decision = models.TextField("beslut", blank=True)
    text = models.TextField("text", blank=True)
    names = models.TextField("namn", blank=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "sökpost"
        verbose_name_plural = "sökposter"
        indexes = [models.Index(fields=["kind", "object_id"], name="search_entry_object")]

    def __str__(self) -> str:
        return f"{self.label} {self.title}".strip()


class SearchWord(models.Model):
    """A word stem that stands somewhere in the book: finds compounds and misspellings. Only ever added to."""

    word = models.CharField("ord", max_length=60, unique=True)

    class Meta:
        verbose_name = "sökord"
        verbose_name_plural = "sökord"

    def __str__(self) -> str:
        return self.word


class SearchMark(models.Model):
    """Something whose text has changed: set by the database itself, gone when the index says the same."""

    kind = models.CharField("slag", max_length=1)
    object_id = models.BigIntegerField("rad")

    class Meta:
        verbose_name = "sökmarkering"
        verbose_name_plural = "sökmarkeringar"

    def __str__(self) -> str:
        return f"{self.kind}{self.object_id}"


class PaperText(models.Model):
    """The text of a file among the supporting documents, by the file's digest; read once."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    text = models.TextField("text", blank=True)
    # Why there is no text, or less than all of it.
    note = models.CharField("anmärkning", max_length=500, blank=True)
    read_at = models.DateTimeField("läst")

    class Meta:
        verbose_name = "underlagets text"
        verbose_name_plural = "underlagens texter"

    def __str__(self) -> str:
        return self.sha256[:12]
