"""Proposals to the agenda: made by a member, answered by who prepares the meetings, put on an agenda.

A proposal waits until it is answered (`answer`), is changed by the one who made it and waits again
(`change`), and ends on an agenda (`put_on_agenda`). Who is meant is always the argument `by`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from minutes.approval import Refused, lock
from minutes.models import AgendaItem, AgendaProposal, Attachment, Meeting, ProposalPaper, next_place
from minutes.paper_text import read_later
from minutes.papers import Paper, stored
from participants.models import Body, User

Answer = AgendaProposal.Answer
TEXTS = ("meeting", "title", "background", "proposal", "organization")
CHANGEABLE = (Answer.WAITING, Answer.INCOMPLETE)
OPEN = (Meeting.Status.PLANNED, Meeting.Status.DRAFT)

CHANGED = (
    "Förslaget har ändrats sedan du öppnade sidan. Läs hur det står nu. "
    "Det du skrev står kvar här; skicka det igen om det fortfarande ska gälla."
)
NOT_CHANGEABLE = (
    "Förslaget har fått ett svar och kan inte ändras längre. Det du skrev står kvar här och är inte sparat. "
    "Hör av dig till gruppens sekreterare om något behöver rättas."
)
ON_AGENDA = "Förslaget står redan på en dagordning. Läs in sidan på nytt."
NOT_PREPARED = "Bara de som bereder gruppens möten kan svara på förslag."
NOT_WRITTEN = "Bara gruppens sekreterare kan sätta upp ett förslag på dagordningen."
OTHER_BODY = "Mötet hör till en annan grupp än förslaget. Välj ett av gruppens egna möten."
NOT_OPEN = (
    "Mötet har status ”{}”, och dagordningen kan inte ändras. Välj ett möte som är planerat eller ett utkast."
)
ELSEWHERE = (
    "Förslaget hör till ett annat forum, enligt svaret. Ändra svaret först om det ändå ska tas upp här."
)
LONGEST_SUBJECT = 150


def version(proposal: AgendaProposal) -> str:
    """Return a digest of what a page shows of the proposal: another one means that it has changed."""
    papers = list(proposal.papers.order_by("pk").values_list("pk", "sha256"))
    texts = [proposal.title, proposal.background, proposal.proposal]
    keys = [proposal.meeting_id, proposal.organization_id, proposal.item_id]
    answered = [proposal.answer, proposal.answer_note, str(proposal.answered_at)]
    said = json.dumps([texts, keys, answered, papers])
    return hashlib.sha256(said.encode()).hexdigest()


def is_changeable(proposal: AgendaProposal) -> bool:
    """Say whether the one who made it may still change it."""
    return proposal.item_id is None and proposal.answer in CHANGEABLE


def _lock(proposal: AgendaProposal) -> AgendaProposal:
    """Hold the proposal's row to the end of the transaction, and return it as it is now."""
    return AgendaProposal.objects.select_for_update(of=("self",)).select_related("body").get(pk=proposal.pk)


@transaction.atomic
def propose(proposal: AgendaProposal, papers: Iterable[Paper], by: User) -> AgendaProposal:
    """Save a new proposal and return it; sent twice, it is there once."""
    User.objects.select_for_update().get(pk=by.pk)  # two at once come one after the other
    same = {name: getattr(proposal, name) for name in ("body", *TEXTS)}
    made = AgendaProposal.objects.filter(
        **same, proposed_by=by, item=None, answer=Answer.WAITING, answered_at=None
    ).first()
    if made is None:
        made, proposal.proposed_by, proposal.proposed_at = proposal, by, timezone.now()
        proposal.save()
    _add_papers(made, papers)
    return made


def _add_papers(proposal: AgendaProposal, papers: Iterable[Paper]) -> None:
    """Add the files after those that are there; one that is there already is not added again."""
    place = next_place(proposal.papers)
    for position, paper in enumerate(papers, place):
        columns = stored(paper)
        same = {"sha256": columns["sha256"], "title": columns["title"]}
        proposal.papers.get_or_create(**same, defaults={**columns, "position": position})
    read_later()


