"""What is known of a protocol beside its text: approvals, its place in the ledger, corrections."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

State = Literal["draft", "circulated", "approved"]


@dataclass(frozen=True, kw_only=True)
class ApprovalLine:
    """One person's approval, in the words and under the names of that day."""

    name: str
    approved_at: dt.datetime
    organization: str = ""
    role: str = "justerare"
    sentence: str = ""
    method: str = ""  # "inloggad med lösenord"
    late_days: int = 0


@dataclass(frozen=True, kw_only=True)
class CorrectionLine:
    """A later change to approved minutes. `position` is the item's index in the content, from 0.

    Without a position it is about the minutes as a whole, or about the part that `item` names.
    """

    number: int
    old: str
    new: str
    made_at: dt.datetime
    item: str = ""
    position: int | None = None
    reason: str = ""
    approved_by: tuple[ApprovalLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProtocolFacts:
    """`sha256` is of the content; `checkpoint` has the lines origin, count, head with time, or none.

    `approval_form` says in words how the group approves: "i Protokollboken", "på papper".
    """

    state: State
    revision: int
    sha256: str
    frozen_at: dt.datetime
    approvals: tuple[ApprovalLine, ...] = ()
    waiting: tuple[str, ...] = ()
    sealed_number: int | None = None
    checkpoint: tuple[str, ...] = ()
    signature: str = ""
    corrections: tuple[CorrectionLine, ...] = ()
    approval_form: str = ""
