"""How fast documents are imported, and what memory that takes: `make bench`.

Never a test: the figures are the machine's, and whatever else runs on it has its share in them.
"""

import os
import resource
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from minutes.importer.files.reader import read_document
from tests.bench.pdf import write_pdf
from tests.made_minutes import write_minutes
from tests.processes import family, most_memory

ROOT = Path(__file__).resolve().parents[2]
COUNT, ROUNDS = 1000, 3
PAGES, READINGS = 20, 5
# As in production: with DEBUG, Django keeps the text of each query.
SETTINGS = {"DEBUG": "false", "SECRET_KEY": secrets.token_hex(32), "ALLOWED_HOSTS": "bench.example.org"}


@dataclass
class Run:
    """A command in a process of its own: its seconds, and the most memory that each of its processes held.

    `busy` is the seconds of processor time, which say more when something else runs on the machine.
    """

    seconds: float = 0
    busy: float = 0
    peaks: dict[int, int] = field(default_factory=dict)  # process -> kB; the first one is the command's

    @property
    def own(self) -> int:
        return next(iter(self.peaks.values())) // 1024

    @property
    def total(self) -> int:
        return sum(self.peaks.values()) // 1024


def manage(*arguments: str, database: str) -> Run:
    environment = {**os.environ, **SETTINGS, "DATABASE_URL": database}
    run, begin, busy = Run(), time.perf_counter(), _busy()
    command = [sys.executable, "manage.py", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        for pid in family(process.pid):
            run.peaks[pid] = max(run.peaks.get(pid, 0), most_memory(pid))
        time.sleep(0.02)
    run.seconds, run.busy = time.perf_counter() - begin, _busy() - busy
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} gick inte.")
    return run


def _busy() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _import_all(folder: Path) -> None:
    (folder / "minutes").mkdir()
    write_minutes(folder / "minutes", COUNT)
    imports, again = [], []
    for round_ in range(ROUNDS):
        database = os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{folder / f'{round_}.sqlite3'}"
        manage("migrate", "--verbosity", "0", database=database)
        if os.environ.get("BENCH_DATABASE_URL"):
            manage("flush", "--no-input", "--verbosity", "0", database=database)
        imports.append(manage("load_minutes", str(folder / "minutes"), database=database))
        again.append(manage("load_minutes", str(folder / "minutes"), database=database))
    largest = max(imports, key=lambda run: run.total)
    seconds = statistics.median(run.seconds for run in imports)
    out = sys.stdout.write
    out(f"{COUNT} protokoll i text, {_times(imports)}, {COUNT / seconds:.0f} per sekund\n")
    out(f"samma en gång till, {_times(again)}\n")
    out(f"minne som mest: {largest.own} MB, med de processer som läser {largest.total} MB\n")


def _times(runs: list[Run]) -> str:
    seconds, busy = (statistics.median(getattr(run, name) for run in runs) for name in ("seconds", "busy"))
    return f"median av {len(runs)}: {seconds:.1f} s ({busy:.1f} s processortid)"


def _read_pdf(folder: Path) -> None:
    path = folder / "protokoll.pdf"
    write_pdf(path, PAGES)
    readings = []
    for _ in range(READINGS):
        begin = time.perf_counter()
        text = read_document(path).text
        readings.append(time.perf_counter() - begin)
    seconds = statistics.median(readings)
    sys.stdout.write(
        f"en PDF med {PAGES} sidor text ({len(text.split())} ord), median av {READINGS}: {seconds:.2f} s\n"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        _import_all(Path(name))
        _read_pdf(Path(name))


if __name__ == "__main__":
    main()
