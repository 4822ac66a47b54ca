"""Members from a file: what is read, what is asked and what is refused."""

import datetime as dt
import io
import time
import zipfile
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry

from participants.models import Membership, Person
from participants.sheets import LARGEST, MOST_ROWS, Unreadable, read_sheet
from tests.admin_rows import admin_url
from tests.conftest import Cast, logged_in
from tests.factories import account, make_attendance, make_meeting, make_organization, make_person
from tests.participants.member_files import (
    HEAD,
    IMPORT,
    SAVE,
    confirm,
    faults,
    members,
    says,
    upload,
    workbook,
)

# What is read


def test_new_people_and_roles_are_shown_first_and_stored_when_confirmed(cast: Cast) -> None:
    client, before = logged_in(cast.secretary), members()
    page = upload(
        client,
        HEAD + "Asta Ek;;Ekby;SG;Ordförande;Rektor;2024-01-31;\nMaja Ledamot;;Ekby kommun;Samråd SG;;;;\n",
    )
    assert page.status_code == 200
    assert says(page) == [
        "ny person, nytt uppdrag: ordförande i Samråd SG för Ekby kommun (från 2024-01-31)",
        "känd person, oförändrat",
    ]
    assert members() == before

    answer = confirm(client, page)

    assert answer.headers["Location"] == admin_url(Membership, "changelist")
    new = ("Asta Ek", "chair", "Ekby", "Rektor", dt.date(2024, 1, 31), None)
    assert members() == before | {new}
    notes = LogEntry.objects.values_list("change_message", flat=True)
    assert list(notes) == ["Inläst från medlemmar.csv."] * 2


