"""What the secretary chose in a review, and the record that comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from minutes.importer.records import ParsedItem, ParsedMeeting
from minutes.models import Intake

# What may be refused in an item; the rest of it is edited as text.
FINDINGS = ("decisions", "actions", "promises", "citations")
# The register's own words, which live in an app to the right.
DECISION_KINDS = [
    ("decision", "beslut"),
    ("position", "ställningstagande"),
    ("answer", "svar"),
    ("assignment", "uppdrag"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the secretary chose, by the path in the record or by the written name."""

    dropped: frozenset[str] = frozenset()
    # Name as `intake_people.name_key` has it -> the key of a row in the register, or "new".
    people: dict[str, str] = field(default_factory=dict)
    organizations: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, intake: Intake) -> Choices:
        kept = intake.choices
        organizations = kept.get("organizations")
        return cls(
            dropped=frozenset(kept.get("dropped", [])),
            people=kept.get("people", {}),
            # Reviews begun with 0.1 hold a list of names there, to be chosen anew.
            organizations=organizations if isinstance(organizations, dict) else {},
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "dropped": sorted(self.dropped),
            "people": self.people,
            "organizations": self.organizations,
        }


def reviewed(record: ParsedMeeting, choices: Choices) -> ParsedMeeting:
    """Return the record without what the secretary refused."""

    def kept(path: str, rows: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(row for at, row in enumerate(rows) if f"{path}.{at}" not in choices.dropped)

    items: list[ParsedItem] = []
    for at, item in enumerate(record.items):
        path = f"items.{at}"
        if path not in choices.dropped:
            found: dict[str, Any] = {name: kept(f"{path}.{name}", getattr(item, name)) for name in FINDINGS}
            items.append(replace(item, **found))
    whole = replace(
        record,
        attendance=kept("attendance", record.attendance),
        items=tuple(items),
        problems=kept("problems", record.problems),
    )
    return _without_parts(whole, choices)


def _without_parts(record: ParsedMeeting, choices: Choices) -> ParsedMeeting:
    """Take the refused parts away, and let those that stay have their new places everywhere."""
    kept = [at for at in range(len(record.parts)) if f"parts.{at}" not in choices.dropped]
    if len(kept) == len(record.parts):
        return record
    place = {old: new for new, old in enumerate(kept)}
    return replace(
        record,
        parts=tuple(record.parts[at] for at in kept),
        items=tuple(
            replace(item, part=place.get(item.part) if item.part is not None else None)
            for item in record.items
        ),
        attendance=tuple(
            replace(row, parts=tuple(place[at] for at in row.parts if at in place))
            for row in record.attendance
        ),
    )
