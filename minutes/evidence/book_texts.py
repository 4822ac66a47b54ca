"""What people read on the pages, against the text that was frozen."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Subquery

from minutes.evidence.findings import Finding, note, wrong
from minutes.exports import PROTOCOL_FORMAT, canonical_bytes, whole
from minutes.models import Meeting, Revision
from participants.models import Body, Organization, Person

BATCH = 50
# What the register says, and not the minutes' own rows: it may change without the minutes changing.
OF_REGISTER = {"body", "rules", "document_name"}
WORDS = {
    "title": "rubriken",
    "number": "numret",
    "background": "bakgrunden",
    "discussion": "dialogen",
    "proposal": "förslaget",
    "decisions": "besluten",
    "actions": "åtgärderna",
    "promises": "löftena",
    "citations": "hänvisningarna",
    "presenters": "föredragande",
    "attachments": "underlagen",
    "outcome": "utfallet",
    "attendance": "närvaron",
    "approvers": "justerarna",
    "chairs": "ordförandena",
    "secretaries": "sekreterarna",
    "parts": "delarna",
    "date": "dagen",
    "place": "platsen",
}


def check_texts() -> Iterator[Finding]:
    names = _names()
    newest = Revision.objects.filter(meeting=OuterRef("pk")).order_by("-number").values("pk")[:1]
    locked = Meeting.objects.filter(status__in=Meeting.LOCKED).annotate(newest=Subquery(newest))
    keys = list(locked.exclude(newest=None).order_by("pk").values_list("pk", "newest"))
    for start in range(0, len(keys), BATCH):
        batch = dict(keys[start : start + BATCH])
        frozen = {row.pk: bytes(row.content) for row in Revision.objects.filter(pk__in=batch.values())}
        for meeting in whole(Meeting.objects.filter(pk__in=batch).order_by("pk")):
            yield from _compare(meeting, frozen[batch[meeting.pk]], names)
    yield note(f"{len(keys)} låsta möten")


def _names() -> set[str]:
    """Return the names that the register has now: who is there under the old one has not been renamed."""
    return {
        *Organization.objects.values_list("short_name", flat=True),
        *Body.objects.values_list("short_name", flat=True),
        *Person.objects.values_list("name", flat=True),
    }


def _compare(meeting: Meeting, frozen: bytes, names: set[str]) -> Iterator[Finding]:
    live = canonical_bytes(meeting)
    if live == frozen:
        return
    then, now = _parsed(frozen), json.loads(live)
    if then.get("format") != PROTOCOL_FORMAT:
        yield note(f"{meeting}: texten är fryst i ett äldre format och jämförs inte")
        return
    places, renamed = _differences(then["meeting"], now["meeting"], names)
    if places:
        yield wrong(f"{meeting}: sidorna visar något annat än det som frystes: {'; '.join(places)}")
    for old, new in sorted(renamed):
        yield note(
            f"{meeting}: ”{old}” heter i registret nu ”{new}”; texten som frystes har det gamla namnet"
        )


def _parsed(frozen: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(frozen)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _differences(then: Any, now: Any, names: set[str]) -> tuple[list[str], set[tuple[str, str]]]:
    """Return where the texts differ, by § and field, and which names of the register explain the rest."""
    places: list[str] = []
    renamed: set[tuple[str, str]] = set()
    for key in sorted({*then, *now} - OF_REGISTER - {"items"}):
        if not _same(then.get(key), now.get(key), names, renamed):
            places.append(WORDS.get(key, key))
    if len(then["items"]) != len(now["items"]):
        return [*places, f"{len(then['items'])} ärenden frystes, {len(now['items'])} finns"], renamed
    for old, new in zip(then["items"], now["items"], strict=True):
        odd = [
            WORDS.get(key, key)
            for key in sorted({*old, *new})
            if not _same(old.get(key), new.get(key), names, renamed)
        ]
        if odd:
            places.append(f"§ {old['number'] or '–'} {old['title']} ({', '.join(odd)})")
    return places, renamed


# Names that the canonical text takes from the register.
FROM_REGISTER = {"organization", "organizations", "responsible", "body"}


def _same(then: Any, now: Any, names: set[str], renamed: set[tuple[str, str]], field: str = "") -> bool:
    if isinstance(then, dict) and isinstance(now, dict):
        return then.keys() == now.keys() and all(
            _same(then[key], now[key], names, renamed, key) for key in then
        )
    if isinstance(then, list) and isinstance(now, list):
        if field == "organizations":  # stand in the order of their names
            gone, come = sorted(set(then) - set(now)), sorted(set(now) - set(then))
            return len(then) == len(now) and _same(tuple(gone), tuple(come), names, renamed, field)
        return len(then) == len(now) and all(
            _same(old, new, names, renamed, field) for old, new in zip(then, now, strict=True)
        )
    if isinstance(then, tuple):
        return len(then) == len(now) and all(
            _same(old, new, names, renamed, field) for old, new in zip(then, now, strict=True)
        )
    if then == now:
        return True
    if field in FROM_REGISTER and then and now and then not in names and now in names:
        renamed.add((then, now))
        return True
    return False