ROW = {"Namn": "Åsa Öberg", "Organisation": "Ekby", "Roll": "ersättare", "Från och med": "2024-02-01"}
TABLES = {
    "semicolons": ";".join(ROW) + "\n" + ";".join(ROW.values()),
    "commas": ",".join(ROW) + "\r\n" + ",".join(ROW.values()) + "\r\n",
    "tabs": "\t".join(ROW) + "\n" + "\t".join(ROW.values()),
    "upside down": "\n".join([";".join(reversed(ROW)).upper(), ";".join(reversed(ROW.values()))]),
    "separator told": "sep=;\n" + ";".join(ROW) + "\n" + ";".join(ROW.values()),
    "quotes": '"Namn";"Organisation";"Roll";"Från"\n"Åsa  Öberg";"Ekby";"ersättare";"2024-02-01"\n;;;\n',
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("table", TABLES)
def test_csv_is_read_as_programs_write_it(cast: Cast, table: str, encoding: str) -> None:
    page = upload(logged_in(cast.secretary), TABLES[table].encode(encoding))
    assert says(page) == ["ny person, nytt uppdrag: ersättare i Samråd SG för Ekby kommun (från 2024-02-01)"]
    assert page.context["plan"].new_people.popitem()[1] == "Åsa Öberg"


def test_xlsx_is_read_with_its_dates_and_numbers(cast: Cast) -> None:
    client = logged_in(cast.secretary)
    rows: list[list[Any]] = [["NAMN", "Från och med", "organisation", "Befattning"], [None] * 4]
    rows.append(["Åsa Öberg", dt.date(2024, 2, 1), "Ekby", 7])
    page = upload(client, workbook(rows), "medlemmar.xlsx")
    assert confirm(client, page).status_code == 302
    assert ("Åsa Öberg", "member", "Ekby", "7", dt.date(2024, 2, 1), None) in members()


def test_same_file_twice_changes_nothing(cast: Cast) -> None:
    client, text = logged_in(cast.secretary), HEAD + "Asta Ek;;Ekby;SG;AU;Rektor;2024-01-31;2025-01-31\n" * 2
    assert confirm(client, upload(client, text)).status_code == 302
    before, log = members(), LogEntry.objects.count()
    page = upload(client, text)
    assert [line.endswith("oförändrat") for line in says(page)] == [True, True]
    answer = client.get(confirm(client, page).headers["Location"])
    assert "Inget är ändrat" in answer.content.decode()
    assert (members(), LogEntry.objects.count()) == (before, log)
    assert Person.objects.filter(name="Asta Ek").count() == 1


def test_changed_role_says_what_changes_and_an_empty_cell_erases_nothing(cast: Cast) -> None:
    cast.member.memberships.update(post="Rektor")
    client = logged_in(cast.secretary)
    page = upload(
        client, "Namn;Organisation;Från och med;Till och med\nMaja Ledamot;Ekby;2023-01-01;2025-01-31"
    )
    assert says(page) == [
        "känd person, ändrat: Från och med (tomt) → 2023-01-01, ändrat: Till och med (tomt) → 2025-01-31"
    ]
    confirm(client, page)
    period = dt.date(2023, 1, 1), dt.date(2025, 1, 31)
    assert ("Maja Ledamot", "member", "Ekby", "Rektor", *period) in members()
    page = upload(client, "Namn;Organisation\nMaja Ledamot;Ekby")
    assert says(page) == ["känd person, oförändrat"]


def test_next_period_of_the_same_role_is_a_new_row(cast: Cast) -> None:
    cast.member.memberships.update(start_date=dt.date(2022, 1, 1), end_date=dt.date(2022, 12, 31))
    client = logged_in(cast.secretary)
    confirm(client, upload(client, "Namn;Organisation;Från och med\nMaja Ledamot;Ekby;2024-01-01"))
    assert cast.member.memberships.count() == 2
    page = upload(client, "Namn;Organisation;Till och med\nMaja Ledamot;Ekby;2025-12-31")  # the one going on
    assert says(page) == ["känd person, ändrat: Till och med (tomt) → 2025-12-31"]


def test_columns_that_are_not_read_are_told(cast: Cast) -> None:
    page = upload(logged_in(cast.secretary), "Namn;Telefon\nAsta Ek;0470-1")
    assert "Kolumnen ”Telefon” läses inte." in page.content.decode()


# Whom a row means


def test_account_comes_before_the_name(cast: Cast) -> None:
    client = logged_in(cast.secretary)
    make_organization("Alnäs kommun")
    cast.member.aliases.create(name="Maia Ledamot")
    page = upload(
        client, HEAD + f"maia  LEDAMOT;{account(cast.member).email.upper()};Alnäs kommun;SG;;;2024-01-01;"
    )
    assert says(page)[0].startswith("känd person, nytt uppdrag")
    page = upload(client, HEAD + f"Någon Annan;{account(cast.member).email};Ekby;SG;;;;")
    question = page.context["plan"].questions[0]
    assert [value for value, _ in question.choices] == [str(cast.member.pk), "new"]


def test_name_in_the_same_organisation_is_the_person(cast: Cast) -> None:
    named = make_person("Asta Ek")
    make_attendance(make_meeting(cast.body), named, cast.organization)
    client = logged_in(cast.secretary)
    confirm(client, upload(client, "Namn;Organisation\nAsta Ek;Ekby"))
    assert named.memberships.count() == Person.objects.filter(name="Asta Ek").count() == 1


def test_namesake_is_asked_about_and_an_answer_is_needed(cast: Cast) -> None:
    make_organization("Alnäs kommun")
    client, text = logged_in(cast.secretary), "Namn;Organisation\nMaja Ledamot;Alnäs\nMaja Ledamot;Alnäs"
    page = upload(client, text)
    assert says(page) == ["väntar på svar", "samma person som på rad 2"]
    before = members()
    for answers in ({}, {"person_2": "x"}, {"person_2": str(cast.outsider.pk)}):
        refused = confirm(client, page, **answers)
        assert refused.status_code == 422
        assert "Svar saknas" in refused.content.decode()
    assert members() == before

    assert confirm(client, page, person_2="new").status_code == 302

    assert Person.objects.filter(name="Maja Ledamot").count() == 2
    assert cast.member.memberships.count() == 1
    assert says(upload(client, text)) == ["känd person, oförändrat"] * 2  # and is not asked again


def test_namesake_may_be_the_person_after_all(cast: Cast) -> None:
    make_organization("Alnäs kommun")
    client = logged_in(cast.secretary)
    page = upload(client, "Namn;Organisation;Från och med\nMaja Ledamot;Alnäs;2024-01-01")
    confirm(client, page, person_2=cast.member.pk)
    assert cast.member.memberships.count() == 2
    assert Person.objects.filter(name="Maja Ledamot").count() == 1


def test_two_of_the_same_name_in_the_file_are_asked_about(cast: Cast) -> None:
    make_organization("Alnäs kommun")
    client, text = logged_in(cast.secretary), "Namn;Organisation;Från\nAsta Ek;Ekby\nAsta Ek;Alnäs;2024-01-01"
    page = upload(client, text)
    assert says(page)[1] == "väntar på svar"
    confirm(client, page, person_3="row-2")
    assert Person.objects.get(name="Asta Ek").memberships.count() == 2
    assert says(upload(client, text)) == ["känd person, oförändrat"] * 2


def test_different_addresses_are_different_people(cast: Cast) -> None:
    client = logged_in(cast.secretary)
    page = upload(client, "Namn;Organisation;E-post\nAsta Ek;Ekby;a@example.org\nAsta Ek;Ekby;b@example.org")
    assert confirm(client, page).status_code == 302
    assert Person.objects.filter(name="Asta Ek").count() == 2
    assert "Adresser utan konto i dina grupper: 2." in page.content.decode()


def test_people_of_other_groups_are_not_told_of(cast: Cast) -> None:
    client = logged_in(cast.secretary)
    page = upload(client, "Namn;Organisation\nOlle Utomstående;Ekby")
    assert says(page)[0].startswith("ny person")
    page = upload(client, f"Namn;E-post\nOlle Utomstående;{account(cast.outsider).email}")
    assert [column for _, column, _ in faults(page)] == ["E-post"]
    assert "utanför dina grupper" in faults(page)[0][2]


# What is refused


FAULTS = [
    ("Namn", ";;Ekby;SG;;;;", "Namnet saknas"),
    ("Namn", f"{'x' * 201};;Ekby;SG;;;;", "längre än 200 tecken"),
    ("Namn", "As\x07ta;;Ekby;SG;;;;", "tecken som inte går att läsa"),
    ("E-post", "Asta Ek;asta@;Ekby;SG;;;;", "ingen e-postadress"),
    ("Organisation", "Asta Ek;;Ekbi kommun;SG;;;;", "Menar du Ekby kommun"),
    ("Grupp", "Asta Ek;;Ekby;Samråd XX;;;;", "Menar du Samrådsgruppen SG"),
    ("Grupp", "Asta Ek;;Ekby;HG;;;;", "Du skriver inte för någon grupp"),
    ("Roll", "Asta Ek;;Ekby;SG;ledamott;;;", "Menar du ledamot"),
    ("Befattning", f"Asta Ek;;Ekby;SG;;{'x' * 121};;", "längre än 120 tecken"),
    ("Från och med", "Asta Ek;;Ekby;SG;;;31/1 2024;", "Skriv så här: 2024-01-31"),
    ("Från och med", "Asta Ek;;Ekby;SG;;;2024-02-30;", "Skriv så här: 2024-01-31"),
    ("Från och med", "Asta Ek;;Ekby;SG;;;0202-01-01;", "Skriv så här: 2024-01-31"),
    ("Till och med", "Asta Ek;;Ekby;SG;;;2024-02-01;2024-01-31", "före den första"),
    (
        "Till och med",
        "Asta Ek;;Ekby;SG;AU;;2024-01-01;\nAsta Ek;;Ekby;SG;AU;;2024-01-01;2024-05-01",
        "än rad 2",
    ),
    ("Från och med", "Asta Ek;;Ekby;SG;;;2024-01-01;\nAsta Ek;;Ekby;SG;;;2025-01-01;", "är redan ledamot"),
]


@pytest.mark.parametrize(("column", "row", "words"), FAULTS)
def test_fault_says_row_column_and_what_to_do(cast: Cast, column: str, row: str, words: str) -> None:
    client, before = logged_in(cast.secretary), members()
    page = upload(client, HEAD + row)
    found = faults(page)
    assert [(number, name) for number, name, _ in found] == [(2 + row.count("\n"), column)]
    assert words in found[0][2]
    assert "Spara i registret" not in page.content.decode().split("<form", 2)[-1].split("</form>")[0]
    assert confirm(client, page).status_code == 422
    assert members() == before


def test_one_fault_stops_the_whole_file(cast: Cast) -> None:
    client, before = logged_in(cast.secretary), Person.objects.count()
    page = upload(client, HEAD + "Asta Ek;;Ekby;SG;;;;\nBo Berg;;Nowhere;SG;;;;")
    assert confirm(client, page).status_code == 422
    assert Person.objects.count() == before


def test_secretary_of_two_groups_must_say_which(cast: Cast) -> None:
    cast.secretary.memberships.create(body=cast.other_body, role=Membership.Role.SECRETARY)
    page = upload(logged_in(cast.secretary), "Namn\nAsta Ek")
    assert faults(page) == [
        (
            2,
            "Grupp",
            "Gruppen saknas, och du skriver för flera. "
            "Skriv en av dem: Samrådsgruppen HG, Samrådsgruppen SG.",
        )
    ]


def bomb(size: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b" " * size)
    return stream.getvalue()


def tampered(old: bytes, new: bytes, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    source, stream = zipfile.ZipFile(io.BytesIO(workbook([["Namn"], ["Asta"]]))), io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name in source.namelist():
            data = source.read(name)
            package.writestr(name, data.replace(old, new) if name == part else data)
    return stream.getvalue()


ENTITY = b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/hostname">]><worksheet '
UNREADABLE = {
    "empty": (b"", "Filen är tom"),
    "blank": (b"\n;;\n", "Filen är tom"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0", "ingen tabell"),
    "old office": (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "äldre formatet .xls"),
    "too large": (b"a" * (LARGEST + 1), "större än 1 MB"),
    "no name": (b"Roll;Grupp\nledamot;SG", "ingen kolumn ”Namn”"),
    "twice": (b"Namn;NAMN\na;b", "finns två gånger"),
    "too many": (b"Namn\n" + b"Asta\n" * (MOST_ROWS + 1), "fler än 2000 rader"),
    "no zip": (b"PK\x03\x04" + b"x" * 50, "skadad"),
    "no workbook": (bomb(10), "skadad"),
    "bomb": (bomb(30_000_000), "packas upp till mer än 20 MB"),
    "many members": (workbook([["Namn"]]) + b"PK\x01\x02" * 300, "skadad"),
    "entity": (tampered(b"<worksheet ", ENTITY), "XML-entiteter"),
    "far down": (tampered(b'<row r="2"', b'<row r="1048576"'), "längre ner än rad 20000"),
    "formula": (
        workbook([["Namn"], ['=HYPERLINK("http://example.org")']]),
        "Formler räknas inte ut: cell A2",
    ),
    "half": (workbook([["Namn"], ["Asta"]])[:2000], "skadad"),
}


@pytest.mark.parametrize("file", UNREADABLE)
def test_file_that_is_no_list_is_refused_at_once(cast: Cast, file: str) -> None:
    content, words = UNREADABLE[file]
    started = time.monotonic()
    page = upload(logged_in(cast.secretary), content, "x.xlsx")
    assert page.status_code == 422
    assert words in page.content.decode()
    assert time.monotonic() - started < 5


def test_directory_that_lies_about_a_size_is_damaged() -> None:
    data = bytearray(bomb(30_000_000))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(Unreadable, match="skadad"):
        read_sheet(bytes(data))


def test_without_a_file_the_page_says_so(cast: Cast) -> None:
    answer = logged_in(cast.secretary).post(IMPORT)
    assert answer.status_code == 422
    assert "Välj en fil." in answer.content.decode()


# What happens between the look and the yes


def test_register_that_has_changed_is_shown_again(cast: Cast) -> None:
    client, text = logged_in(cast.secretary), "Namn;Organisation\nAsta Ek;Ekby"
    page = upload(client, text)
    confirm(client, upload(client, text))
    answer = confirm(client, page)
    assert answer.status_code == 409
    assert "Registret har ändrats" in answer.content.decode()
    assert says(answer) == ["känd person, oförändrat"]
    assert confirm(client, answer).status_code == 302
    assert Person.objects.filter(name="Asta Ek").count() == 1


def test_rows_that_were_not_shown_are_not_stored(cast: Cast) -> None:
    client = logged_in(cast.secretary)
    page = upload(client, "Namn\nAsta Ek")
    shown = page.context["shown"].initial
    for forged in ({}, {**shown, "sheet": shown["sheet"] + "x"}, {"sheet": "\0", "seen": "x"}):
        assert client.post(SAVE, forged).headers["Location"] == IMPORT
    assert "Välj filen igen" in client.get(IMPORT).content.decode()
    assert not Person.objects.filter(name="Asta Ek").exists()


def test_another_secretary_confirms_only_for_the_own_group(cast: Cast) -> None:
    page = upload(logged_in(cast.secretary), HEAD + "Asta Ek;;Ekby;SG;;;;")
    other = make_person("Hedda Skrivare", account=True)
    other.memberships.create(body=cast.other_body, role=Membership.Role.SECRETARY)
    answer = confirm(logged_in(other), page)
    assert answer.status_code == 409
    assert confirm(logged_in(other), answer).status_code == 422
    assert not Person.objects.filter(name="Asta Ek").exists()
