"""What a page says about meetings and decisions, in few queries and no more than the reader may see.

A reference across meetings (an older decision, the item that settled a promise) is always loaded through
`visible_to()`: what stands in another group, or in a draft, comes out as an empty list.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf, TruncDate

from decisions.models import (
    Action,
    Citation,
    Compliance,
    Decision,
    DecisionRelation,
    Obligation,
    Progress,
    Promise,
)
from minutes.models import (
    AgendaItem,
    Approval,
    Attachment,
    Attendance,
    ChangeProposal,
    ChangeTarget,
    Correction,
    CorrectionApproval,
    Intake,
    Letter,
    Meeting,
    MeetingPart,
    Officer,
    Presenter,
    Remark,
    Revision,
    Seal,
    StatusChange,
)
from minutes.papers import PaperType
from minutes.rows import Rows, label
from minutes.word_diff import pieces
from participants.models import Body, User

PLACE = {
    "pk": "pk",
    "number": "number",
    "title": "title",
    "meeting": "meeting_id",
    "held_on": "meeting__date",
}
PART = {"title": "title", "people": "participants", "first_item": "first_item", "last_item": "last_item"}
CORRECTION = {
    "pk": "pk",
    "number": "number",
    "item": "item_id",
    "item_number": "item__number",
    "item_title": "item__title",
    "target": label("target", ChangeTarget),
    "decision": "decision_number",
    "old": "old_text",
    "new": "new_text",
    "reason": "reason",
    "approved_on": "approved_on",
    "approved_by": "approved_by",
}
FEW_LETTERS = 5
PAPER = {"pk": "pk", "title": "title", "size": "size", "kind": label("media_type", PaperType)}


def protocols(user: User) -> QuerySet[Meeting]:
    """Return the meetings that the user may read, each with all of the protocol's head but its people."""
    visible = Meeting.objects.visible_to(user)
    seals = Seal.objects.filter(revision__meeting=OuterRef("pk")).order_by("-entry")
    frozen = Revision.objects.filter(meeting=OuterRef("pk")).order_by("-number")
    remarks = Remark.objects.filter(meeting=OuterRef("pk"), waived_reason="").order_by()
    same_body = visible.filter(body=OuterRef("body"))
    before = Q(date__lt=OuterRef("date")) | Q(date=OuterRef("date"), pk__lt=OuterRef("pk"))
    after = Q(date__gt=OuterRef("date")) | Q(date=OuterRef("date"), pk__gt=OuterRef("pk"))
    place = {"pk": "pk", "held_on": "date"}
    return visible.select_related("body").annotate(
        may_prepare=Exists(Body.objects.prepared_by(user).filter(pk=OuterRef("body_id"))),
        may_edit=Exists(Body.objects.written_by(user).filter(pk=OuterRef("body_id"))),
        remark_count=Coalesce(Subquery(remarks.values("meeting").annotate(n=Count("pk")).values("n")), 0),
        promised_rows=_promised_rows(user),
        part_rows=_in_order(MeetingPart, "meeting", **PART),
        paper_rows=Rows(_papers().filter(meeting=OuterRef("pk"), item=None), **PAPER),
        original_rows=Rows(_originals(user), pk="pk", file_name="file_name"),
        sealed_at=Subquery(seals.values("sealed_at")[:1]),
        frozen_at=Subquery(frozen.values("created_at")[:1]),
        step_rows=Rows(
            StatusChange.objects.filter(meeting=OuterRef("pk")).order_by("at", "pk"),
            was="from_status",
            became="to_status",
            at="at",
            by="by__email",
            name="by__person__name",
            note="note",
        ),
        correction_rows=Rows(_corrections(revision__meeting=OuterRef("pk")), **CORRECTION),
        waiting_corrections=Rows(
            Correction.objects.waiting().filter(revision__meeting=OuterRef("pk")).order_by("number"),
            pk="pk",
            number="number",
        ),
        open_changes=Coalesce(
            Subquery(_open_changes().values("meeting").annotate(n=Count("pk")).values("n")), 0
        ),
        failed_letters=Rows(
            Letter.objects.filter(meeting=OuterRef("pk"), given_up=True).order_by("-pk")[:FEW_LETTERS],
            to="to",
            subject="subject",
            why="last_error",
        ),
        earlier=Rows(same_body.filter(before).order_by("-date", "-pk")[:1], **place),
        later=Rows(same_body.filter(after).order_by("date", "pk")[:1], **place),
    )


def _corrections(**where: Any) -> QuerySet[Correction]:
    """Return the corrections that hold, each with who approved it."""
    approvals = CorrectionApproval.objects.filter(correction=OuterRef("pk")).order_by("approved_at", "pk")
    return (
        Correction.objects.approved()
        .filter(**where)
        .annotate(approved_by=Rows(approvals, name="person_name"), approved_on=TruncDate("approved_at"))
        .order_by("number")
    )


