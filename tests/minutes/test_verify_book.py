"""`manage.py verify_book` finds what was changed behind the book's back."""

import datetime as dt
import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from minutes.evidence.book import check_book
from minutes.models import (
    Approval,
    Attachment,
    Checkpoint,
    LedgerEntry,
    Meeting,
    ProtocolFile,
    Revision,
    Seal,
)
from participants.models import Organization
from tests.conftest import Cast
from tests.factories import make_circulated, without_guards
from tests.minutes.sealed import kept_outside, make_long_story, make_sealed


@pytest.fixture
def meeting(cast: Cast, settings: Any, tmp_path: Path) -> Meeting:
    settings.MEDIA_ROOT = tmp_path / "files"
    make_sealed(cast.body, cast.secretary, cast.adjuster)
    make_circulated(cast.body, cast.secretary, cast.adjuster, date=dt.date(2024, 4, 12))
    return make_long_story(cast.body, cast.secretary, cast.adjuster, cast.member, date=dt.date(2024, 5, 3))


def checked(letter: str = "") -> tuple[int, str]:
    """Return the exit code and what the command said."""
    said, letters = StringIO(), []
    if letter:
        path = Path(os.environ.get("TMPDIR", "/tmp")) / f"letter-{os.getpid()}"
        path.write_text(letter)
        letters = [f"--checkpoint={path}"]
    try:
        call_command("verify_book", *letters, stdout=said)
    except SystemExit as stopped:
        return int(str(stopped.code)), said.getvalue()
    return 0, said.getvalue()


def test_a_book_that_nobody_touched_is_in_order(meeting: Meeting) -> None:
    assert checked(kept_outside(meeting).receipt)[0] == 0
    code, said = checked()
    assert code == 2 and "FEL" not in said and "--checkpoint" in said


def sql(statement: str, *values: Any) -> None:
    """Write past the app and its guards, as the owner of the database can."""
    with without_guards(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def stored_file() -> Path:
    return Path(Attachment.objects.exclude(file="").order_by("pk")[0].file.path)


def text_changed() -> None:
    sql("UPDATE minutes_agendaitem SET background = 'Ingen har svarat.' WHERE title = %s", "Länets cykelplan")


def decision_changed() -> None:
    sql("UPDATE decisions_decision SET text = 'Gruppen avslår planen.'")


def revision_changed() -> None:
    sql("UPDATE minutes_revision SET content = %s WHERE number = 2", b"{}")


def revision_and_digest_changed() -> None:
    digest = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"  # of {}
    sql("UPDATE minutes_revision SET content = %s, sha256 = %s WHERE number = 2", b"{}", digest)


def approval_renamed() -> None:
    sql("UPDATE minutes_approval SET person_name = 'Vem Somhelst'")


def approval_deleted() -> None:
    approval = Approval.objects.order_by("-pk")[0]
    sql("DELETE FROM minutes_approval WHERE id = %s", approval.pk)


def seal_deleted() -> None:
    sql("DELETE FROM minutes_seal WHERE id = %s", Seal.objects.order_by("-pk")[0].pk)


def status_put_back() -> None:
    sql("UPDATE minutes_meeting SET status = 'draft' WHERE date = %s", dt.date(2024, 5, 3))


def pdf_changed() -> None:
    sql("UPDATE minutes_protocolfile SET content = %s", b"%PDF-1.7")


def payload_changed() -> None:
    sql("UPDATE minutes_ledgerentry SET payload = %s WHERE number = 5", b"{}")


def link_changed() -> None:
    sql("UPDATE minutes_ledgerentry SET payload_sha256 = %s WHERE number = 5", "0" * 64)


def clock_jump() -> None:
    entry = LedgerEntry.objects.order_by("-number")[0]
    sql(
        "UPDATE minutes_ledgerentry SET at = %s WHERE number = %s",
        dt.datetime(2001, 1, 1, tzinfo=dt.UTC),
        entry.pk,
    )


def signature_changed() -> None:
    sql("UPDATE minutes_checkpoint SET signature = %s", "A" * 86 + "==")


def file_missing() -> None:
    stored_file().unlink()


def file_changed() -> None:
    path = stored_file()
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"n", b"m"))


