from minutes.models.barrier import Barrier
from minutes.models.draft import Draft, Submission
from minutes.models.evidence import (
    Approval,
    ChangeProposal,
    ChangeTarget,
    Correction,
    CorrectionApproval,
    ItemReading,
    ProtocolFile,
    Revision,
    Seal,
    StatusChange,
    Withdrawal,
)
from minutes.models.intake import Intake
from minutes.models.item import AgendaItem, Attachment, Matter, Presenter
from minutes.models.ledger import Checkpoint, LedgerEntry
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
from minutes.models.outbox import Letter
from minutes.models.planning import AgendaProposal, Notice, ProposalPaper, StandingItem
from minutes.models.search import PaperText, SearchEntry, SearchMark, SearchWord
from minutes.models.source import Remark, SourceDocument
from minutes.models.thread import MatterChange, ThreadProposal

__all__ = [
    "Barrier",
    "AgendaItem",
    "AgendaProposal",
    "AgendaRows",
    "Approval",
    "Attachment",
    "Attendance",
    "ChangeProposal",
    "ChangeTarget",
    "Checkpoint",
    "Correction",
    "CorrectionApproval",
    "Draft",
    "Intake",
    "ItemReading",
    "LedgerEntry",
    "Letter",
    "Matter",
    "MatterChange",
    "Meeting",
    "MeetingPart",
    "Notice",
    "Officer",
    "PaperText",
    "Precision",
    "Presenter",
    "ProposalPaper",
    "ProtocolFile",
    "Remark",
    "Revision",
    "Row",
    "Seal",
    "SearchEntry",
    "SearchMark",
    "SearchWord",
    "SourceDocument",
    "StandingItem",
    "StatusChange",
    "Submission",
    "ThreadProposal",
    "WithMeeting",
    "Withdrawal",
    "next_place",
]
