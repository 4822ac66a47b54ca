"""How many documents a second are imported: `make bench`. Never a test: the figures are the machine's."""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.made_minutes import write_minutes

ROOT = Path(__file__).resolve().parents[2]
COUNT, ROUNDS = 1000, 3


def manage(*arguments: str, database: str) -> float:
    """Run a command in a process of its own; return its seconds."""
    environment = {**os.environ, "DEBUG": "true", "DATABASE_URL": database}
    begin = time.perf_counter()
    subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True, stdout=-3
    )
    return time.perf_counter() - begin


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
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
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    out = sys.stdout.write
    out(f"{COUNT} protokoll i text, median av {ROUNDS}: {statistics.median(imports):.1f} s, ")
    out(f"{COUNT / statistics.median(imports):.0f} per sekund, högst {peak:.0f} MB minne\n")
    out(f"samma en gång till: {statistics.median(again):.1f} s\n")


if __name__ == "__main__":
    main()
