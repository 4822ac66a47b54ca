"""Reading that takes its time, in a process of its own, so that nobody waits for an answer meanwhile.

A reading is two files in a folder: `NAME.state`, which its process holds locked as long as it lives and where
it notes how far it has come, and `NAME.json`, which holds the outcome. The kernel lets go of the lock when a
process dies, whatever it dies of: a reading that has neither a lock nor an outcome can be begun again.
"""

import fcntl
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from minutes.importer.files.document import DEFAULT, Document, Unreadable
from minutes.importer.files.reader import read_bytes

LIMITS = replace(DEFAULT, seconds=60, cpu_seconds=60, ocr_seconds=900)
_ROOT = str(Path(__file__).resolve().parents[3])
_START = (
    "import sys; sys.path.append(sys.argv[1]); from minutes.importer.files.background import main; main()"
)
_START_SECONDS = 20
_FORGOTTEN = 7 * 24 * 60 * 60  # seconds after which what nobody fetched is removed


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a reading has come: `is_alive` while a process is at it, `is_done` when there is an outcome."""

    is_alive: bool = False
    is_done: bool = False
    page: int = 0  # of those that are pictures; 0: waits for its turn, or has not come to the first
    pages: int = 0
    refusal: str = ""  # the sentence that says why the file can't be read


def begin(folder: Path, name: str, content: bytes, file_name: str) -> None:
    """Start to read the file unless that is being done already; return at once."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(folder)
    state = os.open(folder / f"{name}.state", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(state, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(state, 0)
        (folder / f"{name}.json").unlink(missing_ok=True)
        with TemporaryFile() as file:
            file.write(content)
            file.seek(0)
            subprocess.run(
                [sys.executable, "-I", "-B", "-c", _START, _ROOT, str(folder), name, file_name, str(state)],
                stdin=file,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env={"PATH": os.environ.get("PATH", os.defpath)},
                pass_fds=[state],
                start_new_session=True,
                check=True,
                timeout=_START_SECONDS,
            )
    except BlockingIOError:
        return
    finally:
        os.close(state)  # the child holds it too, and with it the lock


def look(folder: Path, name: str) -> Reading:
    """Return how far the reading has come."""
    if (folder / f"{name}.json").exists():
        return Reading(is_done=True, refusal=_outcome(folder, name).get("refused", ""))
    try:
        state = os.open(folder / f"{name}.state", os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return Reading()
    try:
        fcntl.flock(state, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        page, _, pages = os.pread(state, 20, 0).decode().partition(" ")
        return Reading(is_alive=True, page=int(page or 0), pages=int(pages or 0))
    finally:
        os.close(state)
    return Reading(is_done=(folder / f"{name}.json").exists())  # it may have ended just now


def fetch(folder: Path, name: str) -> Document:
    """Return what was read; raise Unreadable, with its sentence, if the file can't be."""
    values = _outcome(folder, name)
    if "refused" in values:
        raise Unreadable(values["refused"])
    return Document(values["text"], values["kind"], tuple(values["notes"]))


def forget(folder: Path, name: str) -> None:
    for suffix in ("json", "state"):
        (folder / f"{name}.{suffix}").unlink(missing_ok=True)


def _outcome(folder: Path, name: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return values


def _sweep(folder: Path) -> None:
    for file in [*folder.glob("*.json"), *folder.glob("*.state")]:
        if file.stat().st_mtime < time.time() - _FORGOTTEN:
            file.unlink(missing_ok=True)


def main() -> None:
    """Read the file on standard input; the process that was started ends at once, and a child goes on."""
    folder, name, file_name, state = Path(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5])
    if os.fork():
        os._exit(0)
    os.umask(0o077)

    def progress(done: int, total: int) -> None:
        os.pwrite(state, f"{done + 1 if total else 0} {total}".ljust(20).encode(), 0)

    with (folder / "turn.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # one at a time: the web server needs the machine too
        try:
            document = read_bytes(sys.stdin.buffer.read(), file_name, limits=LIMITS, progress=progress)
            outcome = json.dumps(asdict(document))
        except Unreadable as refusal:
            outcome = json.dumps({"refused": str(refusal)})
    fresh = folder / f"{name}.new"
    fresh.write_text(outcome, encoding="utf-8")
    fresh.rename(folder / f"{name}.json")
