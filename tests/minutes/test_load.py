"""The whole way of an import, on made-up files."""

import datetime as dt
import json
import os
import re
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from decisions.models import Action, Decision, Obligation, Promise
from minutes.approval import approve, circulate, send_back
from minutes.importer.load import Outcome, load
from minutes.importer.plan import Step, make_plan
from minutes.importer.read import read_file
from minutes.importer.records import FORMAT
from minutes.importer.register import Register
from minutes.importer.store import Overtaken, store
from minutes.models import AgendaItem, Matter, Meeting, Remark
from participants.models import Body, Membership, Organization, Person
from tests.factories import account, make_member
from tests.made_minutes import make_minutes

REGISTER: dict[str, Any] = {
    "format": FORMAT,
    "organizations": [
        {"name": "Ekby kommun", "short_name": "Ekby", "kind": "municipality", "code": "9901"},
        {"name": "Ålnäs kommun", "short_name": "Ålnäs", "kind": "municipality", "code": "9902"},
        {"name": "Region Björklund", "short_name": "Region Björklund", "kind": "region", "code": "99"},
    ],
    "bodies": [
        {
            "name": "Samrådsgruppen för länets cykelvägar",
            "short_name": "Cykelsamrådet",
            "slug": "cs",
            "number_prefix": "CS",
            "organizations": ["Ekby", "Ålnäs", "Region Björklund"],
        }
    ],
    "people": [
        {
            "name": "Åsa Högström",
            "memberships": [{"body": "cs", "organization": "Ålnäs", "end": "2024-12-31"}],
        },
        {"name": "Berit Lindahl", "memberships": [{"body": "cs", "organization": "Ekby"}]},
        {
            "name": "Marit Norell",
            "memberships": [{"body": "cs", "organization": "Ekby", "role": "secretary"}],
        },
    ],
}


def march(**changes: Any) -> dict[str, Any]:
    return {
        "body": "cs",
        "date": "2024-03-08",
        "secretaries": [{"name": "Marit Norell"}],
        "attendance": [
            {"name": "Asa Hogstrom", "organization": "Alnas"},
            {"name": "Berit Lindahl", "organization": "Ekby", "mode": "digital"},
            {"name": "Nils Okänd", "organization": "Ekby", "role": "guest"},
        ],
        "items": [
            {
                "number": "1",
                "title": "Skyltar längs vägarna",
                "matter": "Skyltning",
                "presenters": [{"name": "Berit"}],
                "decisions": [{"text": "Skyltplanen antas."}],
                "actions": [{"text": "Utse en skyltansvarig.", "organizations": ["respektive kommun"]}],
                "promises": [
                    {
                        "text": "Skyltarnas färg tas upp i maj.",
                        "due": {"text": "i maj", "on": "2024-05-31", "precision": "month"},
                    }
                ],
            },
            {"number": "2", "title": "Vinterväghållning"},
        ],
        **changes,
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "register", REGISTER)
    write(tmp_path, "march", {"format": FORMAT, "meetings": [march()]})
    return tmp_path


def write(folder: Path, name: str, values: Any) -> Path:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


def run(*paths: Path, **options: Any) -> list[Outcome]:
    return list(load(list(paths), **options))


@pytest.mark.django_db
def test_load_stores_the_meeting_with_all_that_belongs_to_it(folder: Path) -> None:
    run(folder)
    meeting = Meeting.objects.get()
    assert (str(meeting.date), meeting.status) == ("2024-03-08", "imported")
    assert [
        (a.display_name, a.organization and a.organization.short_name, a.mode, a.role)
        for a in meeting.attendances.all()
    ] == [
        ("Åsa Högström", "Ålnäs", "on_site", "member"),
        ("Berit Lindahl", "Ekby", "digital", "member"),
        ("Nils Okänd", "Ekby", "on_site", "guest"),
    ]
    first, second = meeting.items.all()
    assert first.presenters.get().person == Person.objects.get(name="Berit Lindahl")
    assert Decision.objects.get().number == "CS 2024-03-08 §1"
    assert sorted(Obligation.objects.values_list("organization__short_name", flat=True)) == ["Ekby", "Ålnäs"]
    assert (first.matter, second.matter) == (Matter.objects.get(title="Skyltning"), None)


@pytest.mark.django_db
def test_an_action_in_a_decisions_words_follows_from_it(folder: Path) -> None:
    changed = march()
    changed["items"][0]["decisions"] = [
        {"text": "Skyltplanen antas. Utse en skyltansvarig. Rapportera i maj."}
    ]
    write(folder, "march", {"format": FORMAT, "meetings": [changed]})
    run(folder)
    assert Action.objects.get().decision == Decision.objects.get()


