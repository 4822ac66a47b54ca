"""The bundle of a sealed meeting, and what the checking program says of it."""

import ast
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from django.core.management import CommandError, call_command
from django.urls import reverse

from minutes.corrections import Wanted, approve_correction, propose_correction
from minutes.evidence import verify
from minutes.evidence.book import check_book
from minutes.evidence.bundle import evidence_bundle
from minutes.ledger import utc
from minutes.models import LedgerEntry, Letter, Meeting
from tests.conftest import Cast, logged_in
from tests.factories import account, fresh_login, make_circulated
from tests.minutes.forging import (
    SERVER_KEY,
    Files,
    Row,
    chained,
    lines,
    payloads,
    public,
    rows_of,
    say,
    sha256,
    signed,
    zipped,
)
from tests.minutes.sealed import PAPER, kept_outside, make_long_story, make_sealed

VERIFY = Path(verify.__file__)
SECRET = "Hemliga rummet"


@pytest.fixture
def meeting(cast: Cast, settings: Any, tmp_path: Path) -> Meeting:
    settings.MEDIA_ROOT = tmp_path / "files"
    make_sealed(cast.body, cast.secretary, cast.adjuster, place=SECRET)
    return make_long_story(cast.body, cast.secretary, cast.adjuster, cast.member, date=dt.date(2024, 5, 3))


def test_bundle_holds_everything_and_nothing_of_other_meetings(meeting: Meeting) -> None:
    bundle = evidence_bundle(meeting)
    files = verify.unpack(bundle)
    assert sorted(name for name in files if "/" not in name) == [
        "FORMAT.md",
        "LÄSMIG.txt",
        "approvals.jsonl",
        "canonical.json",
        "checkpoints.jsonl",
        "ledger.jsonl",
        "manifest.json",
        "protocol.pdf",
        "verify.py",
    ]
    assert PAPER in files.values() and "revisions/1.json" in files
    assert files["canonical.json"] == bytes(meeting.revisions.latest("number").content)
    assert len(rows_of(files, "ledger.jsonl")) == LedgerEntry.objects.count()
    shown = {json.loads(row["payload"])["kind"] for row in rows_of(files, "ledger.jsonl") if "payload" in row}
    assert shown == {"opened", "key", "revision", "sent_back", "approval", "withdrawal", "seal", "file"}
    assert SECRET.encode() not in bundle


def test_the_same_minutes_are_the_same_bytes(meeting: Meeting) -> None:
    assert evidence_bundle(meeting) == evidence_bundle(Meeting.objects.get(pk=meeting.pk))