def file_longer() -> None:
    path = stored_file()
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b".")


def file_is_a_link() -> None:
    path = stored_file()
    aside = path.with_name("aside")
    path.rename(aside)
    path.symlink_to(aside)


def file_is_a_folder() -> None:
    path = stored_file()
    path.unlink()
    path.mkdir()


def file_too_many() -> None:
    stored_file().with_name("extra").write_bytes(b"?")


def trigger_missing() -> None:
    on = " ON minutes_seal" if connection.vendor == "postgresql" else ""
    name = "guard_minutes_seal_row" if on else "guard_minutes_seal_update"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")


def organization_swapped() -> None:
    other = Organization.objects.create(name="Boda kommun", short_name="Boda", kind="municipality")
    sql("UPDATE minutes_attendance SET organization_id = %s", other.pk)


FAULTS: dict[Callable[[], None], str] = {
    text_changed: "§ 1 Länets cykelplan (bakgrunden)",
    decision_changed: "(besluten)",
    revision_changed: "utgåva 2: texten är ändrad",
    revision_and_digest_changed: "raden är en annan än liggaren säger (revision, size)",
    approval_renamed: "i liggaren står Jon Justerare",
    approval_deleted: "godkännandet som den berättar om är borta",
    seal_deleted: "förseglingen som den berättar om är borta",
    status_put_back: "protokollet är förseglat, men mötet har status draft",
    pdf_changed: "den sparade PDF:en är ändrad",
    payload_changed: "innehållet i post 5 är ändrat",
    link_changed: "kedjan är bruten vid post 5",
    clock_jump: "klockan gick bakåt",
    signature_changed: "fel signatur",
    file_missing: "filen saknas",
    file_changed: "innehållet är ändrat",
    file_longer: "byte och ska vara",
    file_is_a_link: "är ingen fil utan en länk",
    file_is_a_folder: "är ingen fil",
    file_too_many: "filen hör inte till något underlag",
    trigger_missing: "minutes_seal: triggern guard_minutes_seal",
    organization_swapped: "närvaron",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_found_and_named(meeting: Meeting, fault: Callable[[], None]) -> None:
    letter = kept_outside(meeting).receipt
    fault()
    code, said = checked(letter)
    assert FAULTS[fault] in said
    assert code == (2 if fault is file_too_many else 1)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_file_that_somebody_else_owns_is_told(meeting: Meeting) -> None:
    os.chown(stored_file(), 12345, 12345)
    code, said = checked(kept_outside(meeting).receipt)
    assert code == 2 and "ägs av någon annan" in said


def test_a_cut_tail_is_seen_by_the_receipt(meeting: Meeting) -> None:
    letter = kept_outside(meeting).receipt
    last = LedgerEntry.objects.order_by("-number").values_list("number", flat=True)[0]
    file = ProtocolFile.objects.get(entry=last)
    for table, column, value in (
        ("minutes_protocolfile", "id", file.pk),
        ("minutes_checkpoint", "number_id", last),
        ("minutes_ledgerentry", "number", last),
    ):
        sql(f"DELETE FROM {table} WHERE {column} = %s", value)
    code, said = checked(letter)
    assert code == 1 and "slutet är borta" in said
    assert "den förseglade PDF:en saknas" in said


def test_a_new_name_in_the_register_is_explained(cast: Cast, meeting: Meeting) -> None:
    cast.organization.name, cast.organization.short_name = "Nya Ekby kommun", "Nya Ekby"
    cast.organization.save()
    cast.body.name = "Samrådet"
    cast.body.save()
    code, said = checked(kept_outside(meeting).receipt)
    assert code == 0
    assert "”Ekby” heter i registret nu ”Nya Ekby”" in said


@pytest.mark.parametrize("count", [1, 3])
def test_number_of_queries_for_texts_does_not_grow(
    cast: Cast, django_assert_max_num_queries: Any, count: int
) -> None:
    for day in range(count):
        make_sealed(cast.body, cast.secretary, cast.adjuster, date=dt.date(2024, 2, day + 1))
    with django_assert_max_num_queries(45 + 6 * count):
        assert dict(check_book())
    assert Revision.objects.count() == count and Checkpoint.objects.exists()
