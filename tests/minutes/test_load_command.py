"""What the load command takes, refuses and says, on made-up files."""

import json
import os
import re
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from decisions.models import Action
from minutes.models import Meeting
from participants.models import Body
from tests.made_minutes import make_minutes
from tests.minutes.books import REGISTER, march, run, write, write_book


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_book(tmp_path)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "är inte JSON"),
        ("7", "ska stå en lista med möten eller ett objekt"),
        ('[{"body": "cs", "date": "2024-03-08", "attendance": [{"name": " "}]}]', "namnet saknas"),
        (
            '[{"body": "cs", "date": "2024-03-08", "items": [{"title": "A", "outcome": "foo"}]}]',
            "'foo' finns inte",
        ),
        (
            '[{"body": "cs", "date": "2024-03-08", "items": [{"title": "A", "part": -1}]}]',
            "mötet har 0 delar",
        ),
        ('[{"body": "cs", "date": "2024-03-08", "place": "a\\u0000b"}]', "tecken som inte kan sparas"),
        ('[{"body": "cs", "date": "2024-03-08", "start": "13:00+01:00"}]', "utan tidszon"),
        ('{"format": "annat/1"}', "formatet 'annat/1' är okänt"),
        ('{"format": "protokollboken/1", "meetings": [{"body": "cs", "date": "i maj"}]}', "meetings[0].date"),
        ('{"format": "protokollboken/1", "möten": []}', "fältet 'möten' finns inte"),
    ],
)
def test_bad_json_is_refused_with_its_place(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "fel.json").write_text(content, encoding="utf-8")
    outcome = run(tmp_path)[0]
    assert not outcome.ok and says in outcome.says and "fel.json" in outcome.says


@pytest.mark.django_db
def test_one_bad_file_does_not_stop_the_rest(folder: Path) -> None:
    (folder / "a.json").write_text("{", encoding="utf-8")
    with pytest.raises(CommandError, match=r"1 lästes inte in: a\.json"):
        call_command("load_minutes", str(folder), stdout=StringIO())
    assert Meeting.objects.count() == 1


HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
ODD_NAMES = {
    b"m\xf6te-trasig": "mte-trasig",  # not UTF-8
    "\x1b[31mrött\x07".encode(): "[31mrött",  # tells the terminal to change its colour
    "\u202eprotokoll".encode(): "protokoll",  # turns the text that follows
}


@pytest.mark.django_db
@pytest.mark.parametrize("options", [{}, {"json": True}], ids=["table", "json"])
@pytest.mark.parametrize(("name", "shown"), ODD_NAMES.items())
def test_a_file_name_of_any_bytes_is_shown_and_stored_harmless(
    tmp_path: Path, name: bytes, shown: str, options: dict[str, bool]
) -> None:
    """Of a register, minutes, and files that nobody can read; the output takes UTF-8 alone, as a terminal."""
    contents = {
        "0.json": json.dumps(REGISTER),
        "1.json": json.dumps([march()]),
        "2.json": "{",
        "3.json": '{"format": "annat/1"}',
        "4.json": '[{"body": ""}]',
        "5.txt": make_minutes(1)[1],
        "6.txt": "",
    }
    for end, content in contents.items():
        (tmp_path / os.fsdecode(name + end.encode())).write_text(content, encoding="utf-8")
    out = TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True)
    with pytest.raises(CommandError, match="4 lästes inte in") as raised:
        call_command("load_minutes", str(tmp_path), stdout=out, **options)
    printed = out.buffer.getvalue().decode()
    said = printed + str(raised.value)
    assert not HIDDEN.search(said)
    named = {"5.txt"} if options else set(contents)
    assert {end for end in contents if shown + end in printed} == named
    kept = Meeting.objects.values_list("sources__file_name", flat=True)
    assert sorted(kept) == [f"{shown}1.json", f"{shown}5.txt"]


@pytest.mark.django_db
def test_a_missing_file_of_any_name_is_told_harmless(tmp_path: Path) -> None:
    missing = tmp_path / "\x1b[2Jborta\u202e.txt"
    with pytest.raises(CommandError, match=r"^\[2Jborta\.txt: finns inte\."):
        call_command("load_minutes", str(missing), stdout=StringIO())


@pytest.mark.django_db
def test_dry_run_says_what_would_happen_and_writes_nothing(folder: Path) -> None:
    out = StringIO()
    call_command("load_minutes", str(folder), dry_run=True, stdout=out)
    rows = [line.split() for line in out.getvalue().splitlines()]
    assert ["march.json", "2024-03-08", "3", "2", "1", "läses", "in"] in rows
    assert out.getvalue().endswith("Skulle läsas in: 2. Oförändrade: 0. Lästes inte: 0.\n")
    assert not Body.objects.exists() and not Meeting.objects.exists()


@pytest.mark.django_db
def test_json_is_the_interchange_format(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is printed can be loaded again, and gives the same meeting."""
    out = StringIO()
    call_command("load_minutes", str(folder), dry_run=True, json=True, stdout=out)
    printed = json.loads(out.getvalue())
    first = printed[0]["attendance"][0]
    assert (first["name"], first["name_as_printed"]) == ("Åsa Högström", "Asa Hogstrom")
    assert (first["organization"], first["organization_as_printed"]) == ("Ålnäs", "Alnas")
    assert [row["code"] for row in printed[0]["warnings"]] == ["person_repaired", "unknown_person"]
    other = tmp_path_factory.mktemp("again")
    write(other, "register", REGISTER)
    write(other, "march", printed)
    run(other)
    assert Action.objects.count() == 1 and Meeting.objects.get().attendances.count() == 3


@pytest.mark.django_db
def test_a_pattern_finds_its_files(folder: Path) -> None:
    outcomes = run(Path(f"{folder}/r*.json"), Path(f"{folder}/m*.json"))
    assert [outcome.file for outcome in outcomes] == ["register.json", "march.json"]


@pytest.mark.django_db
def test_missing_path_and_empty_folder_say_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="finns inte"):
        call_command("load_minutes", str(tmp_path / "saknas"), stdout=StringIO())
    with pytest.raises(CommandError, match="Inga filer"):
        call_command("load_minutes", str(tmp_path), stdout=StringIO())
    with pytest.raises(CommandError, match="Gruppen 'xx' finns inte"):
        call_command("load_minutes", str(tmp_path), body="xx", stdout=StringIO())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("head", "lacks"),
    [("Datum: 2024-05-06\n", "vilken grupp"), ("Protokoll Ekrådet\n", "inget datum")],
    ids=["group unknown", "no day"],
)
def test_a_dry_run_prints_what_was_read_though_the_book_could_not_take_it(
    tmp_path: Path, head: str, lacks: str
) -> None:
    paper = tmp_path / "papper.txt"
    paper.write_text(f"{head}\n§ 1 Mötets öppnande\nOrdföranden öppnade mötet.\n", encoding="utf-8")
    out, err = StringIO(), StringIO()
    call_command("load_minutes", str(paper), dry_run=True, json=True, stdout=out, stderr=err)
    [meeting] = json.loads(out.getvalue())
    assert [item["title"] for item in meeting["items"]] == ["Mötets öppnande"]
    assert lacks in err.getvalue()
    with pytest.raises(CommandError, match=r"1 lästes inte in: papper\.txt"):
        call_command("load_minutes", str(paper), json=True, stdout=StringIO())
    assert not Meeting.objects.exists()
