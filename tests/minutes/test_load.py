"""The whole way of an import, on made-up files."""

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from decisions.models import Action, Decision, Obligation, Promise
from minutes.approval import circulate, send_back
from minutes.importer.plan import Step, make_plan
from minutes.importer.read import read_file
from minutes.importer.records import FORMAT
from minutes.importer.register import Register
from minutes.importer.store import Overtaken, store
from minutes.models import AgendaItem, Matter, Meeting, Remark
from participants.models import Body, Membership, Organization, Person
from tests.factories import account, fresh_login, make_member
from tests.factories import read_and_approve as approve
from tests.minutes.books import REGISTER, march, run, write, write_book


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_book(tmp_path)


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
    approve(meeting, account(adjuster), revision.sha256, fresh_login())
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
