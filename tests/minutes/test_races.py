"""Short rounds of tests.faults.approvals: the whole ones are run by hand.

They run in a process of their own. What they let race are forks, and a fork of a process in which typst has
once made a PDF waits for ever for threads that were not forked along.
"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SHARE = "0.04"


@pytest.fixture(scope="module")
def found() -> dict[str, str]:
    """Return what each kind of round found, by its name."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.faults.kill_approve", SHARE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return dict(line.split(": ", 1) for line in done.stdout.splitlines() if ": " in line)


def outcomes(found: dict[str, str], name: str) -> dict[str, int]:
    counted: dict[str, int] = ast.literal_eval(found[name])
    return counted


def test_a_killed_approval_is_there_whole_or_not_at_all(found: dict[str, str]) -> None:
    counted = outcomes(found, "kill -9 in approve, 4")
    assert set(counted) <= {"all", "nothing"} and sum(counted.values()) == 4


def test_the_same_approval_sent_at_once_is_one(found: dict[str, str]) -> None:
    counted = outcomes(found, "the same approval at once, 10")
    assert counted == {"done": 1, "refused": 9, "1 rows": 1, "all": 1}


def test_nobody_approves_a_text_that_was_not_shown(found: dict[str, str]) -> None:
    assert set(outcomes(found, "approve against edit, 8")) <= {"approved", "edited first"}


def test_the_last_approval_and_a_withdrawal_at_once_have_one_outcome(found: dict[str, str]) -> None:
    assert set(outcomes(found, "approve against withdrawal, 4")) <= {"sealed", "taken back"}


def test_an_approval_and_a_sending_back_at_once_have_one_outcome(found: dict[str, str]) -> None:
    assert set(outcomes(found, "approve against sending back, 4")) <= {"all", "nothing"}


def test_many_processes_append_without_gaps_and_the_book_is_whole(found: dict[str, str]) -> None:
    assert found["8 processes append"] == "160 entries, 0 gaps, {'done': 8}"
    assert found["check of the whole book"] == "0 faults []"
