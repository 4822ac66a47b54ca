"""The parent's side of reading an untrusted file: start the child, wait no longer than allowed, clear up."""

import json
import os
import re
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from minutes.importer.files.document import KINDS, TOO_MUCH_TEXT, Document, Limits, Refused, TookLong

_ROOT = str(Path(__file__).resolve().parents[3])
# -I leaves the project's folder out of the path; it comes last, so that it can't stand in for a library.
_START = "import sys; sys.path.append(sys.argv[1]); from minutes.importer.files.child import main; main()"
_CHUNK = 1 << 16
_PAGE_DONE = re.compile(rb"(?:^|\n)(\d{1,4}) (\d{1,4})\n$")
_SAVE_AGAIN = "öppna den i sitt program och spara på nytt, eller klistra in texten"
TOO_SLOW = "tog för lång tid att tolka och avbröts; dela dokumentet, eller klistra in texten."
CROWDED = "får vänta på andra dokument som läses just nu; försök igen om en stund."
CRASHED = f"är skadad eller kräver för mycket minne, så tolkningen avbröts; {_SAVE_AGAIN}."


# Children of one process at the same time: each may take the memory that the limits give it.
_ROOM = threading.BoundedSemaphore(2)
Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None: ...


def extract(
    file: int,
    module: str,
    limits: Limits,
    *,
    tesseract: str = "",
    seconds: float = 0,
    progress: Progress = no_progress,
) -> Document:
    """Let a child read the open file with `files.<module>.read`, and return what it said.

    `progress` hears of each page that takes its time: how many are done, and of how many.
    """
    deadline = time.monotonic() + (seconds or limits.seconds)
    os.lseek(file, 0, os.SEEK_SET)
    if not _ROOM.acquire(timeout=seconds or limits.seconds):
        raise TookLong(CROWDED)
    try:
        said, code = _ask(file, module, limits, tesseract, deadline, progress)
    finally:
        _ROOM.release()
    return _understand(said, code)


def _ask(
    file: int, module: str, limits: Limits, tesseract: str, deadline: float, progress: Progress
) -> tuple[bytes, int]:
    with TemporaryDirectory(prefix="read-") as empty:
        child = subprocess.Popen(
            [sys.executable, "-I", "-B", "-c", _START, _ROOT, module, tesseract, json.dumps(asdict(limits))],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=empty,
            env={},
            start_new_session=True,
        )
        try:
            said = _receive(child, limits.answer_bytes, deadline, progress)
        finally:
            _end(child)
    return said, child.returncode


def _receive(child: subprocess.Popen[bytes], most: int, deadline: float, progress: Progress) -> bytes:
    """Return what the child says on its output; what it says of errors is only looked at for page numbers."""
    assert child.stdout is not None and child.stderr is not None
    said = bytearray()
    with child.stdout as pipe, child.stderr as pages, selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        selector.register(pages, selectors.EVENT_READ)
        while True:
            ready = [key.fileobj for key, _ in selector.select(max(deadline - time.monotonic(), 0))]
            if not ready or time.monotonic() > deadline:
                raise TookLong(TOO_SLOW)
            if pages in ready and not _note_page(os.read(pages.fileno(), _CHUNK), progress):
                selector.unregister(pages)
            if pipe not in ready:
                continue
            chunk = os.read(pipe.fileno(), _CHUNK)
            if not chunk:
                break
            said += chunk
            if len(said) > most:
                raise Refused(TOO_MUCH_TEXT)
    with suppress(subprocess.TimeoutExpired):
        child.wait(1)  # it has closed its mouth; what it died of is still to be known
    return bytes(said)


def _note_page(said: bytes, progress: Progress) -> bool:
    """Pass on the page that the child tells of, if it does; return whether it may say more."""
    if page := _PAGE_DONE.search(said[-20:]):
        progress(int(page[1]), int(page[2]))
    return bool(said)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and whatever it started, which is its process group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _understand(said: bytes, code: int) -> Document:
    """Believe nothing: a file that took the child over could have answered."""
    if code == -signal.SIGXCPU or (code == -signal.SIGKILL and not said):
        raise TookLong(TOO_SLOW)
    try:
        values: Any = json.loads(said)
        if "refused" in values:
            raise Refused(str(values["refused"])[:500])
        text, kind, notes = values["text"], values["kind"], values["notes"]
        if not (isinstance(text, str) and kind in KINDS and isinstance(notes, list)):
            raise Refused(CRASHED)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused(CRASHED) from error
    return Document(text, kind, tuple(str(note)[:500] for note in notes[:50]))
