"""Where the parser's tests find the originals, and how they see that no line of a document was lost."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from minutes.importer.draft import LAYOUT
from minutes.importer.folding import fold
from minutes.importer.labels import find_label
from minutes.importer.lines import read_lines, split_lines
from minutes.importer.records import ParsedMeeting, to_json
from tests.conftest import Cast, logged_in
from tests.factories import make_member

# Words that are read as something else than text: between two names, or how somebody took part.
READ_AS_MEANING = {"och", "samt", "kl", "digitalt", "via", "teams", "medverkande", "bifogas", "handlingarna"}


@pytest.fixture(scope="session")
def originals() -> Path:
    """The folder of the five real minutes, which are not part of the repository."""
    sibling = Path(__file__).parents[2].parent / "shared" / "minutes"
    folder = Path(os.environ.get("MINUTES_ORIGINALS") or sibling)
    if not folder.is_dir():
        pytest.skip(f"De fem protokollen finns inte i {folder.name}; ange mappen i MINUTES_ORIGINALS.")
    return folder


def words_of(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(map(words_of, value.values()))
    if isinstance(value, list):
        return " ".join(map(words_of, value))
    return value if isinstance(value, str) else ""


def field_text(meeting: dict[str, Any], path: str) -> str:
    if path == "head.date":
        path = "head.date_text"
    value: Any = meeting
    for step in path.removeprefix("head.").split("."):
        value = value[int(step)] if step.isdigit() else value[step]
    return words_of(value)


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text))


@pytest.fixture
def lost() -> Callable[[str, ParsedMeeting], list[str]]:
    """Return a function that lists what of a text is in no field: whole lines, or words of a placed line."""

    def find(text: str, meeting: ParsedMeeting) -> list[str]:
        fields: dict[int, list[str]] = {}
        record = to_json(meeting)
        for placed in meeting.trace:
            held = "" if placed.field == LAYOUT else field_text(record, placed.field)
            fields.setdefault(placed.line, []).append(held)
        for left in meeting.unplaced:
            fields.setdefault(left.line, []).append(left.text)
        missing = [
            line for number, line in enumerate(split_lines(text), 1) if line.strip() and number not in fields
        ]
        for line in read_lines(text)[0]:
            label = find_label(line.text, line.folded)
            said = label.value if label else line.text
            held = letters(" ".join(fields.get(line.number, [])))
            missing += [
                f"{line.number}: {word}"
                for word in re.findall(r"[^\W\d_]+", said)
                if letters(word) not in held
                and fold(word) not in READ_AS_MEANING
                and "" not in fields[line.number]
            ]
        return missing

    return find


@pytest.fixture
def desk(cast: Cast, settings: Any, tmp_path: Path) -> Client:
    """The secretary's browser, in a group whose register knows Asta Ekman and Bodil Malmgren."""
    settings.DATA_DIR = tmp_path
    for name in ("Asta Ekman", "Bodil Malmgren"):
        make_member(name, cast.body)
    return logged_in(cast.secretary)
