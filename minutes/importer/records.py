"""What is read from minutes, as plain records without Django.

Dates are ISO (2023-10-06), times HH:MM, lines are counted from 1, a missing text is "". `interchange.py` has
the form in which meetings leave the book and come into it; `to_json` here is the records' own.
"""

import datetime as dt
import types
import typing
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

T = typing.TypeVar("T")

FORMAT = "protokollboken/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A time as honestly as the text gives it.

    `precision` is day, month, meeting, year or none. `on` is the day, or the last day of the month,
    of the named meeting's month ("novembermötet") or of the year; None when the text names none.
    """

    text: str = ""
    on: dt.date | None = None
    precision: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What looks wrong or was guessed: `code` for machines, a Swedish `message` for the secretary."""

    code: str
    message: str
    line: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A person as the text names them; `organization` as written, or ""."""

    name: str
    organization: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedAttendance:
    name: str
    organization: str = ""
    mode: str = "on_site"  # on_site, digital, absent
    role: str = "member"  # member, substitute, guest
    parts: tuple[int, ...] = ()  # indexes in ParsedMeeting.parts; empty: the whole meeting
    post: str = ""  # "förvaltningschef", "vice ordförande", as written


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPart:
    title: str
    first_item: str = ""
    last_item: str = ""
    participants: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDecision:
    text: str
    kind: str = "decision"  # decision, position, answer, assignment
    resolved_text: str = ""  # the proposal, when the text only says that it was adopted
    found_by: str = "marker"  # marker ("Beslut:"), phrase ("ställer sig bakom"), entered
    phrase: str = ""
    number: str = ""  # citable number; given by the book, never by a document


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedAction:
    text: str
    responsible: str = ""  # a person, as written
    organizations: tuple[str, ...] = ()  # as written, "respektive kommun" and "kommunerna" included
    due: When = When()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPromise:
    text: str
    due: When = When()
    body: str = ""  # another group that it goes to: "AU", "kommunalt forum"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedCitation:
    text: str
    when: When = When()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedItem:
    title: str
    number: str = ""  # as printed, without dot or §; "" when the document gives none
    matter: str = ""  # title of the thread; fixtures give it, the parser does not
    part: int | None = None  # index in ParsedMeeting.parts
    outcome: str = "handled"  # handled, withdrawn, deferred
    presenters: tuple[Named, ...] = ()
    attachments: tuple[str, ...] = ()
    background: str = ""
    discussion: str = ""
    proposal: str = ""
    decisions: tuple[ParsedDecision, ...] = ()
    actions: tuple[ParsedAction, ...] = ()
    promises: tuple[ParsedPromise, ...] = ()
    citations: tuple[ParsedCitation, ...] = ()
    first_line: int | None = None
    last_line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A line of the document and the field that holds it, such as "items.3.background"."""

    line: int
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedMeeting:
    """One meeting's minutes. Paragraphs in the texts are parted by a blank line."""

    body: str
    date: dt.date | None
    date_text: str = ""
    year_inferred: bool = False
    number: str = ""
    document_name: str = ""
    start: dt.time | None = None
    end: dt.time | None = None
    place: str = ""
    next_meeting: When = When()
    chairs: tuple[Named, ...] = ()
    secretaries: tuple[Named, ...] = ()
    approvers: tuple[Named, ...] = ()
    parts: tuple[ParsedPart, ...] = ()
    attendance: tuple[ParsedAttendance, ...] = ()
    items: tuple[ParsedItem, ...] = ()
    unplaced: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()
    trace: tuple[Placed, ...] = ()
    file: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOrganization:
    name: str
    short_name: str
    kind: str  # municipality, region, other
    code: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBody:
    name: str
    short_name: str
    slug: str
    number_prefix: str
    kind: str = "cooperation"
    parent: str = ""  # slug
    document_name: str = "mötesanteckningar"
    default_place: str = ""
    default_start: dt.time | None = None
    default_end: dt.time | None = None
    approvers_required: int = 1
    approval_days: int = 14
    organizations: tuple[str, ...] = ()  # short names
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMembership:
    body: str  # slug
    organization: str = ""  # short name
    role: str = "member"  # member, substitute, chair, preparatory, secretary, approver
    post: str = ""
    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    name: str
    aliases: tuple[str, ...] = ()
    memberships: tuple[KnownMembership, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMatter:
    body: str  # slug
    title: str
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One file of the interchange format: a register, meetings, or both."""

    format: str
    organizations: tuple[KnownOrganization, ...] = ()
    bodies: tuple[KnownBody, ...] = ()
    people: tuple[KnownPerson, ...] = ()
    matters: tuple[KnownMatter, ...] = ()
    meetings: tuple[ParsedMeeting, ...] = ()


def to_json(record: Any) -> Any:
    """Return a record as plain JSON values."""
    if is_dataclass(record):
        return {field.name: to_json(getattr(record, field.name)) for field in fields(record)}
    if isinstance(record, tuple | list):
        return [to_json(value) for value in record]
    if isinstance(record, dt.time):
        return record.strftime("%H:%M")
    if isinstance(record, dt.date):
        return record.isoformat()
    return record


class BadRecord(ValueError):
    """The JSON is not in the interchange format; the message says where, in Swedish."""


def from_json(kind: type[T], value: Any, where: str = "") -> T:
    """Return plain JSON values as a record of the kind; raise BadRecord at what does not fit."""
    return typing.cast(T, _decode(kind, value, where))


def _decode(kind: Any, value: Any, where: str) -> Any:
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in {types.UnionType, typing.Union}:
        inner = next(arg for arg in args if arg is not type(None))
        return None if value is None else _decode(inner, value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise BadRecord(f"{where}: här ska stå en lista.")
        return tuple(_decode(args[0], entry, f"{where}[{index}]") for index, entry in enumerate(value))
    if is_dataclass(kind):
        return _decode_record(kind, value, where)
    try:
        if kind is dt.date:
            return dt.date.fromisoformat(value)
        if kind is dt.time:
            return dt.time.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise BadRecord(f"{where}: {value!r} är ingen tid. Skriv som 2023-10-06 eller 13:00.") from error
    if type(value) is not kind:
        raise BadRecord(f"{where}: {value!r} är inte av rätt slag ({kind.__name__}).")
    return value


def _decode_record(kind: Any, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise BadRecord(f"{where}: här ska stå ett objekt.")
    hints = typing.get_type_hints(kind)
    if unknown := sorted(value.keys() - hints.keys()):
        raise BadRecord(f"{where}: fältet {unknown[0]!r} finns inte. Fält: {', '.join(hints)}.")
    read = {name: _decode(hints[name], entry, f"{where}.{name}") for name, entry in value.items()}
    try:
        return kind(**read)
    except TypeError as error:
        raise BadRecord(f"{where}: ett fält som måste finnas saknas ({error}).") from error
