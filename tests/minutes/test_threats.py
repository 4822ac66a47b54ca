"""The threats T1–T14 to approved minutes, each with its test; what stands elsewhere is named at the end.

A receipt is a letter that has left the machine: who owns the database can't change it.
"""

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.urls import reverse
from django.utils import timezone

from minutes import guards, ledger
from minutes.approval import Refused, circulate, send_back
from minutes.approving import Login, approve
from minutes.evidence import verify
from minutes.evidence.bundle import evidence_bundle
from minutes.guards import AppendOnly
from minutes.ledger import Kind, checkpoint_text, entry_hash
from minutes.models import (
    AgendaItem,
    Approval,
    Attachment,
    Checkpoint,
    LedgerEntry,
    Letter,
    Meeting,
    Officer,
    Revision,
)
from tests.conftest import Cast, logged_in
from tests.factories import account, fresh_login, make_circulated, read_all
from tests.minutes.sealed import kept_outside, make_long_story, make_sealed

POSTGRESQL = connection.vendor == "postgresql"
only_postgresql = pytest.mark.skipif(not POSTGRESQL, reason="SQLite has no roles")


@pytest.fixture
def meeting(cast: Cast, settings: Any, tmp_path: Path) -> Meeting:
    settings.MEDIA_ROOT = tmp_path / "files"
    return make_long_story(cast.body, cast.secretary, cast.adjuster, cast.member)


@pytest.fixture
def without_guards(db: None) -> Iterator[None]:
    """Stand where the owner of the database does, who has taken the triggers away."""
    owns(guards.remove)
    yield
    owns(guards.install)


def owns(act: Callable[[BaseDatabaseWrapper], None]) -> None:
    """Do what only the owner of the tables can; PostgreSQL wants nothing left to check before it."""
    if POSTGRESQL:
        connection.check_constraints()
    act(connection)


def book_says(letter: str, tmp_path: Path) -> tuple[int, str]:
    owns(guards.install)
    path, said = tmp_path / "letter.txt", StringIO()
    path.write_text(letter)
    try:
        call_command("verify_book", *([f"--checkpoint={path}"] if letter else []), stdout=said)
    except SystemExit as stopped:
        return int(str(stopped.code)), said.getvalue()
    return 0, said.getvalue()


def bundle_says(meeting: Meeting, letter: str) -> tuple[int, str]:
    code, said = verify.run(evidence_bundle(meeting), letter)
    return code, "\n".join(said)


# T1: an administrator with SQL rewrites the text.


def test_t1_the_text_is_rewritten_and_the_paragraph_is_named(
    meeting: Meeting, without_guards: None, tmp_path: Path
) -> None:
    letter = kept_outside(meeting).receipt
    meeting.items.update(background="Ingen har svarat.")
    code, said = book_says(letter, tmp_path)
    assert code == 1 and "§ 1 Länets cykelplan (bakgrunden)" in said


def test_t1_the_owner_s_own_statements_are_refused_while_the_guards_stand(meeting: Meeting) -> None:
    with pytest.raises(DatabaseError, match="Protokollboken"), transaction.atomic():
        AgendaItem.objects.filter(meeting=meeting).update(background="Ingen har svarat.")


@only_postgresql
def test_t1_the_app_s_role_has_no_right_to_change_evidence(cast: Cast, meeting: Meeting) -> None:
    """The role does everything that the app does, an approval too; of evidence it may only add rows."""
    said = StringIO()
    call_command("app_role", "bok_app_test", stdout=said)
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE bok_app_test NOLOGIN")
        cursor.execute(said.getvalue())
        cursor.execute("SET LOCAL ROLE bok_app_test")
    try:
        other = make_sealed(cast.body, cast.secretary, cast.adjuster, date=dt.date(2024, 6, 7))
        assert other.status == Meeting.Status.APPROVED
        for guard in guards.registered():
            if isinstance(guard, AppendOnly):
                column = guard.keys[0][0]
                for statement in (
                    f'UPDATE "{guard.table}" SET "{column}" = "{column}"',
                    f'DELETE FROM "{guard.table}"',
                    f'TRUNCATE "{guard.table}"',
                    f'ALTER TABLE "{guard.table}" DISABLE TRIGGER ALL',
                    f'DROP TRIGGER "guard_{guard.table}_row" ON "{guard.table}"',
                ):
                    assert_denied(statement)
        assert_denied("SET session_replication_role = replica")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("DROP OWNED BY bok_app_test")
            cursor.execute("DROP ROLE bok_app_test")


