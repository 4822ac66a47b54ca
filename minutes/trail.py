"""What has happened to a meeting's minutes, newest first, in words; members get the short version."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from minutes.ledger import Kind
from minutes.models import LedgerEntry, Meeting

Status = Meeting.Status
SHORT = {Kind.REVISION, Kind.APPROVAL, Kind.SEAL, Kind.CORRECTION_SEAL}
Facts = dict[str, Any]
Step = dict[str, Any]


@dataclass(frozen=True)
class Event:
    at: dt.datetime
    says: str
    note: str = ""


def events(meeting: Meeting, steps: list[Step] | None) -> list[Event]:
    """Return the trail from the ledger, with the steps that it leaves out; without `steps`, the short one.

    A step is a change of status: what it `was` and `became`, `at` what time, `by` whom and that one's `name`.
    """
    rows = LedgerEntry.objects.filter(meeting=meeting).order_by("-number")
    rows = rows.filter(kind__in=SHORT if steps is None else WORDS)
    names = {step["by"]: step["name"] or step["by"] for step in steps or [] if step["by"]}
    found = []
    for row in rows:
        facts = json.loads(bytes(row.payload))
        found.append(Event(row.at, *WORDS[row.kind](facts, _who(facts.get("by", ""), names, steps is None))))
    found += [_step(step, names) for step in steps or [] if _is_told_here(step)]
    return sorted(found, key=lambda event: event.at, reverse=True)


def _is_told_here(step: Step) -> bool:
    """Say whether no entry of the ledger tells of the step."""
    return Status.CIRCULATED not in (step["became"], step["was"])


def _step(step: Step, names: dict[str, str]) -> Event:
    at = parse_datetime(step["at"])
    assert at is not None
    says = {
        Status.DRAFT: "Protokollet började skrivas",
        Status.IMPORTED: "Anteckningarna publicerades som de är",
    }.get(Status(step["became"]), f"Status: {Status(step['became']).label.lower()}")
    who = _who(step["by"] or "", names)
    return Event(
        at if timezone.is_aware(at) else at.replace(tzinfo=dt.UTC), f"{says}{_by(who)}", step["note"]
    )


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