def test_program_from_the_bundle_says_step_by_step(meeting: Meeting, tmp_path: Path) -> None:
    """As a reader does it: unpack the program, and run it alone on the bundle and a letter."""
    bundle, letter = tmp_path / "bevis.zip", tmp_path / "kvitto.txt"
    call_command("evidence", meeting.pk, output=bundle, stdout=StringIO())
    program = tmp_path / "verify.py"
    program.write_bytes(verify.unpack(bundle.read_bytes())["verify.py"])
    letter.write_text(kept_outside(meeting).receipt)
    command = [sys.executable, "-I", str(program), str(bundle)]
    alone = subprocess.run(command, capture_output=True, text=True, check=False)
    assert alone.returncode == 2 and "KAN INTE AVGÖRA" in alone.stdout and "FEL" not in alone.stdout
    told = subprocess.run([*command, "--checkpoint", letter], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout
    assert told.stdout.count(" OK: ") == 12 and told.stdout.endswith("sedan det förseglades.\n")
    assert "Jon Justerare" in told.stdout and "Maja Ledamot" in told.stdout
    bundle.write_bytes(bundle.read_bytes() + b"x")
    altered = subprocess.run([*command, "--checkpoint", letter], capture_output=True, text=True, check=False)
    assert altered.returncode == 1 and "Paketet:           FEL" in altered.stdout
    nothing = subprocess.run([*command[:-1], tmp_path / "ingen.zip"], capture_output=True, check=False)
    assert nothing.returncode == 2


def test_program_needs_nothing_but_an_old_python() -> None:
    tree = ast.parse(VERIFY.read_text(), feature_version=(3, 8))
    named = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert named <= sys.stdlib_module_names
    assert not named & {"socket", "urllib", "http", "ssl", "subprocess", "os"}


def test_command_refuses_what_is_not_sealed(cast: Cast) -> None:
    with pytest.raises(CommandError, match="inte justerat"):
        call_command("evidence", make_circulated(cast.body, cast.secretary, cast.adjuster).pk)
    with pytest.raises(CommandError, match="inget möte"):
        call_command("evidence", 4711)


def test_members_fetch_the_bundle_and_outsiders_do_not(cast: Cast, meeting: Meeting) -> None:
    address = reverse("meeting-evidence", args=[meeting.pk])
    response = logged_in(cast.member).get(address)
    assert response.status_code == 200 and response.content == evidence_bundle(meeting)
    assert response.headers["Content-Disposition"] == 'attachment; filename="bevis-sg-2024-05-03.zip"'
    assert address in logged_in(cast.member).get(meeting.get_absolute_url()).content.decode()
    assert logged_in(cast.outsider).get(address).status_code == 404


def test_only_sealed_minutes_have_a_bundle_on_the_web(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    address = reverse("meeting-evidence", args=[meeting.pk])
    assert logged_in(cast.member).get(address).status_code == 404
    assert address not in logged_in(cast.member).get(meeting.get_absolute_url()).content.decode()


# Corrections: their entries are FORMAT.md's.


def with_correction(files: Files, changes: dict[str, Any] | None = None) -> Files:
    """Return the files with a correction that both have approved; `changes` spoil it."""
    changes = changes or {}
    rows = rows_of(files, "ledger.jsonl")
    _, seal = payloads(rows, "seal")[0]
    people = [said["person"] for _, said in payloads(rows, "approval")[-2:]]
    text = {
        "format": "protokollboken/rattelse/1",
        "revision": seal["revision"],
        "number": 1,
        "old": "Tre",
        "new": "Fyra",
        "approvers": [{"id": person["id"], "name": person["name"]} for person in people],
    }
    content, pdf = rfc8785.dumps(text | changes.get("text", {})), b"%PDF-1.7 med en rattelse"
    now = utc(dt.datetime.now(dt.UTC))
    base = {"v": 1, "at": now, "meeting": seal["meeting"], "revision": seal["revision"]}
    about = {"correction": {"number": 1, "sha256": sha256(content)}}
    first = len(rows) + 2
    said = [
        base | about | {"kind": "correction"},
        *[base | about | {"kind": "correction_approval", "person": person} for person in people],
        base | about | {"kind": "correction_seal", "approvals": [first, first + 1]},
        base
        | {"kind": "file", "sha256": sha256(pdf), "size": len(pdf), "correction": 1, "checkpoint": first + 3},
    ]
    for entry in said:
        row: Row = {}
        say(row, entry | changes.get(entry["kind"], {}))
        rows.append(row)
    head = rows_of(files, "checkpoints.jsonl")[-1]
    text_of_head = head["text"].split("\n")
    later = [
        head | {"text": "\n".join([text_of_head[0], str(number), text_of_head[2].split()[0] + " " + now, ""])}
        for number in (first + 3, len(rows))
    ]
    for row, entry in payloads(rows, "file")[-1:]:
        say(row, entry | {"checkpoint": first + 3})
    files = files | {
        "ledger.jsonl": lines(chained(rows)),
        "corrections/1.json": content,
        "corrections/1.pdf": pdf,
        "checkpoints.jsonl": lines([*rows_of(files, "checkpoints.jsonl"), *later]),
    }
    spoiled: Files = changes.get("files", {})
    return signed(files, SERVER_KEY) | spoiled


SPOILED: dict[str, dict[str, Any]] = {
    "another text": {"files": {"corrections/1.json": b"{}"}},
    "another pdf": {"files": {"corrections/1.pdf": b"%PDF"}},
    "approved by others": {"text": {"approvers": [{"id": 4711, "name": "N N"}]}},
    "of another revision": {"text": {"revision": {"number": 1, "sha256": "0" * 64}}},
    "under another number": {"text": {"number": 2}},
    "in another format": {"text": {"format": "protokollboken/rattelse/2"}},
    "counting other approvals": {"correction_seal": {"approvals": [1, 2]}},
    "that nobody proposed": {"correction": {"correction": {"number": 2, "sha256": "0" * 64}}},
    "whose seal is of another revision": {"correction_seal": {"revision": {"number": 1, "sha256": "0" * 64}}},
}


needs_node = pytest.mark.skipif(
    not shutil.which("node") and not os.environ.get("CI"), reason="the second program needs node"
)


def both_programs(bundle: bytes, folder: Path, key: str) -> tuple[int, int]:
    path = folder / "b.zip"
    path.write_bytes(bundle)
    program = Path(__file__).with_name("verify.mjs")
    second = subprocess.run(["node", program, path, "--key", key], capture_output=True, check=False)
    return verify.run(bundle, key=key)[0], second.returncode


@needs_node
def test_a_correction_is_checked_and_an_older_receipt_does_not_prove_it(
    meeting: Meeting, tmp_path: Path
) -> None:
    bundle = zipped(with_correction(verify.unpack(evidence_bundle(meeting))))
    assert both_programs(bundle, tmp_path, public(SERVER_KEY)) == (0, 0), verify.run(
        bundle, key=public(SERVER_KEY)
    )
    code, said = verify.run(bundle, kept_outside(meeting).receipt)
    assert code == 2 and "äldre än post" in said[-2]


@needs_node
def test_a_correction_made_in_the_book_is_in_the_bundle_and_proved_by_its_own_receipt(
    cast: Cast, meeting: Meeting, tmp_path: Path
) -> None:
    wanted = Wanted(0, "background", "Tre kommuner", "Fyra kommuner", "Skrivfel.")
    correction = propose_correction(meeting, account(cast.secretary), wanted)
    for person in (cast.adjuster, cast.member):
        approve_correction(correction, account(person), correction.sha256, fresh_login())
    bundle = evidence_bundle(meeting)
    files = verify.unpack(bundle)
    assert files["corrections/1.json"] == bytes(correction.content) and "corrections/1.pdf" in files
    assert both_programs(bundle, tmp_path, public(SERVER_KEY)) == (0, 0)
    last = Letter.objects.filter(user=account(cast.member), key__startswith="correctionapproval-").get()
    assert verify.run(bundle, last.body)[0] == 0
    assert verify.run(bundle, kept_outside(meeting).receipt)[0] == 2
    assert [words for _, found in check_book(last.body) for result, words in found if result != "OK"] == []


@needs_node
def test_a_spoiled_correction_is_wrong(meeting: Meeting, tmp_path: Path) -> None:
    files = verify.unpack(evidence_bundle(meeting))
    for name, changes in SPOILED.items():
        bundle = zipped(with_correction(files, changes))
        assert both_programs(bundle, tmp_path, public(SERVER_KEY)) == (1, 1), name
