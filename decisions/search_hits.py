"""A hit as the page shows it: where it stands, what it is, and the words that were found, lit."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from minutes.models import Meeting, SearchEntry
from minutes.search_match import Matcher, Parts, excerpt, lit, terms_in
from minutes.search_rows import BETWEEN, dates, spoken

Kind = SearchEntry.Kind
# Where the excerpt comes from: the first field that has the most of the words that were sought.
_SOURCES = ("decision", "text", "names")
_PAGES = {
    Kind.MATTER: "matter-detail",
    Kind.PERSON: "person-detail",
    Kind.ORGANIZATION: "organization-detail",
}


@dataclass(frozen=True, slots=True)
class Hit:
    key: int
    kind: str
    object_id: int
    score: float
    address: str
    label: str
    title: Parts
    source: str  # "Beslut" when the excerpt is of one
    excerpt: Parts
    what: str
    body: str
    day: str
    iso_day: str
    is_preliminary: bool
    file: str  # address of the file itself

    @property
    def sort_title(self) -> str:
        return "".join(text for text, _ in self.title).lower()


def hit_of(entry: SearchEntry, matcher: Matcher) -> Hit:
    fields = {name: getattr(entry, name) for name in ("title", *_SOURCES)}
    if entry.meeting:  # the day has a place of its own
        day = BETWEEN.join(dates(entry.meeting.date))
        fields["names"] = fields["names"].removesuffix(day).removesuffix(BETWEEN)
    spans = {name: matcher.spans(text) for name, text in fields.items()}
    source = max(
        _SOURCES, key=lambda name: (len(terms_in(spans[name])), bool(spans[name]), name == "decision")
    )
    if not spans[source]:
        source = next((name for name in _SOURCES if fields[name]), "text")
    meeting = entry.meeting
    is_paper = entry.kind == Kind.PAPER
    return Hit(
        key=entry.key,
        kind=entry.kind,
        object_id=entry.object_id,
        score=matcher.score(fields, spans),
        address=_address(entry),
        label=entry.label,
        title=lit(fields["title"], spans["title"]),
        source="Beslut" if source == "decision" and entry.kind == Kind.ITEM else "",
        excerpt=excerpt(fields[source], spans[source]),
        what=entry.get_kind_display().capitalize(),
        body=meeting.body.short_name if meeting else "",
        day=spoken(meeting.date) if meeting else "",
        iso_day=meeting.date.isoformat() if meeting else "",
        is_preliminary=bool(meeting and meeting.status not in Meeting.FINAL),
        file=reverse("attachment-file", args=[entry.object_id]) if is_paper else "",
    )


def _address(entry: SearchEntry) -> str:
    if entry.kind == Kind.DECISION:
        return reverse("decision-detail", args=[entry.slug])
    if entry.kind in _PAGES:
        return reverse(_PAGES[Kind(entry.kind)], args=[entry.object_id])
    page = reverse("meeting-detail", args=[entry.meeting_id])
    return f"{page}#arende-{entry.item_id}" if entry.item_id else page