@pytest.mark.django_db
def test_damaged_names_are_repaired_and_the_original_kept(folder: Path) -> None:
    run(folder)
    row = Meeting.objects.get().attendances.get(person__name="Åsa Högström")
    assert (row.display_name, row.printed_name) == ("Åsa Högström", "Asa Hogstrom")
    assert (row.organization and row.organization.short_name, row.printed_organization) == ("Ålnäs", "Alnas")
    remarks = dict(Remark.objects.values_list("code", "message"))
    assert remarks == {
        "person_repaired": "”Asa Hogstrom” läses som Åsa Högström.",
        "unknown_person": "Nils Okänd finns inte i registret och läggs upp.",
    }


@pytest.mark.django_db
def test_loading_twice_changes_nothing(folder: Path) -> None:
    run(folder)
    before = dump()
    outcomes = run(folder)
    assert [outcome.written for outcome in outcomes] == [False, False]
    assert dump() == before


def dump() -> str:
    out = StringIO()
    call_command("dumpdata", "participants", "minutes", "decisions", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_changed_document_updates_in_place(folder: Path) -> None:
    run(folder)
    item = AgendaItem.objects.get(number="1")
    number = Decision.objects.get().number
    report = Obligation.objects.get(organization__short_name="Ekby")
    report.reported_on = dt.date(2024, 4, 1)
    report.save()
    changed = march()
    changed["items"].insert(0, {"title": "Mötet öppnas"})
    changed["items"][1]["decisions"] = [{"text": "Skyltplanen antas med en ändring."}]
    write(folder, "march", {"format": FORMAT, "meetings": [changed]})
    assert [outcome.written for outcome in run(folder)] == [False, True]
    item.refresh_from_db()
    assert (item.position, Decision.objects.get().text) == (2, "Skyltplanen antas med en ändring.")
    assert Decision.objects.get().number == number
    assert Obligation.objects.get(organization__short_name="Ekby").reported_on == dt.date(2024, 4, 1)


@pytest.mark.django_db
def test_minutes_edited_by_hand_are_left_alone(folder: Path) -> None:
    run(folder)
    AgendaItem.objects.filter(number="2").update(title="Snöröjning")
    write(folder, "march", {"format": FORMAT, "meetings": [march(place="Ålnäs")]})
    outcome = run(folder)[1]
    assert (outcome.ok, outcome.written) == (False, False)
    assert "--replace" in outcome.says
    assert AgendaItem.objects.filter(title="Snöröjning").exists()
    assert run(folder, overwrite=True)[1].written
    assert Meeting.objects.get().place == "Ålnäs"


@pytest.mark.django_db
def test_sealed_minutes_are_never_changed(folder: Path) -> None:
    run(folder)
    meeting = Meeting.objects.get()
    secretary = Person.objects.get(name="Marit Norell")
    adjuster = make_member("Jon Justerare", meeting.body)
    secretary.user = account(make_member("Siv Sekreterare", meeting.body, Membership.Role.SECRETARY))
    meeting.officers.create(person=adjuster, role="approver")
    revision = circulate(meeting, secretary.user)
    approve(meeting, account(adjuster), revision.sha256)
    before = dump()
    write(folder, "march", {"format": FORMAT, "meetings": [march(place="Ålnäs")]})
    outcome = run(folder / "march.json", overwrite=True)[0]
    assert (outcome.ok, outcome.written) == (False, False)
    assert dump() == before


@pytest.mark.django_db
def test_a_plan_that_was_overtaken_writes_nothing(folder: Path) -> None:
    """Between plan and store the minutes went out: the justerare must not lose the text."""
    run(folder)
    write(folder, "march", {"format": FORMAT, "meetings": [march(place="Ålnäs")]})
    meeting = Meeting.objects.get()
    source = read_file(folder / "march.json").sources[0]
    plan = make_plan(source, Register.load())
    assert plan.step == Step.UPDATE
    Meeting.objects.filter(pk=meeting.pk).update(status="circulated")
    with pytest.raises(Overtaken):
        store(plan, Register.load())
    meeting.refresh_from_db()
    assert (meeting.status, meeting.place) == ("circulated", "")


@pytest.mark.django_db
def test_minutes_that_were_out_for_approval_are_never_imported_over(folder: Path) -> None:
    run(folder)
    meeting = Meeting.objects.get()
    author = account(make_member("Siv Sekreterare", meeting.body, Membership.Role.SECRETARY))
    meeting.officers.create(person=make_member("Jon Justerare", meeting.body), role="approver")
    circulate(meeting, author)
    send_back(meeting, author, "Ett fel.")
    write(folder, "march", {"format": FORMAT, "meetings": [march(place="Ålnäs")]})
    outcome = run(folder / "march.json", overwrite=True)[0]
    assert not outcome.ok and "ute för justering" in outcome.says


@pytest.mark.django_db
def test_reports_are_not_lost_with_an_item_that_is_gone(folder: Path) -> None:
    run(folder)
    Obligation.objects.update(reported_on=dt.date(2024, 4, 1))
    write(folder, "march", {"format": FORMAT, "meetings": [march(items=[{"title": "Något helt annat"}])]})
    outcome = run(folder / "march.json")[0]
    assert not outcome.ok and "Skyltar längs vägarna" in outcome.says
    assert Obligation.objects.count() == 2


@pytest.mark.django_db
def test_rows_keep_what_hangs_on_them_when_others_come_before(folder: Path) -> None:
    run(folder)
    Obligation.objects.update(note="Vi har utsett Kim.")
    changed = march()
    changed["items"][0]["actions"].insert(0, {"text": "Betala fakturan.", "organizations": ["Ekby"]})
    write(folder, "march", {"format": FORMAT, "meetings": [changed]})
    run(folder)
    noted = Obligation.objects.exclude(note="").values_list("action__text", flat=True)
    assert set(noted) == {"Utse en skyltansvarig."}


@pytest.mark.django_db
def test_a_printed_title_is_replaced_only_for_letters_that_were_lost(folder: Path) -> None:
    run(folder)
    changed = march()
    changed["items"][0]["title"] = "Skyltar langs vagarna"
    changed["items"][1]["title"] = "Vintervaghållning 2025"
    write(folder, "march", {"format": FORMAT, "meetings": [changed]})
    run(folder)
    assert list(AgendaItem.objects.values_list("title", "printed_title")) == [
        ("Skyltar längs vägarna", "Skyltar langs vagarna"),
        ("Vintervaghållning 2025", ""),
    ]


@pytest.mark.django_db
def test_minutes_without_a_group_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "march", [march(body="")])
    outcome = run(tmp_path)[0]
    assert not outcome.ok and "--body" in outcome.says
    assert not Body.objects.exists()


