"""What has happened to a meeting's minutes, newest first, in words; members get the short version."""

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from minutes.ledger import Kind
from minutes.models import LedgerEntry, Meeting, StatusChange

SHORT = {Kind.REVISION, Kind.APPROVAL, Kind.SEAL, Kind.CORRECTION_SEAL}
Facts = dict[str, Any]


@dataclass(frozen=True)
class Event:
    at: dt.datetime
    says: str
    note: str = ""


def events(meeting: Meeting, is_short: bool) -> list[Event]:
    """Return the trail from the ledger, and for who prepares the meetings the steps that it leaves out."""
    rows = LedgerEntry.objects.filter(meeting=meeting)
    rows = rows.filter(kind__in=SHORT) if is_short else rows.filter(kind__in=WORDS)
    entries = [(row.kind, row.at, json.loads(bytes(row.payload))) for row in rows.order_by("-number")]
    changes = [] if is_short else list(meeting.status_changes.select_related("by__person"))
    names = {row.by.email: row.by.person.name for row in changes if row.by and hasattr(row.by, "person")}
    found = [
        Event(at, *WORDS[kind](facts, _who(facts.get("by", ""), names, is_short)))
        for kind, at, facts in entries
    ]
    found += [_step(row, names) for row in _other_steps(changes)]
    return sorted(found, key=lambda event: event.at, reverse=True)


def _other_steps(changes: Iterable[StatusChange]) -> Iterable[StatusChange]:
    """Return the changes of status that no entry of the ledger tells of."""
    told = [
        (Meeting.Status.CIRCULATED, Meeting.Status.APPROVED),
        (Meeting.Status.CIRCULATED, Meeting.Status.DRAFT),
    ]
    for row in changes:
        if row.to_status != Meeting.Status.CIRCULATED and (row.from_status, row.to_status) not in told:
            yield row


def _step(row: StatusChange, names: dict[str, str]) -> Event:
    who = _who(row.by.email, names) if row.by else ""
    says = {
        Meeting.Status.DRAFT: "Protokollet började skrivas",
        Meeting.Status.IMPORTED: "Anteckningarna publicerades som de är",
    }.get(Meeting.Status(row.to_status), f"Status: {row.get_to_status_display().lower()}")
    return Event(row.at, f"{says}{_by(who)}", row.note)


def _who(email: str, names: dict[str, str], is_short: bool = False) -> str:
    return "" if is_short else names.get(email, email)


def _by(who: str) -> str:
    return f" av {who}" if who else ""


def _number(facts: Facts) -> str:
    return f"utgåva {facts.get('revision', {}).get('number', '')}".strip()


def _late(facts: Facts) -> str:
    days = int(facts.get("days_late", 0))
    return f"{days} {'dag' if days == 1 else 'dagar'} efter sista dagen för justering." if days else ""


def _name(facts: Facts) -> str:
    return str(facts.get("person", {}).get("name", ""))


def _correction(facts: Facts) -> str:
    return f"Rättelse {facts.get('correction', {}).get('number', '')}".strip()


def _answered(facts: Facts, who: str) -> tuple[str, str]:
    done = {"accepted": "Ett ändringsförslag godtogs", "declined": "Ett ändringsförslag avböjdes"}
    return f"{done.get(facts.get('answer', ''), 'Ett ändringsförslag togs tillbaka')}{_by(who)}", ""


def _proposed_correction(facts: Facts, who: str) -> tuple[str, str]:
    what = "togs tillbaka" if facts.get("withdrawn") else "föreslogs"
    return f"{_correction(facts)} {what}{_by(who)}", str(facts.get("about", ""))


def _replaced(facts: Facts, who: str) -> tuple[str, str]:
    left, came = facts.get("left", {}).get("name", ""), facts.get("came", {}).get("name", "")
    return f"{came} justerar i stället för {left}", str(facts.get("reason", ""))


WORDS: dict[str, Callable[[Facts, str], tuple[str, str]]] = {
    Kind.REVISION: lambda f, who: (f"{_number(f).capitalize()} skickades för justering{_by(who)}", ""),
    Kind.PROPOSAL: lambda f, who: (f"{_name(f)} föreslog en ändring", str(f.get("about", ""))),
    Kind.ANSWER: _answered,
    Kind.APPROVAL: lambda f, who: (f"{_name(f)} godkände {_number(f)}", _late(f)),
    Kind.WITHDRAWAL: lambda f, who: (
        f"{f.get('name', '')} tog tillbaka sitt godkännande av {_number(f)}",
        str(f.get("reason", "")),
    ),
    Kind.SENT_BACK: lambda f, who: (
        f"{_number(f).capitalize()} togs tillbaka till utkast{_by(who)}",
        str(f.get("reason", "")),
    ),
    Kind.APPROVER: _replaced,
    Kind.SEAL: lambda f, who: (
        f"Justerat: {_number(f)} förseglades"
        if f.get("approvals")
        else f"{_number(f).capitalize()} slogs fast",
        "",
    ),
    Kind.CORRECTION: _proposed_correction,
    Kind.CORRECTION_APPROVAL: lambda f, who: (f"{_name(f)} godkände {_correction(f).lower()}", ""),
    Kind.CORRECTION_SEAL: lambda f, who: (f"{_correction(f)} gäller", ""),
}
