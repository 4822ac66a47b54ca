"""Many files read in processes of their own, while the caller stores what they hold: half of the work each.

The processes are started anew, not forked: they inherit no database connection, and know no Django. A file in
an untrusted format is read by a further, limited child, there as here (files/sandbox.py).

Each process has a connection that no other holds. So its death is the end of the connection, also in the
middle of an answer: if another held it too, whoever waits for the rest would wait for ever.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Generator, Sequence
from contextlib import suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from threading import Thread
from typing import cast

from minutes.importer.files.document import Unreadable
from minutes.importer.read import BOOK, Found, read_file

PROCESSES = 2
FEWEST = 20  # documents: to start the processes takes as long as reading about as many
AHEAD = 8  # files that are read before their turn: what they hold is kept in memory

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
    started = [one for one in (_start() for _ in range(PROCESSES)) if one]
    readers = deque(connection for _, connection in started)
    waiting: deque[tuple[Path, Connection | None]] = deque()
    try:
        for path in paths:
            waiting.append((path, None if _is_book(path) else _hand_over(path, readers)))
            if len(waiting) > AHEAD:
                yield _answer(*waiting.popleft())
        while waiting:
            yield _answer(*waiting.popleft())
    finally:
        for _, connection in started:
            connection.close()
        for process, _ in started:
            process.join()


def _start() -> tuple[SpawnProcess, Connection] | None:
    """Start a process that reads; if the machine has no room for one, the others or the caller read."""
    context = get_context("spawn")
    try:
        ours, theirs = context.Pipe()
    except OSError:
        return None
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    with theirs:  # which is closed here, so that the process alone holds it
        try:
            process.start()
        except OSError:
            ours.close()
            return None
    return process, ours


def _hand_over(path: Path, readers: deque[Connection]) -> Connection | None:
    """Let the processes read by turns: each answers in the order in which it was asked.

    Neither waits for the other: the few paths that are ahead fit in a connection, whatever the process does.
    """
    while readers:
        try:
            readers[0].send(path)
        except OSError:
            readers.popleft()  # it has died
        else:
            readers.rotate(-1)
            return readers[-1]
    return None


def _answer(path: Path, reader: Connection | None) -> Found | Unreadable:
    """Return what a process found; if it has died, read the file here instead."""
    if reader is not None:
        with suppress(EOFError, OSError):
            return cast(Found | Unreadable, reader.recv())
    return _read(path)


def _serve(connection: Connection) -> None:
    """Read what is asked for until the caller closes the connection."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which then ends its processes
    Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):
        while True:
            connection.send(_read(connection.recv()))


def _end_with_parent() -> None:
    """End at once when whoever started the process was killed, also in the middle of a file."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
