"""Kill an import of 100 files at random points, run it again, and compare the book with an undisturbed one.

`python -m tests.faults.kill_import [ROUNDS]`, for the database of DATABASE_URL's kind (SQLite without it). On
PostgreSQL it makes and drops databases of its own beside the one that is named.
"""

import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from tests.made_minutes import write_minutes

ROOT = Path(__file__).resolve().parents[2]
FILES = 100
# All that an import writes, without keys: a killed import leaves gaps in the numbering of rows.
CONTENT = """
from minutes.exports import meeting_record, whole
from minutes.importer.records import to_json
from minutes.models import Meeting
from participants.models import Body, Organization, Person
for meeting in whole(Meeting.objects.order_by("date")):
    print(meeting.status, meeting.sources.count(), sorted(meeting.remarks.values_list("code", "line")))
    print(to_json(meeting_record(meeting)))
for model in (Body, Organization, Person):
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

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        environment = {**os.environ, "DEBUG": "true", "DATABASE_URL": self.url}
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)

    def run(self, *arguments: str) -> str:
        process = self.start(*arguments)
        output, _ = process.communicate()
        assert process.returncode == 0, arguments
        return output

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
        equal = sum(_killed(Book(folder, f"round{n}"), minutes, seconds, n) == wanted for n in range(rounds))
    sys.stdout.write(f"{rounds} gånger avbruten inläsning av {FILES} filer: {equal} lika som ostörd\n")
    return 0 if equal == rounds else 1


def _killed(book: Book, minutes: Path, seconds: float, seed: int) -> str:
    process = book.start("load_minutes", str(minutes))
    time.sleep(random.Random(seed).uniform(0.3, seconds))
    process.send_signal(signal.SIGKILL)
    process.wait()
    book.run("load_minutes", str(minutes))
    digest = book.digest()
    book.drop()
    return digest


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
