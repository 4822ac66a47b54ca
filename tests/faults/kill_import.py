"""Kill an import of 100 files at random points, run it again, and compare the book with an undisturbed one.

Only the command is killed; the processes that read for it must then end by themselves.

`python -m tests.faults.kill_import [ROUNDS]`, for the database of DATABASE_URL's kind (SQLite without it). On
PostgreSQL it makes and drops databases of its own beside the one that is named.
"""

import hashlib
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from tests.made_minutes import write_minutes
from tests.processes import family, is_running

ROOT = Path(__file__).resolve().parents[2]
FILES = 100
GRACE = 5  # seconds in which a process notices that it is nobody's
# All that an import writes, without keys: a killed import leaves gaps in the numbering of rows.
CONTENT = """
from minutes.exports import meeting_record, whole
from minutes.importer.records import to_json
from minutes.models import Meeting
from participants.models import Body, Organization, OrganizationAlias, Person, PersonAlias
for meeting in whole(Meeting.objects.order_by("date")):
    print(meeting.status, meeting.sources.count(), sorted(meeting.remarks.values_list("code", "line")))
    print(to_json(meeting_record(meeting)))
    for item in meeting.items.all():
        print(*item.promises.values_list("status", "settled_by__title", "target_meeting__date"))
        print(*item.citations.values_list("text", "to_meeting__date", "to_item__title"))
for model in (Body, Organization, Person, OrganizationAlias, PersonAlias):
    print(sorted(model.objects.values_list("name", flat=True)))
"""


class Book:
    """A database for one run, made anew."""

    def __init__(self, folder: Path, name: str) -> None:
        self.server = os.environ.get("DATABASE_URL", "")
        self.name = f"kill_{os.getpid()}_{name}"
        self.url = f"sqlite:///{folder / name}.sqlite3"
        if self.server:
            self._administer(f'CREATE DATABASE "{self.name}"')
            self.url = f"{self.server.rsplit('/', 1)[0]}/{self.name}"
        self.run("migrate", "--verbosity", "0")

    def _administer(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "DEBUG": "true", "DATABASE_URL": self.url}

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start a command that nobody listens to: what it says must not hold it up."""
        nowhere = subprocess.DEVNULL
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=self._environment(), stdout=nowhere, stderr=nowhere)

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        said = subprocess.PIPE
        return subprocess.run(
            command, cwd=ROOT, env=self._environment(), stdout=said, text=True, check=True
        ).stdout

    def digest(self) -> str:
        return hashlib.sha256(self.run("shell", "--no-imports", "--command", CONTENT).encode()).hexdigest()

    def drop(self) -> None:
        if self.server:
            self._administer(f'DROP DATABASE "{self.name}" WITH (FORCE)')


def main(rounds: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        minutes = folder / "minutes"
        minutes.mkdir()
        write_minutes(minutes, FILES)
        whole = Book(folder, "undisturbed")
        begin = time.monotonic()
        whole.run("load_minutes", str(minutes))
        seconds, wanted = time.monotonic() - begin, whole.digest()
        whole.drop()
        equal = orphans = 0
        stored = []
        for n in range(rounds):
            book = Book(folder, f"round{n}")
            orphans += _kill(book, minutes, seconds, n)
            said = re.search(r"Lästes in: (\d+)", book.run("load_minutes", str(minutes)))
            stored.append(FILES - int(said[1]) if said else 0)
            equal += book.digest() == wanted
            book.drop()
            sys.stderr.write(f"\r{equal} av {n + 1} lika, {orphans} processer blev kvar ")
            sys.stderr.flush()
    sys.stdout.write(f"{rounds} gånger avbruten inläsning av {FILES} filer: {equal} lika som ostörd, ")
    sys.stdout.write(f"{orphans} processer blev kvar\nlagrat när den avbröts: {sorted(stored)}\n")
    return 0 if equal == rounds and not orphans else 1


def _kill(book: Book, minutes: Path, seconds: float, seed: int) -> int:
    """Start an import, kill it at a point of time that the seed gives, and count what it leaves running."""
    process = book.start("load_minutes", str(minutes))
    time.sleep(random.Random(seed).uniform(0.3, seconds))
    started = list(family(process.pid))
    process.send_signal(signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline and any(map(is_running, started)):
        time.sleep(0.02)
    return sum(map(is_running, started))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
