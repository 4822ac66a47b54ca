"""The secretary's work on threads: what the book proposes, join, merge and split. Each can be undone.

Threads are no part of what a justerare approves, so items of sealed minutes may be moved between them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from minutes.follow_up import thread_changed
from minutes.likely_threads import Likeness, Promised, Question, Threads
from minutes.models import AgendaItem, Matter, MatterChange, Meeting, ThreadProposal
from participants.models import Body, Organization, User

AT_ONCE = 500
NEWEST = 2000  # items: some fifteen years of a group that meets monthly, and a few seconds' work
Kind, Answer = MatterChange.Kind, ThreadProposal.Answer

ONE_ALREADY = "Det är redan samma tråd. Välj en annan."
MERGED_ALREADY = "Någon har redan slagit ihop en av trådarna med en annan. Läs in sidan på nytt."
NOTHING_CHOSEN = "Välj minst ett ärende."
ALL_CHOSEN = "Lämna kvar minst ett ärende i tråden, annars är det ingen delning."
TITLE_TAKEN = "Det finns redan en tråd med den rubriken. Skriv en annan."
UNDONE_ALREADY = "Ändringen är redan ångrad."


class ThreadRefused(Exception):
    """What was asked for can't be done; the message is for the secretary."""


def questions(body: Body) -> list[Question]:
    """Return the group's newest items as they are compared, with what each promises and refers to."""
    written = AgendaItem.objects.filter(meeting__body=body).exclude(meeting__status=Meeting.Status.PLANNED)
    newest = written.order_by("-meeting__date", "-meeting_id", "-position")[:NEWEST]
    items = AgendaItem.objects.filter(pk__in=list(newest.values_list("pk", flat=True)))
    promises: defaultdict[int, list[Promised]] = defaultdict(list)
    given = items.filter(promises__isnull=False).order_by("promises__position", "promises__pk")
    for pk, text, meeting, due in given.values_list(
        "pk", "promises__text", "promises__target_meeting", "promises__due_on"
    ):
        promises[pk].append(Promised(text, meeting, due))
    cited: defaultdict[int, list[tuple[int, int | None]]] = defaultdict(list)
    citing = items.filter(citations__to_meeting__isnull=False)
    for pk, meeting, item in citing.values_list("pk", "citations__to_meeting", "citations__to_item"):
        cited[pk].append((meeting, item))
    rows = items.values_list("pk", "meeting_id", "meeting__date", "title", "matter_id", *AgendaItem.TEXTS)
    return [
        Question(
            pk=pk,
            meeting=meeting,
            held_on=held_on,
            title=title,
            matter=matter,
            text="\n".join(filter(None, texts)),
            promises=tuple(promises[pk]),
            cited_meetings=frozenset(place for place, _ in cited[pk]),
            cited_items=frozenset(place for _, place in cited[pk] if place),
        )
        for pk, meeting, held_on, title, matter, *texts in rows.iterator(AT_ONCE)
    ]


def likely_threads(body: Body) -> Threads:
    names = Organization.objects.filter(participations__body=body).values_list("name", flat=True)
    return Threads(questions(body), [body.name, *names])


@transaction.atomic
def propose_threads(body: Body) -> int:
    """Work out anew which of the group's items ask the same question; return how many wait for an answer."""
    Body.objects.select_for_update().get(pk=body.pk)
    declined = ThreadProposal.objects.filter(body=body, answer=Answer.DECLINED)
    found = likely_threads(body).likely(set(declined.values_list("item", "earlier")))
    wanted = {(row.item, row.earlier): row for row in found}
    waiting = ThreadProposal.objects.filter(body=body, answer=Answer.WAITING)
    gone = [row.pk for row in waiting if (row.item_id, row.earlier_id) not in wanted]
    ThreadProposal.objects.filter(pk__in=gone).delete()
    known = {(row.item_id, row.earlier_id): row for row in ThreadProposal.objects.filter(body=body)}
    new = [_proposal(body, row) for pair, row in wanted.items() if pair not in known]
    ThreadProposal.objects.bulk_create(new)
    # A thread that was joined and undone since may be proposed again.
    for pair, row in wanted.items():
        if pair in known:
            _renew(known[pair], row)
    return len(wanted)


def _proposal(body: Body, row: Likeness) -> ThreadProposal:
    return ThreadProposal(
        body=body, item_id=row.item, earlier_id=row.earlier, score=row.score, reasons=list(row.reasons)
    )


def _renew(proposal: ThreadProposal, row: Likeness) -> None:
    now = (row.score, list(row.reasons), Answer.WAITING)
    if (proposal.score, proposal.reasons, proposal.answer) != now:
        proposal.score, proposal.reasons, proposal.answer = now
        proposal.answered_by, proposal.answered_at = None, None
        proposal.save(update_fields=["score", "reasons", "answer", "answered_by", "answered_at"])


def answer(proposals: Iterable[ThreadProposal], what: str, by: User) -> None:
    """Note the secretary's answer, unless there is one."""
    keys = [row.pk for row in proposals]
    ThreadProposal.objects.filter(pk__in=keys, answer=Answer.WAITING).update(
        answer=what, answered_by=by, answered_at=timezone.now()
    )


@transaction.atomic
def join(body: Body, items: Collection[AgendaItem], title: str, by: User) -> MatterChange:
    """Put items in the thread with the title, which is added if the group has none; threads stay whole."""
    if not items:
        raise ThreadRefused(NOTHING_CHOSEN)
    matter = Matter.objects.filter(body=body, title=title).select_related("merged_into").first()
    made = matter is None
    matter = (matter or Matter.objects.create(body=body, title=title)).standing
    moved = _move(items, matter)
    change = MatterChange.objects.create(
        body=body, kind=Kind.JOINED, matter=matter, title=matter.title, made_matter=made, items=moved, by=by
    )
    thread_changed(_rows(moved))
    return change