def _open_changes() -> QuerySet[Any]:
    """Return what the secretary has to do something about: unanswered, or accepted and not sent out yet."""
    newest = Revision.objects.filter(meeting=OuterRef("revision__meeting")).order_by("-number")
    rows = ChangeProposal.objects.filter(
        revision__meeting=OuterRef("pk"),
        revision=Subquery(newest.values("pk")[:1]),
        status__in=["open", "accepted"],
    )
    return rows.order_by().values(meeting=F("revision__meeting"))


def corrected(meeting: Any, items: list[Any]) -> None:
    """Hang each correction at its item, with what it changes told apart."""
    for row in meeting.correction_rows:
        row["diff"] = pieces(row["old"], row["new"], whole=True)
    for item in items:
        item.correction_rows = [row for row in meeting.correction_rows if row["item"] == item.pk]


def _promised_rows(user: User) -> Rows:
    """Return what earlier minutes promised to the meeting, and what it did with each."""
    items = AgendaItem.objects.minutes_visible_to(user)
    due = promises(user).filter(target_meeting=OuterRef("pk"), item__in=items)
    return Rows(
        due.order_by("item__meeting__date", "item__position", "position", "pk"),
        text="text",
        due_text="due_text",
        status="status",
        status_label=label("status", Promise.Status),
        settled_rows="settled_rows",
        made_pk="item_id",
        made_in="item__meeting_id",
        made_on="item__meeting__date",
        made_title="item__title",
        made_number="item__number",
    )


def _originals(user: User) -> QuerySet[Intake]:
    return Intake.objects.visible_to(user).filter(meeting=OuterRef("pk")).order_by("-updated_at", "-pk")


def _papers() -> QuerySet[Attachment]:
    return Attachment.objects.order_by("position", "pk")


def _in_order(model: Any, to: str, **columns: Any) -> Rows:
    return Rows(model.objects.filter(**{to: OuterRef("pk")}).order_by("position", "pk"), **columns)


def officers(meeting: Meeting) -> QuerySet[Officer]:
    """Return who led, wrote and approves; `approved_at` is about the newest revision alone."""
    newest = Revision.objects.filter(meeting=OuterRef(OuterRef("meeting"))).order_by("-number")
    own = Approval.objects.standing().filter(
        person=OuterRef("person"), revision=Subquery(newest.values("pk")[:1])
    )
    return (
        Officer.objects.filter(meeting=meeting)
        .select_related("person")
        .annotate(
            approved_at=Subquery(own.values("approved_at")[:1]),
            approved_name=Subquery(own.values("person_name")[:1]),
            approved_for=Subquery(own.values("organization_name")[:1]),
            days_late=Subquery(own.values("days_late")[:1]),
        )
        .order_by("role", "position", "pk")
    )


def approving(meeting: Meeting, officers: list[Any]) -> list[Any]:
    """Return who is to approve, of the meeting's officers: as `Officer.objects.approving()` does."""
    roles = {Officer.Role.APPROVER, *([Officer.Role.CHAIR] if meeting.body.chair_approves else [])}
    return [row for row in officers if row.role in roles]


def attendances(meeting: Meeting) -> QuerySet[Attendance]:
    parts = MeetingPart.objects.filter(attendances=OuterRef("pk")).order_by("position", "pk")
    return (
        Attendance.objects.filter(meeting=meeting)
        .select_related("person", "organization")
        .annotate(part_rows=Rows(parts, title="title"))
        .order_by("position", "pk")
    )


def items(meeting: Meeting, user: User) -> list[AgendaItem]:
    """Return the meeting's items with all that belongs to each, in five queries."""
    return list(
        _agenda(meeting).prefetch_related(
            Prefetch("decisions", Decision.objects.order_by("position", "pk").with_validity(user)),
            Prefetch("actions", actions()),
            Prefetch("promises", promises(user)),
            Prefetch("citations", _citations(user)),
        )
    )


def agenda(meeting: Meeting) -> list[AgendaItem]:
    """Return the items as a plan shows them: what will come up, who presents it, with which papers."""
    empty: list[Any] = [Decision, Action, Promise, Citation]
    nothing = [Prefetch(f"{model.__name__.lower()}s", model.objects.none()) for model in empty]
    rows = list(_agenda(meeting).prefetch_related(*nothing))
    for item in rows:
        item.background = item.discussion = item.proposal = ""
    return rows


