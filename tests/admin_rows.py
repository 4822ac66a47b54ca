"""One row of every model that the admin holds, all in one group, and what its forms send."""

import datetime as dt
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.forms import BaseForm, BaseFormSet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from decisions.models import (
    Action,
    Citation,
    Compliance,
    Decision,
    DecisionRelation,
    Obligation,
    Origin,
    Promise,
    Report,
)
from minutes import ledger
from minutes.models import (
    AgendaItem,
    AgendaProposal,
    Approval,
    Attachment,
    Attendance,
    ChangeProposal,
    Checkpoint,
    Correction,
    CorrectionApproval,
    Intake,
    LedgerEntry,
    Letter,
    Matter,
    MatterChange,
    Meeting,
    MeetingPart,
    Notice,
    Officer,
    Presenter,
    ProposalPaper,
    ProtocolFile,
    Remark,
    Revision,
    Seal,
    SourceDocument,
    StandingItem,
    StatusChange,
    ThreadProposal,
    Withdrawal,
)
from participants.models import (
    Body,
    BodyAlias,
    Membership,
    Organization,
    OrganizationAlias,
    Participation,
    Person,
    PersonAlias,
    PersonMerge,
    User,
)
from tests.conftest import Cast
from tests.factories import (
    account,
    make_approver,
    make_attendance,
    make_body,
    make_item,
    make_meeting,
    make_member,
    make_organization,
)

Rows = dict[type[Model], Any]


def make_group(prefix: str) -> Rows:
    """Make a group with a secretary and one row of everything; the meeting is a draft."""
    body, organization = make_body(prefix), make_organization(f"Kommun {prefix}")
    secretary = make_member(f"Sekreterare {prefix}", body, Membership.Role.SECRETARY, organization)
    rows: Rows = {User: secretary.user, Organization: organization, Body: body, Person: secretary}
    rows[OrganizationAlias] = organization.aliases.create(name=f"Alias {prefix}")
    rows[BodyAlias] = body.aliases.create(name=f"Gammalt namn {prefix}")
    rows[Participation] = Participation.objects.create(body=body, organization=organization)
    rows[PersonAlias] = secretary.aliases.create(name=f"Stavning {prefix}")
    rows[Membership] = secretary.memberships.get()
    rows[PersonMerge] = secretary.merges.create(
        merged_name=f"Dubblett {prefix}", merged_pk=10**9, by=account(secretary)
    )
    _add_meeting(rows, prefix)
    _add_planning(rows, prefix)
    _add_outcome(rows)
    _add_evidence(rows)
    return rows


def _add_meeting(rows: Rows, prefix: str) -> None:
    body, person, organization = rows[Body], rows[Person], rows[Organization]
    matter = rows[Matter] = Matter.objects.create(body=body, title=f"Tråd {prefix}")
    meeting = rows[Meeting] = make_meeting(body, Meeting.Status.DRAFT, place=f"Plats {prefix}")
    item = rows[AgendaItem] = make_item(meeting, f"Ärende {prefix}", matter=matter)
    rows[ThreadProposal] = ThreadProposal.objects.create(body=body, item=item, score=50)
    rows[MatterChange] = MatterChange.objects.create(
        body=body, kind=MatterChange.Kind.JOINED, matter=matter, title=f"Tråd {prefix}", by=rows[User]
    )
    rows[MeetingPart] = meeting.parts.create(position=1, title=f"Del {prefix}")
    rows[Officer] = meeting.officers.create(person=person, role=Officer.Role.APPROVER)
    rows[Attendance] = meeting.attendances.create(person=person, organization=organization)
    rows[Presenter] = Presenter.objects.create(item=item, person=person)
    rows[Attachment] = meeting.attachments.create(item=item, title=f"Underlag {prefix}")
    rows[Remark] = meeting.remarks.create(code="weekday", message=f"Anmärkning {prefix}")
    rows[SourceDocument] = meeting.sources.create(
        kind=SourceDocument.Kind.DOCUMENT,
        file_name=f"{prefix}.txt",
        sha256="0" * 64,
        stored_sha256="0" * 64,
        text=f"Källtext {prefix}",
        imported_at=timezone.now(),
    )
    rows[Intake] = Intake.objects.create(
        body=body,
        file_name=f"Inläsning {prefix}.txt",
        sha256="0" * 64,
        content=b"",
        record={"body": body.name, "date": None},
        created_by=rows[User],
    )


def _add_planning(rows: Rows, prefix: str) -> None:
    body, user, now = rows[Body], rows[User], timezone.now()
    rows[StandingItem] = body.standing_items.create(title=f"Stående {prefix}")
    proposal = rows[AgendaProposal] = body.agenda_proposals.create(
        title=f"Förslag {prefix}", background="Bakgrund.", proposed_by=user, proposed_at=now
    )
    rows[ProposalPaper] = proposal.papers.create(
        title=f"Bilaga {prefix}", file="underlag/00/0", sha256="0" * 64, size=1, media_type="text/plain"
    )
    rows[Notice] = rows[Meeting].notices.create(sent_at=now, sent_by=user, sha256="0" * 64)


