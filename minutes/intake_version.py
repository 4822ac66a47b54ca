"""Which state of a review a page showed: when it was kept, and of which things it was made up."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from minutes.intake_choices import FINDINGS
from minutes.models import Intake

COUNTED = ("attendance", "parts", "problems")


def version(intake: Intake) -> str:
    return f"{intake.updated_at.isoformat()} {_make_up(intake.record)}"


def has_same_make_up(intake: Intake, seen: str) -> bool:
    """Tell whether the forms of a page that showed the version `seen` still are about the same things."""
    return seen.rpartition(" ")[2] == _make_up(intake.record)


def _make_up(record: dict[str, Any]) -> str:
    """Return the digest of how many rows there are, and which item is the how manieth."""
    items = [
        # One entered by hand stands on no line and is known by its heading.
        [item.get("first_line") or item.get("title"), *(len(item.get(name) or ()) for name in FINDINGS)]
        for item in record.get("items") or ()
    ]
    unplaced = [row.get("line") for row in record.get("unplaced") or ()]
    rows = [items, unplaced, *(len(record.get(name) or ()) for name in COUNTED)]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16]
