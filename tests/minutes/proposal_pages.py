"""The pages of proposals to the agenda: rows, addresses and what is sent there."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from minutes.models import AgendaProposal, Meeting, ProposalPaper
from minutes.proposals import version
from participants.models import Person
from tests.conftest import Cast
from tests.factories import account, make_meeting

PDF = b"%PDF-1.7\n"
TEXTS = {
    "title": "Gemensam cykelpool",
    "background": "Tre kommuner vill dela cyklar.",
    "proposal": "Gruppen inrättar en cykelpool.",
}
SOON = dt.date(2031, 5, 9)


def planned(cast: Cast, **fields: Any) -> Meeting:
    given = {"status": Meeting.Status.PLANNED, "date": SOON, **fields}
    return make_meeting(given.pop("body", cast.body), **given)


def made(cast: Cast, by: Person | None = None, **fields: Any) -> AgendaProposal:
    given = {"body": cast.body, "proposed_by": account(by or cast.member), **TEXTS, **fields}
    return AgendaProposal.objects.create(proposed_at=timezone.now(), organization=cast.organization, **given)


def add(proposal: AgendaProposal, title: str = "Kalkyl") -> ProposalPaper:
    columns = {"sha256": "1" * 64, "size": 9, "media_type": "application/pdf"}
    return proposal.papers.create(title=title, file="underlag/11/1", position=1, **columns)


def pdf(name: str = "kalkyl.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/html")


def page(proposal: AgendaProposal, step: str = "") -> str:
    return f"/forslag/{proposal.pk}/{step}"


def text_of(response: Any) -> str:
    return str(response.content.decode())


def send_answer(client: Client, proposal: AgendaProposal, verdict: str, note: str = "", **more: Any) -> Any:
    proposal.refresh_from_db()
    data = {"answer": verdict, "note": note, "seen": version(proposal), **more}
    return client.post(page(proposal, "svar/"), data)
