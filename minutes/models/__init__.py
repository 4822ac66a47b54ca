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
)
from minutes.models.source import Remark, SourceDocument

__all__ = [
    "AgendaItem",
    "AgendaRows",
    "Approval",
    "Attachment",
    "Attendance",
    "ChangeProposal",
    "Correction",
    "Intake",
    "Matter",
    "Meeting",
    "MeetingPart",
    "Officer",
    "Precision",
    "Presenter",
    "Remark",
    "Revision",
    "Row",
    "Seal",
    "SourceDocument",
    "StatusChange",
    "WithMeeting",
]
