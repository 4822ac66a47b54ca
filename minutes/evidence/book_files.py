"""The supporting documents in the folder, against what their rows say of them."""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from minutes.evidence.findings import Finding, note, unsure, wrong
from minutes.models import Attachment, ProposalPaper
from minutes.papers import FOLDER

CHUNK = 2000


def check_papers() -> Iterator[Finding]:
    """Read every stored file once, and look for files that nobody knows."""
    root = Path(settings.MEDIA_ROOT)
    known: set[str] = set()
    models: tuple[Any, ...] = (Attachment, ProposalPaper)
    for model in models:
        rows = model.objects.exclude(file="").order_by("file")
        for row in rows.only("title", "file", "sha256", "size").iterator(chunk_size=CHUNK):
            if row.file.name not in known:
                known.add(row.file.name)
                yield from _check(root, row)
    yield from _unknown(root, known)
    yield note(f"{len(known)} filer")


def _check(root: Path, row: Any) -> Iterator[Finding]:
    path = root / row.file.name
    name = f"underlaget ”{row.title}” ({_where(row)}), {row.file.name}"
    try:
        about = path.lstat()
    except OSError:
        yield wrong(f"{name}: filen saknas")
        return
    if not stat.S_ISREG(about.st_mode):
        yield wrong(f"{name}: är ingen fil utan en länk eller något annat")
        return
    if about.st_uid != root.stat().st_uid:
        yield unsure(f"{name}: filen ägs av någon annan än mappen gör")
    if about.st_size != row.size:
        yield wrong(f"{name}: filen är {about.st_size} byte och ska vara {row.size}")
        return
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        yield wrong(f"{name}: filen går inte att läsa ({error.strerror})")
        return
    if digest != row.sha256:
        yield wrong(f"{name}: innehållet är ändrat")


def _where(row: Any) -> str:
    return f"möte {row.meeting_id}" if isinstance(row, Attachment) else "ett förslag"


def _unknown(root: Path, known: set[str]) -> Iterator[Finding]:
    for folder, folders, names in os.walk(root / FOLDER):
        for name in [*names, *(one for one in folders if (Path(folder) / one).is_symlink())]:
            relative = (Path(folder) / name).relative_to(root).as_posix()
            if relative not in known:
                yield unsure(
                    f"{relative}: filen hör inte till något underlag. Den kan vara kvar efter ett avbrott; "
                    "ta bort den om ingen saknar den"
                )
