"""The parent's side of reading an untrusted file: start the child, wait no longer than allowed, clear up."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from minutes.importer.files.document import KINDS, TOO_MUCH_TEXT, Document, Limits, Refused

_ROOT = str(Path(__file__).resolve().parents[3])
# -I leaves the project's folder out of the path; it comes last, so that it can't stand in for a library.
_START = "import sys; sys.path.append(sys.argv[1]); from minutes.importer.files.child import main; main()"
_CHUNK = 1 << 16
_SAVE_AGAIN = "öppna den i sitt program och spara på nytt, eller klistra in texten"
TOO_SLOW = "tog för lång tid att tolka och avbröts; dela dokumentet, eller klistra in texten."
CRASHED = f"är skadad eller kräver för mycket minne, så tolkningen avbröts; {_SAVE_AGAIN}."


def extract(file: int, module: str, limits: Limits, *, tesseract: str = "", seconds: float = 0) -> Document:
    """Let a child read the open file with `files.<module>.read`, and return what it said."""
    deadline = time.monotonic() + (seconds or limits.seconds)
    os.lseek(file, 0, os.SEEK_SET)
    with TemporaryDirectory(prefix="read-") as empty:
        child = subprocess.Popen(
            [sys.executable, "-I", "-B", "-c", _START, _ROOT, module, tesseract, json.dumps(asdict(limits))],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=empty,
            env={},
            start_new_session=True,
        )
        try:
            said = _receive(child, limits.answer_bytes, deadline)
        finally:
            _end(child)
    return _understand(said, child.returncode)


def _receive(child: subprocess.Popen[bytes], most: int, deadline: float) -> bytes:
    assert child.stdout is not None
    said = bytearray()
    with child.stdout as pipe, selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            if not selector.select(max(deadline - time.monotonic(), 0)):
                raise Refused(TOO_SLOW)
            chunk = os.read(pipe.fileno(), _CHUNK)
            if not chunk:
                break
            said += chunk
            if len(said) > most:
                raise Refused(TOO_MUCH_TEXT)
    with suppress(subprocess.TimeoutExpired):
        child.wait(1)  # it has closed its mouth; what it died of is still to be known
    return bytes(said)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and whatever it started, which is its process group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _understand(said: bytes, code: int) -> Document:
    """Believe nothing: a file that took the child over could have answered."""
    if code == -signal.SIGXCPU or (code == -signal.SIGKILL and not said):
        raise Refused(TOO_SLOW)
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
