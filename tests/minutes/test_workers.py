"""Many files are read by processes of their own: in order, without loss, and never longer than the parent."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from minutes.importer.files.document import Unreadable
from minutes.importer.load import load
from minutes.importer.read import Found
from minutes.importer.workers import AHEAD, FEWEST, PROCESSES, read_files
from minutes.models import Meeting
from tests.made_minutes import make_minutes, write_minutes
from tests.minutes.office_files import plain_docx
from tests.processes import children, command, family, is_running

ROOT = Path(__file__).parents[2]
# Reads one file of many and stops there, with others under way.
READS_ONE = """
import sys, time
from pathlib import Path
from minutes.importer.workers import read_files
files = read_files(sorted(Path(sys.argv[1]).iterdir()))
next(files)
print("django" in sys.modules, flush=True)
time.sleep(60)
"""
# Reads all of many files, and goes on from the first one when told to.
READS_ALL = """
import sys
from pathlib import Path
from minutes.importer.workers import read_files
files = read_files(sorted(Path(sys.argv[1]).iterdir()))
found = [next(files)]
print("begun", flush=True)
sys.stdin.readline()
found += files
for one in found:
    print(one.sources[0].file, len(one.sources[0].text))
"""
BOUND = 60  # seconds: whoever waits for an answer that will not come, waits longer


def workers(pid: int) -> set[int]:
    """Return those that read for the process; a child of theirs goes by their name until it has begun."""
    return {one for one in children(pid) if "spawn_main" in command(one)}


def wait_until_idle(pid: int) -> None:
    """Wait until the process has had no time on a processor for a while: it waits for somebody."""
    used, since = None, time.monotonic()
    deadline = since + BOUND
    while time.monotonic() < min(since + 0.5, deadline):
        time.sleep(0.02)
        if (now := processor_time(pid)) != used:
            used, since = now, time.monotonic()


def processor_time(pid: int) -> list[str]:
    """Return the time that the process has had on a processor, for itself and in the system."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]


def held(found: Found | Unreadable) -> Found | str:
    return str(found) if isinstance(found, Unreadable) else found


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    """More files than are read in this process alone, and one more than are read ahead."""
    write_minutes(tmp_path, FEWEST)
    return sorted(tmp_path.iterdir())


def test_what_is_read_comes_in_order_whatever_it_is(paths: list[Path]) -> None:
    folder = paths[0].parent
    (folder / "2005-01-08.docx").write_bytes(plain_docx(*make_minutes(99)[1].split("\n")))
    (folder / "2005-01-09.txt").write_bytes(b"")
    (folder / "2005-01-10.json").write_text('[{"body": "cs", "date": "2005-01-10"}]', encoding="utf-8")
    mixed = sorted(folder.iterdir())
    read = read_files(mixed)
    found = [held(next(read))]
    assert len(workers(os.getpid())) == PROCESSES
    found += map(held, read)
    assert found == [held(one) for path in mixed for one in read_files([path])]
    assert found[2] == "2005-01-09.txt: är tom; kontrollera att rätt fil valdes."
    assert not workers(os.getpid())


def test_a_few_files_are_read_without_further_processes(paths: list[Path]) -> None:
    read = read_files(paths[: FEWEST - 1])
    next(read)
    assert not workers(os.getpid())


def test_files_are_read_no_further_ahead_than_memory_should_hold(paths: list[Path]) -> None:
    far = paths[AHEAD + 1 :]
    texts = [path.read_text(encoding="utf-8") for path in far]
    for path in far:
        path.unlink()
    read = read_files(paths)
    found = [held(next(read))]
    for path, text in zip(far, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    assert not [one for one in [*found, *map(held, read)] if isinstance(one, str)]


def test_what_processes_that_died_were_reading_is_not_lost(paths: list[Path]) -> None:
    read = read_files(paths)
    found = [next(read)]
    for worker in workers(os.getpid()):
        os.kill(worker, signal.SIGKILL)
    found += read
    assert [held(one) for one in found] == [held(one) for path in paths for one in read_files([path])]


@pytest.mark.parametrize("which", range(PROCESSES))
@pytest.mark.parametrize("padding", [0, 400_000], ids=["at rest", "while it answers"])
@pytest.mark.parametrize("again", range(2))
def test_a_process_that_dies_keeps_nobody_waiting(
    tmp_path: Path, which: int, padding: int, again: int
) -> None:
    """Whoever waits for it is stopped meanwhile, so that of a long answer only a part has been sent."""
    write_minutes(tmp_path, FEWEST, seed=again)
    files = sorted(tmp_path.iterdir())
    for path in files[1:5]:
        path.write_text(path.read_text(encoding="utf-8") + "Samtal om vägar. " * (padding // 17))
    lengths = "".join(f"{path.name} {len(path.read_text(encoding='utf-8'))}\n" for path in files)
    with subprocess.Popen(
        [sys.executable, "-c", READS_ALL, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        try:
            assert reader.stdout is not None and reader.stdout.readline() == "begun\n"
            os.kill(reader.pid, signal.SIGSTOP)
            victim = sorted(workers(reader.pid))[which]
            wait_until_idle(victim)
            os.kill(victim, signal.SIGKILL)
            os.kill(reader.pid, signal.SIGCONT)
            assert reader.communicate("\n", timeout=BOUND)[0] == lengths
        finally:
            reader.kill()


def test_whoever_stops_half_way_leaves_no_process_behind(paths: list[Path]) -> None:
    read = read_files(paths)
    next(read)
    read.close()
    assert not workers(os.getpid())


def test_processes_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    """At once: also in the middle of a long file, and without having known Django."""
    for number in range(FEWEST):
        name, text = make_minutes(number, items=150)
        (tmp_path / name).write_text(text, encoding="utf-8")
    parent = subprocess.Popen(
        [sys.executable, "-c", READS_ONE, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    with parent.stdout:
        assert parent.stdout.readline() == "False\n"
        started = set(family(parent.pid))
        assert len(workers(parent.pid)) == PROCESSES
        parent.kill()
        parent.wait()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and any(map(is_running, started)):
        time.sleep(0.02)
    assert not [pid for pid in started if is_running(pid)]


@pytest.mark.django_db
def test_a_large_import_stores_all_files_in_their_order(paths: list[Path]) -> None:
    outcomes = list(load([paths[0].parent]))
    assert [outcome.file for outcome in outcomes] == [path.name for path in paths]
    assert all(outcome.written for outcome in outcomes)
    assert list(Meeting.objects.order_by("pk").values_list("sources__file_name", flat=True)) == [
        path.name for path in paths
    ]