@pytest.mark.django_db
def test_a_register_may_come_after_the_minutes(tmp_path: Path) -> None:
    """What an import added by itself is taken up by the register, not doubled."""
    write(tmp_path, "march", [march(body="Samrådsgruppen för länets cykelvägar", attendance=[])])
    write(
        tmp_path,
        "april",
        [march(body="Cykelsamrådet i länet", attendance=[{"name": "Bo Ek", "organization": "Ålnäs"}])],
    )
    run(tmp_path)
    write(tmp_path, "register", {**REGISTER, "bodies": [], "people": []})
    assert run(tmp_path / "register.json")[0].ok
    assert list(Organization.objects.filter(short_name="Ålnäs").values_list("name", flat=True)) == [
        "Ålnäs kommun"
    ]


@pytest.mark.django_db
def test_promises_are_followed_up_from_file_to_file(folder: Path) -> None:
    run(folder)
    assert Promise.objects.get().status == "open"
    may = march(date="2024-05-03", items=[{"number": "7", "title": "Skyltarna", "matter": "Skyltning"}])
    write(folder, "may", {"format": FORMAT, "meetings": [may]})
    run(folder)
    promise = Promise.objects.get()
    assert (promise.status, promise.settled_by) == ("kept", AgendaItem.objects.get(number="7"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("item", "status"),
    [
        ({"title": "Skyltar längs vägarna", "outcome": "handled"}, "kept"),
        ({"title": "Skyltar längs vägarna", "outcome": "withdrawn"}, "broken"),
        ({"title": "Skyltar längs vägarna", "outcome": "deferred"}, "moved"),
        ({"title": "Något helt annat"}, "broken"),
    ],
)
def test_a_promise_is_judged_by_what_the_meeting_did(folder: Path, item: dict[str, str], status: str) -> None:
    write(folder, "may", {"format": FORMAT, "meetings": [march(date="2024-05-03", items=[item])]})
    run(folder)
    assert Promise.objects.get().status == status


@pytest.mark.django_db
def test_a_promise_waits_while_the_book_lacks_the_meeting(folder: Path) -> None:
    write(
        folder, "june", {"format": FORMAT, "meetings": [march(date="2024-06-07", items=[{"title": "Annat"}])]}
    )
    run(folder)
    assert Promise.objects.get().status == "open"


@pytest.mark.django_db
def test_unknown_group_and_organisation_are_added_and_said(tmp_path: Path) -> None:
    meeting = march(body="Nätverket för länets bibliotek")
    write(tmp_path, "march", {"format": FORMAT, "meetings": [meeting]})
    outcome = run(tmp_path)[0]
    assert outcome.written
    assert {"unknown_body", "unknown_organization"} <= {problem.code for problem in outcome.problems}
    body = Body.objects.get()
    assert (body.name, body.number_prefix) == ("Nätverket för länets bibliotek", "NFLB")
    assert sorted(Organization.objects.values_list("name", flat=True)) == ["Alnas", "Ekby"]


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
