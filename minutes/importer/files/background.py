"""Reading that takes its time, in a process of its own, so that nobody waits for an answer meanwhile.

A reading is two files in a folder: `NAME.state`, which its process holds locked as long as it lives and where
it notes how far it has come, and `NAME.json`, which holds the outcome. The kernel lets go of the lock when a
process dies, whatever it dies of: a reading that has neither a lock nor an outcome can be begun again.

Two are read at once, a short document and a long one, each in its lane, which is a lock too. No process waits
for a lane: that a document waits is noted in its state, and who looks finds it due when the lane is free.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, NamedTuple

from minutes.importer.files.document import DEFAULT, Document, Unreadable
from minutes.importer.files.reader import read_bytes

# Whoever has waited for a first try has done so for some seconds: together they stay under 25.
LIMITS = replace(DEFAULT, seconds=18, cpu_seconds=18, ocr_seconds=300, page_seconds=30)
SHORT = 5  # pages that are pictures: a document with more is long
_ROOT = str(Path(__file__).resolve().parents[3])
_START = (
    "import sys; sys.path.append(sys.argv[1]); from minutes.importer.files.background import main; main()"
)
_START_SECONDS = 20
_END_SECONDS, _KILL_SECONDS = 2, 5
_FORGOTTEN = 7 * 24 * 60 * 60  # seconds after which what nobody fetched is removed


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a reading has come: `is_alive` while it waits or goes on, `is_done` if there is an outcome."""

    is_alive: bool = False
    is_done: bool = False
    is_due: bool = False  # it has waited, and its turn has come: begin it
    page: int = 0  # of those that are pictures; 0: waits for its turn, or has not come to the first
    pages: int = 0
    refusal: str = ""  # the sentence that says why the file can't be read


class _State(NamedTuple):
    """What the state file says; the process is _WAITS if the reading waits, and -1 if none is known."""

    page: int = 0
    pages: int = 0
    process: int = -1


_WAITS = 0


def _noted(state: int) -> _State:
    return _State(*map(int, os.pread(state, 40, 0).split()))


def _note(state: int, noted: _State) -> None:
    os.pwrite(state, " ".join(map(str, noted)).ljust(40).encode(), 0)


@contextmanager
def _opened(file: Path) -> Iterator[int]:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _is_free(file: int) -> bool:
    """Return whether nobody works under the lock; who looks holds it only until the file is closed."""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _take(file: int) -> bool:
    """Take the lock for work; somebody who only looks lets go of it at once."""
    for _ in range(10):
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(0.02)
    return False


def _lane(folder: Path, pages: int) -> Path:
    """Return the lane of a document; how many pages it has is not known before its first turn."""
    return folder / ("long.lane" if pages > SHORT else "short.lane")


def begin(folder: Path, name: str, content: bytes, file_name: str) -> None:
    """Start to read the file unless that is being done already, or note that it waits; return at once."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(folder)
    with _opened(folder / f"{name}.state") as state:
        if not _take(state):
            return
        (folder / f"{name}.json").unlink(missing_ok=True)
        pages = _noted(state).pages
        _note(state, _State(pages=pages, process=_WAITS))
        with _opened(_lane(folder, pages)) as lane:
            if _take(lane):
                os.ftruncate(state, 0)
                _start(folder, name, content, file_name, [state, lane])


def _start(folder: Path, name: str, content: bytes, file_name: str, locks: list[int]) -> None:
    """Start the process; it goes on holding the locks when the caller has closed them."""
    with TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        subprocess.run(
            [sys.executable, "-I", "-B", "-c", _START, _ROOT, str(folder), name, file_name, *map(str, locks)],
            stdin=file,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={"PATH": os.environ.get("PATH", os.defpath)},
            pass_fds=locks,
            start_new_session=True,
            check=True,
            timeout=_START_SECONDS,
        )


def look(folder: Path, name: str) -> Reading:
    """Return how far the reading has come."""
    if not (folder / f"{name}.json").exists():
        if not (folder / f"{name}.state").exists():
            return Reading()
        with _opened(folder / f"{name}.state") as state:
            noted = _noted(state)
            if not _is_free(state):
                return Reading(is_alive=True, page=noted.page, pages=noted.pages)
            noted = _noted(state)
        if not (folder / f"{name}.json").exists():  # it may have ended just now
            if noted.process != _WAITS:
                return Reading()
            with _opened(_lane(folder, noted.pages)) as lane:
                return Reading(is_alive=True, is_due=_is_free(lane), pages=noted.pages)
    return Reading(is_done=True, refusal=_outcome(folder, name).get("refused", ""))


def fetch(folder: Path, name: str) -> Document:
    """Return what was read; raise Unreadable, with its sentence, if the file can't be."""
    values = _outcome(folder, name)
    if "refused" in values:
        raise Unreadable(values["refused"])
    return Document(values["text"], values["kind"], tuple(values["notes"]))


def forget(folder: Path, name: str) -> None:
    """End the reading if it goes on, and remove its files."""
    state = folder / f"{name}.state"
    if state.exists():
        with _opened(state) as file:
            _end(file)
    for suffix in ("json", "new", "state"):
        (folder / f"{name}.{suffix}").unlink(missing_ok=True)


def _end(state: int) -> None:
    """End the process that holds the lock: as long as it does, the number in the file is its own."""
    begun = time.monotonic()
    while not _take(state) and time.monotonic() < begun + _KILL_SECONDS:
        process = _noted(state).process
        if process > 0:
            # Asked to end, it takes with it what it has started.
            is_patient = time.monotonic() < begun + _END_SECONDS
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM if is_patient else signal.SIGKILL)


def _outcome(folder: Path, name: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return values


def _sweep(folder: Path) -> None:
    for suffix in ("json", "new", "state"):
        for file in folder.glob(f"*.{suffix}"):
            with suppress(FileNotFoundError):  # somebody else sweeps too
                if file.stat().st_mtime < time.time() - _FORGOTTEN:
                    file.unlink()


class _NotYet(Exception):
    """The document turned out to be long, and another long one is being read."""


def _is_in(wanted: Path, lane: int) -> bool:
    """Return whether the reading is in that lane, after a change to it if it is free."""
    with _opened(wanted) as other:
        if os.path.sameopenfile(other, lane):
            return True
        if not _take(other):
            return False
        os.dup2(other, lane, inheritable=False)  # gives up the lane that it was in
        return True


def _leave(number: int, frame: object) -> None:
    """End in order: what reads the file for us is killed on the way out."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(1)


def main() -> None:
    """Read the file on standard input; the process that was started ends at once, and a child goes on."""
    folder, name, file_name = Path(sys.argv[2]), sys.argv[3], sys.argv[4]
    state, lane = map(int, sys.argv[5:])
    if os.fork():
        os._exit(0)
    signal.signal(signal.SIGTERM, _leave)
    os.umask(0o077)
    os.nice(10)  # the web server needs the machine too
    _note(state, _State(process=os.getpid()))

    def progress(done: int, total: int) -> None:
        if total > SHORT and not _is_in(_lane(folder, total), lane):
            _note(state, _State(pages=total, process=_WAITS))
            raise _NotYet
        _note(state, _State(done + 1 if total else 0, total, os.getpid()))

    try:
        document = read_bytes(sys.stdin.buffer.read(), file_name, limits=LIMITS, progress=progress)
        outcome = json.dumps(asdict(document))
    except Unreadable as refusal:
        outcome = json.dumps({"refused": str(refusal)})
    except _NotYet:
        return
    fresh = folder / f"{name}.new"
    fresh.write_text(outcome, encoding="utf-8")
    fresh.rename(folder / f"{name}.json")
