"""Many files read in processes of their own, while the caller stores what they hold: half of the work each.

The processes are started anew, not forked: they inherit no database connection, and know no Django. A file in
an untrusted format is read by a further, limited child, there as here (files/sandbox.py).
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

from minutes.importer.files.document import Unreadable
from minutes.importer.read import BOOK, Found, read_file

PROCESSES = 2
FEWEST = 20  # documents: to start the processes takes as long as reading about as many
AHEAD = 8  # files that are read before their turn: what they hold is kept in memory

Waiting = deque[tuple[Path, "Future[Found | Unreadable] | None"]]
Files = Generator[Found | Unreadable, None, None]


def read_files(paths: Sequence[Path]) -> Files:
    """Yield what each file holds, or why it can't be read, in the order of the paths."""
    documents = sum(not _is_book(path) for path in paths)
    if documents >= FEWEST and (os.cpu_count() or 1) > 1:
        yield from _read_ahead(paths)
    else:
        yield from map(_read, paths)


def _is_book(path: Path) -> bool:
    """Whether it is a file in the interchange format: it needs no parser, and may be large to pass on."""
    return path.suffix.lower() in BOOK


def _read(path: Path) -> Found | Unreadable:
    try:
        return read_file(path)
    except Unreadable as error:
        return error


def _read_ahead(paths: Sequence[Path]) -> Files:
    pool = ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"), initializer=_end_with_parent)
    waiting: Waiting = deque()
    try:
        for path in paths:
            waiting.append((path, None if _is_book(path) else _submit(pool, path)))
            if len(waiting) > AHEAD:
                yield _result(*waiting.popleft())
        while waiting:
            yield _result(*waiting.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, path: Path) -> Future[Found | Unreadable] | None:
    try:
        return pool.submit(_read, path)
    except (BrokenProcessPool, OSError):
        return None


def _result(path: Path, future: Future[Found | Unreadable] | None) -> Found | Unreadable:
    """Return what a process found; if one has died, read the file here instead."""
    if future is not None:
        try:
            return future.result()
        except BrokenProcessPool:
            pass
    return _read(path)


def _end_with_parent() -> None:
    """Prepare a process: it must not live on when whoever started it was killed and nobody waits for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which then ends its processes
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # at once: the work is nobody's, and the main thread may be in the middle of it
