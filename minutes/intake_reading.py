"""Documents that take long to read, such as scans: read by a process of their own, while the page waits.

The process knows nothing of the database; what it read lies in a file until somebody looks (see background).
"""

from __future__ import annotations

import subprocess
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from minutes.importer.files.background import Reading, begin, fetch, forget, look
from minutes.importer.files.document import Document
from minutes.models import Intake


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "readings"


def _name(intake: Intake) -> str:
    """Return the name of the reading's files; with the digest, as several books may share the folder."""
    return f"{intake.pk}-{intake.sha256[:16]}"


def start(intake: Intake) -> None:
    """Have the document read; if that can't be started, its page offers to try again."""
    with suppress(OSError, subprocess.SubprocessError):
        begin(_folder(), _name(intake), bytes(intake.content), intake.file_name)


def reading(intake: Intake) -> Reading:
    """Return how far the reading has come, after it has begun if its turn has come."""
    state = look(_folder(), _name(intake))
    if state.is_due and intake.is_reading:
        start(intake)
        state = look(_folder(), _name(intake))
    return state


def fetched(intake: Intake) -> Document:
    """Return what was read; raise Unreadable if the file can't be read."""
    return fetch(_folder(), _name(intake))


def clear(intake: Intake) -> None:
    """End the reading if it goes on, and remove what was read from the folder."""
    forget(_folder(), _name(intake))
