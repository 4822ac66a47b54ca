from minutes.models.draft import Draft, Submission
from minutes.models.evidence import Approval, ChangeProposal, Correction, Revision, Seal, StatusChange
from minutes.models.intake import Intake
from minutes.models.item import AgendaItem, Attachment, Matter, Presenter
from minutes.models.meeting import (
    AgendaRows,
    Attendance,
    Meeting,
    MeetingPart,
    Officer,
    Precision,
    Row,
    WithMeeting,
    next_place,
)
from minutes.models.planning import AgendaProposal, Notice, ProposalPaper, StandingItem
from minutes.models.source import Remark, SourceDocument
from minutes.models.thread import MatterChange, ThreadProposal

__all__ = [
    "AgendaItem",
    "AgendaProposal",
    "AgendaRows",
    "Approval",
    "Attachment",
    "Attendance",
    "ChangeProposal",
    "Correction",
    "Draft",
    "Intake",
    "Matter",
    "MatterChange",
    "Meeting",
    "MeetingPart",
    "Notice",
    "Officer",
    "Precision",
    "Presenter",
    "ProposalPaper",
    "Remark",
    "Revision",
    "Row",
    "Seal",
    "SourceDocument",
    "StandingItem",
    "StatusChange",
    "Submission",
    "ThreadProposal",
    "WithMeeting",
    "next_place",
]