def _add_outcome(rows: Rows) -> None:
    item, organization = rows[AgendaItem], rows[Organization]
    older = Decision.objects.create(item=make_item(rows[Meeting], "Äldre"), text="Äldre beslut.")
    rows[Decision] = Decision.objects.create(item=item, text="Beslut.")
    rows[DecisionRelation] = rows[Decision].to_older.create(older=older, kind=DecisionRelation.Kind.REPLACES)
    rows[Action] = Action.objects.create(item=item, text="Åtgärd.")
    rows[Obligation] = rows[Action].obligations.create(organization=organization)
    rows[Report] = rows[Obligation].reports.create(
        status="done", said_on=dt.date(2024, 4, 2), reported_at=timezone.now(), reported_by=rows[User]
    )
    rows[Promise] = Promise.objects.create(item=item, text="Löfte.")
    rows[Citation] = Citation.objects.create(item=item, text="Hänvisning.")
    rows[Origin] = item.origins.create(promise=rows[Promise])
    rows[Compliance] = Compliance.objects.create(
        decision=rows[Decision], organization=organization, noted_on=dt.date(2024, 4, 1)
    )


def _add_evidence(rows: Rows) -> None:
    meeting, person, user, now = rows[Meeting], rows[Person], rows[User], timezone.now()
    rows[StatusChange] = meeting.status_changes.create(
        from_status="planned", to_status="draft", at=now, by=user
    )
    revision = rows[Revision] = meeting.revisions.create(
        number=1,
        content='{"b":"<i>ö</i>"}'.encode(),
        sha256="1" * 64,
        created_at=now,
        created_by=user,
        entry=_entry(meeting),
    )
    rows[Approval] = revision.approvals.create(
        person=person,
        person_name=person.name,
        user=user,
        sentence="Jag godkänner.",
        approved_at=now,
        entry=_entry(meeting),
    )
    rows[Withdrawal] = Withdrawal.objects.create(
        approval=rows[Approval], reason="Fel.", withdrawn_at=now, entry=_entry(meeting)
    )
    rows[ChangeProposal] = revision.change_proposals.create(
        person=person, new_text="Nyare.", proposed_at=now, entry=_entry(meeting)
    )
    rows[Correction] = revision.corrections.create(
        number=1,
        old_text="Gammalt.",
        new_text="Nytt.",
        reason="Fel.",
        made_by=user,
        made_at=now,
        content=b"{}",
        sha256="2" * 64,
        entry=_entry(meeting),
    )
    rows[CorrectionApproval] = rows[Correction].approvals.create(
        person=person,
        person_name=person.name,
        user=user,
        sentence="Jag godkänner.",
        approved_at=now,
        entry=_entry(meeting),
    )
    rows[ProtocolFile] = revision.files.create(content=b"%PDF", sha256="3" * 64, entry=_entry(meeting))
    rows[Seal] = Seal.objects.create(revision=revision, entry=_entry(meeting), sealed_at=now)
    ledger.checkpoint()  # tells the key first
    rows[LedgerEntry] = _entry(meeting)
    rows[Checkpoint] = ledger.checkpoint()
    rows[Letter] = meeting.letters.create(key=f"{meeting.pk}", to="a@example.org", subject="Ö", body="Ö")


def _entry(meeting: Meeting) -> LedgerEntry:
    return ledger.append(LedgerEntry.Kind.REVISION, {"note": "<i>ö</i>"}, meeting)


def make_draft(cast: Cast) -> Meeting:
    """Make a draft with an item, a justerare and somebody present: ready to be circulated."""
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT, start=dt.time(9), end=dt.time(12))
    make_item(meeting, "Första")
    make_approver(meeting, cast.adjuster)
    make_attendance(meeting, cast.member, cast.organization)
    return meeting


def admin_url(row: Model | type[Model], page: str = "change") -> str:
    opts = row._meta
    args = [row.pk] if isinstance(row, Model) else []
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=args)


def registered() -> list[type[Model]]:
    """Return the models of the three apps that the admin holds."""
    return sorted(admin.site._registry, key=lambda model: model._meta.label)


def sent(response: Any) -> dict[str, Any]:
    """Return what the browser would send from an admin form that nobody has touched."""
    data = _values(response.context["adminform"].form)
    for inline in response.context["inline_admin_formsets"]:
        formset: BaseFormSet[Any] = inline.formset
        data |= _values(formset.management_form)
        for form in formset.forms:
            data |= _values(form)
    return data | ({"_shown": response.context["token"]} if "token" in response.context else {})


def _values(form: BaseForm) -> dict[str, Any]:
    values = {}
    for field in form:
        value = field.value()
        if value is not None and value is not False and value != "" and value != []:
            values[field.html_name] = value if isinstance(value, list) else str(value)
    return values


def add_inline(data: dict[str, Any], prefix: str, **fields: Any) -> dict[str, Any]:
    """Fill in one more row of an inline, as its plus sign does."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    given = {f"{prefix}-{number}-{name}": value for name, value in fields.items()}
    return {**data, **given, f"{prefix}-TOTAL_FORMS": str(number + 1)}


def errors(response: Any) -> list[str]:
    """Return what an admin form complains about, everywhere on the page."""
    found = [message for part in response.context["errors"] for message in _flat(part)]
    return sorted(set(found))


def _flat(part: Any) -> list[str]:
    return [str(part)] if isinstance(part, str) else [text for entry in part for text in _flat(entry)]


def client_of(rows: Rows) -> Client:
    client = Client()
    client.force_login(account(rows[Person]))
    return client
