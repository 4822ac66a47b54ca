"""The text of supporting documents, for the search: read once for each file, in the importer's sandbox.

A file whose text takes long to read, such as a scan, is read in a thread after the page has been answered.
What a crash left unread is read when somebody uploads something else, or by `manage.py rebuild_search`.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from minutes.importer.files.document import DEFAULT, Unreadable
from minutes.importer.files.reader import TakesLong, read_bytes
from minutes.models import Attachment, PaperText, ProposalPaper
from minutes.search_index import settle

LONGEST = 3_000_000


def read_later() -> None:
    """Have what is unread read when the transaction is over: at once what is quick, the rest in a thread."""
    transaction.on_commit(_read_now, robust=True)


def _read_now() -> None:
    slow = [digest for digest, name in list(_unread()) if not _read(digest, name, may_wait=False)]
    settle()
    if slow:
        Thread(target=_read_slowly, daemon=True, name="paper-text").start()


def _read_slowly() -> None:
    try:
        read_all()
    finally:
        connection.close()


def read_all() -> int:
    """Read every file that has not been read, however long it takes; return how many."""
    count = 0
    for digest, name in list(_unread()):
        count += _read(digest, name, may_wait=True)
        settle()
    return count


def _unread() -> Iterator[tuple[str, str]]:
    """Return the digest and the stored name of each file that has not been read; proposals' files, too."""
    read = PaperText.objects.values("sha256")
    files: dict[str, str] = {}
    for model in (Attachment, ProposalPaper):
        rows = model.objects.exclude(sha256="").exclude(sha256__in=read)
        files |= dict(rows.values_list("sha256", "file"))
    yield from sorted(files.items())


def _read(digest: str, name: str, may_wait: bool) -> bool:
    """Store the file's text, or why it has none; return False if that takes long and may not."""
    text, note = "", ""
    try:
        with default_storage.open(name) as file:
            content = file.read(DEFAULT.file_bytes + 1)
        text = read_bytes(content, "underlaget", may_wait=may_wait).text[:LONGEST]
    except TakesLong:
        return False
    except (Unreadable, OSError) as error:
        note = str(error)[:500]
    PaperText.objects.update_or_create(
        sha256=digest, defaults={"text": text.replace("\0", ""), "note": note, "read_at": timezone.now()}
    )
    return True
