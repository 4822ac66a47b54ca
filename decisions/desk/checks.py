"""Check before circulating: what looks wrong in a meeting as it stands in the book, and what may stand so.

What an import warns of is judged by the importer's own functions; the rest is what only the book can know.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from textwrap import shorten

from django.db import transaction
from django.db.models import Q

from decisions.desk import findings, named
from decisions.desk.findings import Finding
from minutes.approval import Refused, lock
from minutes.exports import meeting_record, whole
from minutes.models import Meeting, Remark
from participants.models import User

LONGEST_REASON = 300
_EXCERPT = 200
_NOT_ON_DESK = {"parts"}  # the meeting's own page has them


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning:
    """Something to look at. `part` and `field` name the desk's form and its field."""

    code: str
    message: str
    part: str
    field: str
    excerpt: str
    key: str
    waived_reason: str = ""

    @property
    def is_waived(self) -> bool:
        return bool(self.waived_reason)

    @property
    def anchor(self) -> str:
        """Return the place on the desk: the field, or its form where the desk has no such field."""
        return self.part if self.field in _NOT_ON_DESK else f"id_{self.part}-{self.field}"

    @property
    def says_more(self) -> bool:
        """Tell whether the words that were judged stand in the message already."""
        return bool(self.excerpt) and self.excerpt not in self.message


def check(meeting: Meeting) -> list[Warning]:
    """Return what looks wrong, in the order of the page; what was waved through says why."""
    loaded = whole(Meeting.objects.all()).get(pk=meeting.pk)
    found = [_warning(one) for one in _in_order(loaded, list(_findings(loaded)))]
    waived = _waived(loaded)
    unique = {one.key: replace(one, waived_reason=waived.get(one.key, "")) for one in found}
    return list(unique.values())


def _findings(meeting: Meeting) -> Iterator[Finding]:
    record = meeting_record(meeting)
    yield from findings.of_head(meeting, record)
    yield from findings.of_attendance(meeting)
    yield from findings.of_items(meeting, record)
    yield from named.of_register(meeting)
    yield from named.of_spelling(meeting)


def _in_order(meeting: Meeting, found: Sequence[Finding]) -> list[Finding]:
    order = {"huvud": 0, "narvaro": 1}
    for at, item in enumerate(meeting.items.all(), start=2):
        for rows in ([item], item.decisions.all(), item.actions.all(), item.promises.all()):
            order |= {findings.part_of(row): at for row in rows}
    return sorted(found, key=lambda one: order.get(one.part, 0))


def _warning(found: Finding) -> Warning:
    words = " ".join((found.words or found.message).split())
    judged = f"{found.code}\n{found.part}\n{found.field}\n{words}"
    return Warning(
        code=found.code,
        message=found.message,
        part=found.part,
        field=found.field,
        excerpt=shorten(found.words, _EXCERPT, placeholder=" …"),
        key=hashlib.sha256(judged.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def _waived(meeting: Meeting) -> dict[str, str]:
    rows = meeting.remarks.exclude(key="").exclude(waived_reason="")
    return dict(rows.values_list("key", "waived_reason"))


@transaction.atomic
def waive(meeting: Meeting, key: str, reason: str, by: User) -> Remark:
    """Let what a warning is about stand, for the reason, until the words that it judged change.

    A remark of the import that says the same is settled with it.
    """
    now = lock(meeting)
    reason = " ".join(reason.split())
    if not Meeting.objects.editable_by(by).filter(pk=now.pk).exists():
        raise Refused("Bara gruppens sekreterare kan göra det här.")
    if now.is_locked:
        raise Refused("Protokollet är ute för justering eller justerat. Det går inte att ändra.")
    if not reason or len(reason) > LONGEST_REASON:
        raise Refused(f"Skriv varför det får stå så, med högst {LONGEST_REASON} tecken.")
    found = next((one for one in check(now) if one.key == key), None)
    if found is None:
        raise Refused("Varningen gäller inte längre, för texten har ändrats. Läs in sidan på nytt.")
    item = findings.item_of(now, found.part)
    same = Q(key="", code=found.code, message=found.message, item=item, waived_reason="")
    row = now.remarks.filter(Q(key=key) | same).order_by("-key", "pk").first() or Remark(meeting=now)
    row.key, row.code, row.message, row.item_id = key, found.code[:40], found.message[:500], item
    row.excerpt = row.excerpt or found.excerpt
    row.waived_reason, row.waived_by = reason, by
    row.save()
    return row


@transaction.atomic
def unwaive(meeting: Meeting, key: str, by: User) -> None:
    """Raise a warning again."""
    now = lock(meeting)
    if now.is_locked or not Meeting.objects.editable_by(by).filter(pk=now.pk).exists():
        raise Refused("Bara gruppens sekreterare kan göra det här, och bara innan protokollet skickas ut.")
    rows = now.remarks.filter(key=key)
    rows.filter(line__isnull=True).delete()  # the import's own go on as they were
    rows.update(waived_reason="", waived_by=None)