@transaction.atomic
def merge(kept: Matter, other: Matter, by: User) -> MatterChange:
    """Move all of one thread to another; the old address leads to the one that is kept."""
    kept, other = _locked(kept, other)
    moved = _move(other.items.all(), kept)
    other.merged_into = kept
    other.save(update_fields=["merged_into"])
    change = MatterChange.objects.create(
        body=kept.body,
        kind=Kind.MERGED,
        matter=kept,
        other=other,
        title=kept.title,
        other_title=other.title,
        items=moved,
        by=by,
    )
    thread_changed(kept.items.all())
    return change


def _locked(*wanted: Matter) -> list[Matter]:
    """Hold the threads, always in the same order; return them as they stand now, in the order asked for."""
    keys = [row.pk for row in wanted]
    if len(set(keys)) < len(keys):
        raise ThreadRefused(ONE_ALREADY)
    rows = Matter.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    held = {row.pk: row for row in rows.select_related("body")}
    if len(held) < len(keys) or any(row.merged_into_id for row in held.values()):
        raise ThreadRefused(MERGED_ALREADY)
    if len({row.body_id for row in held.values()}) > 1:
        raise ThreadRefused("Trådarna hör till olika grupper.")
    return [held[key] for key in keys]


@transaction.atomic
def split(matter: Matter, items: Collection[AgendaItem], title: str, by: User) -> MatterChange:
    """Let some of a thread's items become a thread of their own."""
    (matter,) = _locked(matter)
    chosen = list(matter.items.filter(pk__in=[row.pk for row in items]))
    if not chosen:
        raise ThreadRefused(NOTHING_CHOSEN)
    if len(chosen) == matter.items.count():
        raise ThreadRefused(ALL_CHOSEN)
    if Matter.objects.filter(body=matter.body, title=title).exists():
        raise ThreadRefused(TITLE_TAKEN)
    new = Matter.objects.create(body=matter.body, title=title)
    moved = _move(chosen, new)
    change = MatterChange.objects.create(
        body=matter.body,
        kind=Kind.SPLIT,
        matter=matter,
        other=new,
        title=matter.title,
        other_title=new.title,
        items=moved,
        by=by,
    )
    thread_changed([*_rows(moved), *matter.items.all()], left=True)
    return change


@transaction.atomic
def undo(change: MatterChange, by: User) -> None:
    """Put each item back where it stood, unless it has been moved again since."""
    change = MatterChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if change.undone_at:
        raise ThreadRefused(UNDONE_ALREADY)
    went_to = change.other if change.kind == Kind.SPLIT else change.matter
    if change.kind == Kind.MERGED and change.other:
        change.other.merged_into = None
        change.other.save(update_fields=["merged_into"])
    threads = Matter.objects.in_bulk([key for key in change.items.values() if key])
    back = [row for row in _rows(change.items) if went_to and row.matter_id == went_to.pk]
    for row in back:
        before = threads.get(change.items[str(row.pk)] or 0)
        AgendaItem.objects.filter(pk=row.pk).update(matter=before.standing if before else None)
    change.undone_by, change.undone_at = by, timezone.now()
    change.save(update_fields=["undone_by", "undone_at"])
    if went_to and not went_to.items.exists():
        _leave_empty(change, went_to)
    ThreadProposal.objects.filter(item__in=back, answer=Answer.ACCEPTED).update(
        answer=Answer.WAITING, answered_by=None, answered_at=None
    )
    thread_changed(_rows(change.items), left=True)


def _leave_empty(change: MatterChange, matter: Matter) -> None:
    """Take away a thread that the change made; the address of one that was split off leads back."""
    if change.kind == Kind.SPLIT and change.matter:
        Matter.objects.filter(pk=matter.pk).update(merged_into=change.matter)
    elif change.made_matter and not matter.merged.exists():
        matter.delete()


def _move(items: Iterable[AgendaItem], matter: Matter) -> dict[str, int | None]:
    """Put the items in the thread; return where those that were moved stood before."""
    rows = AgendaItem.objects.select_for_update().filter(pk__in=[row.pk for row in items]).order_by("pk")
    moved: dict[str, int | None] = {
        str(pk): before for pk, before in rows.values_list("pk", "matter_id") if before != matter.pk
    }
    AgendaItem.objects.filter(pk__in=moved).update(matter=matter)
    return moved


def _rows(moved: dict[str, Any]) -> list[AgendaItem]:
    return list(AgendaItem.objects.filter(pk__in=moved).select_related("meeting"))


def in_threads(proposals: Iterable[ThreadProposal]) -> Iterator[list[ThreadProposal]]:
    """Yield the proposals that hang together, surest first: each is one thread if all are confirmed.

    Two items that stand in the same thread already hang together, too.
    """
    rows = list(proposals)
    above: dict[Any, Any] = {}

    def top(node: Any) -> Any:
        while above.get(node, node) != node:
            node = above[node]
        return node

    for row in rows:
        nodes = [node for item in (row.item, row.earlier) if item for node in (item.pk, _thread(item))]
        for node in nodes[1:]:
            above[top(node)] = top(nodes[0])
    groups: defaultdict[Any, list[ThreadProposal]] = defaultdict(list)
    for row in rows:
        groups[top(row.item.pk)].append(row)
    yield from groups.values()


def _thread(item: AgendaItem) -> Any:
    return ("thread", item.matter_id) if item.matter_id else item.pk
