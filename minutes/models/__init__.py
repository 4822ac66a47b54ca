from minutes.models.evidence import Approval, ChangeProposal, Correction, Revision, Seal, StatusChange
from minutes.models.item import AgendaItem, Attachment, Matter, Presenter
from minutes.models.meeting import Attendance, Meeting, MeetingPart, Officer, Precision, Row, WithMeeting
from minutes.models.source import Remark, SourceDocument

__all__ = [
    "AgendaItem",
    "Approval",
    "Attachment",
    "Attendance",
    "ChangeProposal",
    "Correction",
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