@transaction.atomic
def change(
    proposal: AgendaProposal, papers: Iterable[Paper], dropped: Sequence[ProposalPaper], by: User, seen: str
) -> None:
    """Save what the one who proposed has written; the proposal then waits for an answer again.

    `seen` is the version that was changed. The answer that asked for more stands until there is a new one.
    """
    now = _lock(proposal)
    if now.proposed_by_id != by.pk or not is_changeable(now):
        raise Refused(NOT_CHANGEABLE)
    if version(now) != seen:
        raise Refused(CHANGED)
    proposal.answer = Answer.WAITING
    proposal.save(update_fields=[*TEXTS, "answer"])
    proposal.papers.filter(pk__in=[paper.pk for paper in dropped]).delete()
    _add_papers(proposal, papers)


@transaction.atomic
def answer(proposal: AgendaProposal, verdict: str, note: str, by: User, seen: str, link: str) -> bool:
    """Store what the preparation says, and tell the one who proposed; return whether a mail goes out.

    `link` is the proposal's address in the mail. The same answer sent twice is one answer and one mail.
    """
    if not Body.objects.prepared_by(by).filter(pk=proposal.body_id).exists():
        raise Refused(NOT_PREPARED)
    now = _lock(proposal)
    if now.item_id is not None:
        raise Refused(ON_AGENDA)
    if (now.answer, now.answer_note, now.answered_by_id) == (verdict, note, by.pk):
        return False
    if version(now) != seen:
        raise Refused(CHANGED)
    now.answer, now.answer_note = verdict, note
    now.answered_by, now.answered_at = by, timezone.now()
    now.save(update_fields=["answer", "answer_note", "answered_by", "answered_at"])
    if not _has_reader(now, by):
        return False
    mail = answer_mail(now, link)
    # The answer stands even if the mail can't be sent: then that is logged.
    transaction.on_commit(lambda: mail.send() and None, robust=True)
    return True


def _has_reader(proposal: AgendaProposal, by: User) -> bool:
    """Say whether the one who proposed is somebody else, and may still read the proposal."""
    reader = proposal.proposed_by
    return reader != by and AgendaProposal.objects.visible_to(reader).filter(pk=proposal.pk).exists()


def answer_mail(proposal: AgendaProposal, link: str) -> EmailMessage:
    text = render_to_string("emails/proposal_answer.txt", {"proposal": proposal, "link": link})
    subject = " ".join(f"{proposal.get_answer_display().capitalize()}: {proposal.title}".split())
    return EmailMessage(subject[:LONGEST_SUBJECT], text, to=[proposal.proposed_by.email])


@transaction.atomic
def put_on_agenda(proposal: AgendaProposal, meeting: Meeting, by: User) -> AgendaItem:
    """Make an item of the proposal, last on the meeting's agenda, with its texts and its papers."""
    meeting = lock(meeting)
    now = _lock(proposal)
    if not Body.objects.written_by(by).filter(pk=now.body_id).exists():
        raise Refused(NOT_WRITTEN)
    if meeting.body_id != now.body_id:
        raise Refused(OTHER_BODY)
    if meeting.status not in OPEN:
        raise Refused(NOT_OPEN.format(meeting.get_status_display()))
    if now.item_id is not None:
        raise Refused(ON_AGENDA)
    if now.answer == Answer.ELSEWHERE:
        raise Refused(ELSEWHERE)
    item = AgendaItem.objects.create(
        meeting=meeting,
        position=next_place(meeting.items),
        number=_next_number(meeting),
        title=now.title,
        background=now.background,
        proposal=now.proposal,
    )
    Attachment.objects.bulk_create(attachments_of(now, item))
    proposal.item = now.item = item
    now.save(update_fields=["item"])
    return item


def _next_number(meeting: Meeting) -> str:
    """Go on counting if the agenda is numbered; "" when its last item has no plain number."""
    last = meeting.items.order_by("-position", "-pk").values_list("number", flat=True).first()
    if last is None:
        return "1"
    return str(int(last) + 1) if last.isascii() and last.isdecimal() else ""


def attachments_of(proposal: AgendaProposal, item: AgendaItem) -> list[Attachment]:
    """Return the papers as the item's own rows: the files, known by their digest, stay where they are."""
    return [
        Attachment(
            meeting=item.meeting,
            item=item,
            position=place,
            title=paper.title,
            file=paper.file.name,
            sha256=paper.sha256,
            size=paper.size,
            media_type=paper.media_type,
        )
        for place, paper in enumerate(proposal.papers.all(), 1)
    ]