def _agenda(meeting: Meeting) -> QuerySet[AgendaItem]:
    name = Coalesce(NullIf("name", Value("")), "person__name")
    return (
        AgendaItem.objects.filter(meeting=meeting)
        .select_related("matter", "part")
        .annotate(
            presenter_rows=_in_order(Presenter, "item", person="person_id", name=name),
            paper_rows=Rows(_papers().filter(item=OuterRef("pk")), **PAPER),
        )
        .order_by("position", "pk")
    )


def actions() -> QuerySet[Action]:
    shares = Obligation.objects.filter(action=OuterRef("pk")).order_by("organization__sort_name")
    return (
        Action.objects.select_related("responsible", "decision")
        .annotate(
            share_rows=Rows(
                shares,
                organization="organization_id",
                name="organization__short_name",
                status="status",
                status_label=label("status", Progress),
                contact="contact_id",
                contact_name=Coalesce("contact__name", "contact_name"),
                note="note",
                reported_on="reported_on",
            )
        )
        .order_by("position", "pk")
    )


def promises(user: User) -> QuerySet[Promise]:
    """Return promises with the item that settled each, in `settled_rows`, if the user may read it."""
    settled = AgendaItem.objects.visible_to(user).filter(pk=OuterRef("settled_by"))
    target = Meeting.objects.visible_to(user).filter(pk=OuterRef("target_meeting"))
    return (
        Promise.objects.select_related("target_body")
        .annotate(
            settled_rows=Rows(settled, outcome="outcome", **PLACE),
            target_rows=Rows(target, pk="pk", held_on="date"),
        )
        .order_by("position", "pk")
    )


def _citations(user: User) -> QuerySet[Citation]:
    return Citation.objects.annotate(
        decision_rows=Rows(
            Decision.objects.visible_to(user).filter(pk=OuterRef("to_decision")), number="number", slug="slug"
        ),
        item_rows=Rows(AgendaItem.objects.visible_to(user).filter(pk=OuterRef("to_item")), **PLACE),
        meeting_rows=Rows(
            Meeting.objects.visible_to(user).filter(pk=OuterRef("to_meeting")),
            pk="pk",
            held_on="date",
            body="body__short_name",
        ),
    ).order_by("position", "pk")


def register(user: User) -> QuerySet[Decision]:
    """Return the decisions that the user may read, as rows of a list."""
    return (
        Decision.objects.visible_to(user)
        .with_validity(user)
        .select_related("item__meeting__body")
        .defer("item__background", "item__discussion", "item__proposal", "item__meeting__unplaced")
    )


def decision_pages(user: User) -> QuerySet[Decision]:
    """Return the decisions that the user may read, each with its latest report of how it is followed."""
    reports = Compliance.objects.newest().filter(decision=OuterRef("pk")).order_by("organization__sort_name")
    return (
        Decision.objects.visible_to(user)
        .with_validity(user)
        .select_related("item__meeting__body", "item__matter")
        .annotate(
            correction_rows=Rows(
                _corrections(
                    item=OuterRef("item"), target=ChangeTarget.DECISION, decision_number=OuterRef("number")
                ),
                **CORRECTION,
            ),
            compliance_rows=Rows(
                reports,
                organization="organization_id",
                name="organization__short_name",
                status="status",
                status_label=label("status", Compliance.Status),
                note="note",
                noted_on="noted_on",
            ),
        )
    )


def relations(decision: Decision, user: User) -> tuple[list[DecisionRelation], list[DecisionRelation]]:
    """Return what the decision does to older ones and later ones do to it, as far as the user may read."""
    readable = Decision.objects.visible_to(user).values("pk")
    rows = DecisionRelation.objects.filter(
        Q(decision=decision, older__in=readable) | Q(older=decision, decision__in=readable)
    ).select_related("decision", "older")
    found = list(rows.order_by("decision__decided_on", "pk"))
    return (
        [row for row in found if row.decision_id == decision.pk],
        [row for row in found if row.older_id == decision.pk],
    )


def story(item: AgendaItem, user: User) -> list[AgendaItem]:
    """Return the item itself and its matter's later treatments, each with its decisions and promises."""
    meeting = item.meeting
    wanted = Q(pk=item.pk)
    if item.matter_id:
        later = Q(meeting__date__gt=meeting.date) | Q(meeting__date=meeting.date, meeting__pk__gt=meeting.pk)
        wanted |= Q(later, matter=item.matter_id)
    own = promises(user).filter(item=OuterRef("pk"))
    return list(
        AgendaItem.objects.minutes_visible_to(user)
        .filter(wanted)
        .select_related("meeting__body")
        .annotate(
            decision_rows=_in_order(Decision, "item", number="number", slug="slug"),
            promise_rows=Rows(
                own,
                text="text",
                due_text="due_text",
                status="status",
                status_label=label("status", Promise.Status),
                settled_rows="settled_rows",
            ),
        )
        .order_by("meeting__date", "meeting__pk", "position", "pk")
    )