def assert_denied(statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied|must be owner"):  # noqa: SIM117
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_app_role_takes_a_plain_name_alone() -> None:
    with pytest.raises(Exception, match="inget namn på en roll"):
        call_command("app_role", 'x"; DROP TABLE minutes_seal; --')


# T2: … and recomputes the chain after it.


def rebuild_everything(meeting: Meeting, content: bytes) -> None:
    """Write the whole history anew, with another text, as if it had always been so."""
    revision = meeting.revisions.latest("number")
    old, new = revision.sha256, hashlib.sha256(content).hexdigest()
    Revision.objects.filter(pk=revision.pk).update(content=content, sha256=new)
    previous = ledger.FIRST_HASH
    for entry in LedgerEntry.objects.order_by("number"):
        payload = bytes(entry.payload).replace(old.encode(), new.encode())
        if entry.pk == revision.entry_id:
            said = json.loads(payload) | {"size": len(content)}
            payload = rfc8785.dumps(said)
        digest = hashlib.sha256(payload).hexdigest()
        own = entry_hash(entry.number, previous, digest)
        LedgerEntry.objects.filter(pk=entry.pk).update(
            payload=payload, payload_sha256=digest, previous_hash=previous, entry_hash=own
        )
        previous = own
    for head in Checkpoint.objects.select_related("number"):
        text = checkpoint_text(ledger.book_id(), head.number_id, head.number.entry_hash, head.at)
        signature = base64.b64encode(ledger._key().sign(text.encode())).decode()
        Checkpoint.objects.filter(pk=head.pk).update(text=text, signature=signature)


def test_t2_a_whole_new_history_is_seen_by_one_old_letter_and_never_passes_without(
    meeting: Meeting, without_guards: None, tmp_path: Path
) -> None:
    letter = kept_outside(meeting).receipt
    frozen = bytes(meeting.revisions.latest("number").content)
    meeting.items.update(background="Ingen har svarat.")
    old = "Tre kommuner har svarat. Åsa Öberg talade om é och ö."
    rebuild_everything(meeting, frozen.replace(old.encode(), b"Ingen har svarat."))
    code, said = book_says("", tmp_path)
    assert code == 2 and "om hela boken har byggts om" in said
    code, said = book_says(letter, tmp_path)
    assert code == 1 and "den är ombyggd" in said
    assert bundle_says(meeting, "")[0] == 2
    assert bundle_says(meeting, letter)[0] == 1


# T3: the tail is cut, or an older backup is put back.


def test_t3_a_backup_from_before_the_approval_is_seen_by_the_receipt(
    cast: Cast, meeting: Meeting, without_guards: None, tmp_path: Path
) -> None:
    earlier = LedgerEntry.objects.count()
    letter = kept_outside(
        make_sealed(cast.body, cast.secretary, cast.adjuster, date=dt.date(2024, 6, 7))
    ).receipt
    later = Meeting.objects.get(date=dt.date(2024, 6, 7))
    rows = LedgerEntry.objects.filter(number__gt=earlier)
    Letter.objects.filter(meeting=later).delete()
    for revision in later.revisions.all():
        revision.files.all().delete()
        revision.seal.delete()
        revision.approvals.all().delete()
        revision.delete()
    Checkpoint.objects.filter(number__gt=earlier).delete()
    rows.delete()
    Meeting.objects.filter(pk=later.pk).update(status="draft")
    code, said = book_says(letter, tmp_path)
    assert code == 1 and "slutet är borta" in said


# T4: the justerare denies it.


def test_t4_another_digest_is_no_approval_and_the_receipt_holds_the_right_one(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    shown = meeting.revisions.get().sha256
    with pytest.raises(Refused, match="ändrats"):
        approve(meeting, account(cast.adjuster), "0" * 64, fresh_login())
    with pytest.raises(Refused, match="lösenord"):
        approve(meeting, account(cast.adjuster), shown, Login(timezone.now() - dt.timedelta(minutes=6)))
    approval = approve(meeting, account(cast.adjuster), shown, fresh_login())
    receipt = Letter.objects.get(key__startswith="approval-").body
    said = json.loads(bytes(approval.entry.payload))
    assert shown in receipt and approval.sentence in receipt
    assert (said["revision"]["sha256"], said["sentence"]) == (shown, approval.sentence)
    assert bundle_says(meeting, receipt)[0] == 0


def test_t4_the_form_replayed_with_another_digest_answers_409(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    address = reverse("meeting-approve", args=[meeting.pk])
    response = logged_in(cast.adjuster).post(address, {"answer": "approve", "digest": "0" * 64})
    assert response.status_code == 409 and not Approval.objects.exists()


# T6: the secretary edits between "sent" and "approved".


def test_t6_what_was_edited_meanwhile_is_another_text(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    shown = meeting.revisions.get().sha256
    with pytest.raises(DatabaseError), transaction.atomic():
        meeting.items.update(background="Ändrat i smyg.")
    send_back(meeting, account(cast.secretary), "En ändring.")
    meeting.items.update(background="Ändrat öppet.")
    circulate(Meeting.objects.get(pk=meeting.pk), account(cast.secretary))
    with pytest.raises(Refused, match="ändrats"):
        approve(meeting, account(cast.adjuster), shown, fresh_login())


# T8: a paper is swapped.


def swap_bytes(first: Path, second: Path) -> None:
    one, other = first.read_bytes(), second.read_bytes()
    first.unlink()
    second.unlink()
    first.write_bytes(other)
    second.write_bytes(one)


def one_byte(first: Path, second: Path) -> None:
    content = first.read_bytes()
    first.unlink()
    first.write_bytes(content[:-1] + b"!")


def link(first: Path, second: Path) -> None:
    first.unlink()
    first.symlink_to(second)


@pytest.mark.parametrize("change", [one_byte, swap_bytes, link])
def test_t8_a_swapped_paper_is_named_with_its_meeting(
    cast: Cast, meeting: Meeting, tmp_path: Path, change: Callable[[Path, Path], None]
) -> None:
    letter = kept_outside(meeting).receipt
    files = [Path(row.file.path) for row in Attachment.objects.exclude(file="").order_by("pk")]
    change(*files)
    code, said = book_says(letter, tmp_path)
    assert code == 1 and "plan" in said and f"möte {meeting.pk}" in said
    assert bundle_says(meeting, letter)[0] == 1
    first = Attachment.objects.exclude(file="").order_by("pk")[0]
    assert logged_in(cast.member).get(reverse("attachment-file", args=[first.pk])).status_code == 404


def test_t8_a_row_that_points_elsewhere_is_seen(
    meeting: Meeting, without_guards: None, tmp_path: Path
) -> None:
    letter = kept_outside(meeting).receipt
    first, second = Attachment.objects.exclude(file="").order_by("pk")
    Attachment.objects.filter(pk=first.pk).update(
        file=second.file.name, sha256=second.sha256, size=second.size
    )
    code, said = book_says(letter, tmp_path)
    assert code == 1 and "(underlagen)" in said


# T9: the clock is set back.


def test_t9_a_clock_that_went_back_is_told_by_the_entry_and_found(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    letter = kept_outside(meeting).receipt
    now = ledger._now()
    monkeypatch.setattr(ledger, "_now", lambda: now - dt.timedelta(hours=1))
    entry = ledger.append(Kind.DISPATCH, {"what": "prov"}, meeting)
    assert json.loads(bytes(entry.payload))["clock_behind_seconds"] >= 3599
    code, said = book_says(letter, tmp_path)
    assert code == 2 and f"klockan gick bakåt vid post {entry.number}; posten säger det själv" in said


def test_t9_a_back_dated_approval_is_found(meeting: Meeting, without_guards: None, tmp_path: Path) -> None:
    letter = kept_outside(meeting).receipt
    LedgerEntry.objects.filter(kind=Kind.APPROVAL).update(at=timezone.now() - dt.timedelta(days=9))
    assert book_says(letter, tmp_path)[0] == 1


# T11: another justerare after freezing.


def test_t11_who_is_to_approve_is_part_of_the_text(cast: Cast, tmp_path: Path) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    with pytest.raises(DatabaseError), transaction.atomic():
        meeting.officers.create(person=cast.member, role=Officer.Role.APPROVER)
    with pytest.raises(DatabaseError), transaction.atomic():
        meeting.officers.filter(role=Officer.Role.APPROVER).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        meeting.officers.update(name="Maja Ledamot")
    read_all(meeting, cast.member)
    meeting.officers.update(person=cast.member)  # the register may merge people, and so the key may change
    read_all(meeting, cast.member)
    with pytest.raises(Refused, match="I texten står Jon Justerare"):
        approve(meeting, account(cast.member), meeting.revisions.get().sha256, fresh_login())


def test_t11_a_justerare_added_by_the_owner_of_the_database_is_seen(
    meeting: Meeting, without_guards: None, tmp_path: Path
) -> None:
    letter = kept_outside(meeting).receipt
    meeting.officers.create(name="Vem Somhelst", role=Officer.Role.APPROVER)
    code, said = book_says(letter, tmp_path)
    assert code == 1 and "justerarna" in said


# T12: a masked copy for the original. The book makes no masked copies; one that somebody makes does not pass.


def test_t12_a_masked_copy_does_not_pass_for_the_original(cast: Cast, meeting: Meeting) -> None:
    files = verify.unpack(evidence_bundle(meeting))
    files["canonical.json"] = files["canonical.json"].replace(b"kommuner", b"xxxxxxxx")
    masked = verify.pack(sorted(files.items(), key=lambda file: file[0].encode()))
    assert verify.run(masked, kept_outside(meeting).receipt)[0] == 1


# T14: somebody else at the justerare's account.


def test_t14_a_superuser_approves_for_nobody(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    with pytest.raises(Refused, match="justerare"):
        approve(meeting, cast.superuser, meeting.revisions.get().sha256, fresh_login())


def test_t14_a_password_that_somebody_else_set_approves_nothing_for_a_day(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    user = account(cast.adjuster)
    user.password_set_by_other_at = timezone.now()
    user.save()
    user.refresh_from_db()
    with pytest.raises(Refused, match="Någon annan har satt ditt lösenord"):
        approve(meeting, user, meeting.revisions.get().sha256, fresh_login())
    assert not Approval.objects.exists()


# T5 is test_write_paths.py, T7 tests/decisions/test_two_secretaries.py, T10 test_forgeries.py, T13
# test_file_check.py; races are in test_races.py.


def test_each_threat_has_its_test() -> None:
    here = Path(__file__)
    own = {name.split("_")[1] for name in globals() if name.startswith("test_t") and name[6].isdigit()}
    elsewhere = {
        "t5": "test_write_paths.py",
        "t10": "test_forgeries.py",
        "t13": "test_file_check.py",
        "t7": "../decisions/test_two_secretaries.py",
    }
    assert all((here.parent / name).is_file() for name in elsewhere.values())
    assert own | set(elsewhere) == {f"t{number}" for number in range(1, 15)}
