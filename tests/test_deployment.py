"""What a new server does first: an empty database, DEBUG off."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def manage(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "en-lång-slumpad-text-" * 4,
        "ALLOWED_HOSTS": "protokoll.kommun.example",
        "CHECKPOINT_KEY": "1f" * 32,
        "DATA_DIR": str(folder),
    }
    command = [sys.executable, "-W", "ignore", "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_readmes_steps_work_on_an_empty_machine(tmp_path: Path) -> None:
    for step in (
        ["migrate"],
        ["collectstatic", "--no-input"],
        ["check", "--deploy", "--fail-level", "WARNING", "--database", "default"],
    ):
        done = manage(tmp_path, *step)
        assert done.returncode == 0, done.stderr


def test_without_a_secret_key_nothing_starts(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0 and "SECRET_KEY" in done.stderr
